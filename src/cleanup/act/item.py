"""The thing a step wants to move, opened through its folder, and the checks right before the move."""

from __future__ import annotations

import os
from collections.abc import Callable, Set
from typing import Self

from cleanup.act.alike import check_alike
from cleanup.act.extracted import prove_extracted
from cleanup.act.keeper import OpenKeeper
from cleanup.act.keeping import (
    changed_meanwhile,
    check_same,
    different,
    of_another_user,
    same_file,
)
from cleanup.act.movers.mover import NotPossible
from cleanup.act.same_tree import OpenTree, state_of
from cleanup.act.system import hold
from cleanup.act.touched import Touched
from cleanup.act.writers import WriteWatch, in_use, is_open_to_write
from cleanup.disk.cloud import is_cloud_only
from cleanup.disk.identity import is_it, is_still_it, kind_of
from cleanup.disk.in_use import InUse
from cleanup.disk.manifest import CrossesVolumes, HoldsKept, HoldsOthers, manifest_of
from cleanup.disk.rules.by_rule import is_by_rule
from cleanup.disk.status import within_range
from cleanup.disk.system import (
    Facts,
    allocated_bytes,
    enter,
    facts_at,
    facts_of,
    have_one_owner,
    leave,
    open_file,
    reach_folder,
)
from cleanup.language import tr
from cleanup.model.category import Proof
from cleanup.model.paths import split
from cleanup.model.plan import Kind, Step


class OpenItem:
    """A step's thing, held open while entered, so that no other can get its inode number.

    Raises NotPossible if it is not the one that was shown, OSError if it cannot be reached.
    """

    def __init__(self, step: Step, touched: Touched | None = None) -> None:
        """``touched`` says how our own moves changed its change time."""
        folder, self.name = split(step.path)
        self.step = step
        self.touch: tuple[int, int] | None = None
        self._file: int | None = None
        self._watch: WriteWatch | None = None
        # For a folder that was compared: a key for everything that was in it.
        self._state: str | None = None
        self.leans_on: Set[tuple[int, int]] = frozenset()
        """Device and inode of what must stay, now that this was compared with it."""
        self.links = step.links
        self.allocated = step.bytes_occupied
        self.parent = _reach(os.fsdecode(folder))
        try:
            self._held = hold(self.parent, self.name)
            self._found = self._seen()
        except FileNotFoundError:
            os.close(self.parent)
            raise NotPossible("gone", tr("gone since it was shown")) from None
        except OSError:
            os.close(self.parent)
            raise
        self.identity = touched.brought_up(step.identity, self._found) if touched else step.identity

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for opened in (self._file, self._held, self.parent):
            if opened is not None:
                os.close(opened)

    def _seen(self) -> Facts:
        return facts_at(self.parent, self.name) if self._held is None else facts_of(self._held)

    def check(
        self,
        keeper: OpenKeeper | OpenTree | None,
        stopped: Callable[[], bool],
        kept: Set[tuple[int, int]] = frozenset(),
        owner: int | None = None,
    ) -> None:
        """Raise NotPossible unless this is exactly what was shown, and equals the copy that stays.

        ``kept`` are device and inode of all copies that stay: a folder with one of them in it does not move. ``owner``
        is the user who must own it and everything in it; None if that does not matter.
        """
        step = self.step
        seen = self._seen()
        if step.kind is not Kind.FOLDER:
            self.links = seen.st_nlink
            # The size shown can be smaller: without the blocks shared with others.
            self.allocated = min(self.step.bytes_occupied, allocated_bytes(seen))
        if kind_of(seen) is None:
            raise NotPossible("special", tr("not a file, folder or link"))
        if not is_it(seen, step.kind, self.identity):
            raise NotPossible("changed", tr("changed since it was shown"))
        if owner not in {None, seen.st_uid}:
            raise _of_another()
        if step.kind is Kind.FOLDER:
            self._check_manifest(self.parent, self.name, kept, owner)
        self._prove(keeper, stopped)
        self._found = self._seen()
        if not is_it(self._found, step.kind, self.identity):
            raise NotPossible("changed", tr("changed since it was shown"))

    def _prove(self, keeper: OpenKeeper | OpenTree | None, stopped: Callable[[], bool]) -> None:
        """Compare it with what stays, as its step requires."""
        step = self.step
        if step.proof is Proof.BY_RULE:
            self._check_rule()
        elif step.proof is Proof.EXTRACTED:
            self._compare_members(stopped)
        elif isinstance(keeper, OpenTree):
            self._compare_tree(keeper, stopped)
        elif keeper is not None:
            self._compare(keeper, stopped)
        elif step.proof is not Proof.NONE and not step.waits_for_others:
            raise NotPossible("no-keeper", tr("the plan names no copy of it that stays"))
        elif step.kind is Kind.FILE:
            self._check_writers()

    def is_still_it(self, folder: int, name: bytes) -> bool:
        """Whether, after the move, a name in an open folder is still this thing, unchanged."""
        try:
            seen = facts_at(folder, name)
            if not is_still_it(seen, self.step.kind, self.step.identity):
                return False
            if self._watch is not None and self._watch.is_broken():
                return False
            if self.step.kind is Kind.FOLDER:
                self._check_manifest(folder, name)
                if self._state is not None and self._state_at(folder, name) != self._state:
                    return False
            self.touch = within_range(self._found.st_ctime_ns), within_range(seen.st_ctime_ns)
        except (OSError, NotPossible):
            return False
        return True

    def _check_manifest(
        self, folder: int, name: bytes, kept: Set[tuple[int, int]] = frozenset(), owner: int | None = None
    ) -> None:
        if self.step.manifest is None:
            raise NotPossible("no-manifest", tr("the plan does not say what the folder contains"))
        opened = enter(folder, name)
        try:
            found = manifest_of(opened, self.step.identity.device, kept, owner)
        except CrossesVolumes:
            raise NotPossible("mount-point", tr("it contains another drive or subvolume")) from None
        except HoldsOthers:
            raise _of_another() from None
        except HoldsKept:
            raise NotPossible("holds-keeper", tr("it contains a copy that stays")) from None
        finally:
            leave(opened)
        if found != self.step.manifest:
            raise NotPossible("changed", tr("the contents of the folder changed since it was shown"))

    def _compare_members(self, stopped: Callable[[], bool]) -> None:
        if self.step.kind is not Kind.FILE:
            raise different()
        self._check_writers()
        ends = stopped if self._watch is None else self._watch.or_stopped(stopped)
        self.leans_on = prove_extracted(self.parent, self.name, ends)

    def _compare_tree(self, keeper: OpenTree, stopped: Callable[[], bool]) -> None:
        if self.step.kind is not Kind.FOLDER:
            raise different()
        if (self.step.identity.device, self.step.identity.inode) == keeper.physical:
            raise same_file()
        opened = enter(self.parent, self.name)
        try:
            if not have_one_owner(opened, keeper.folder):
                raise of_another_user()
            self._state = keeper.prove(opened, stopped)
        finally:
            leave(opened)
        # The names, kinds and inodes of what was compared must still be those that were shown.
        self._check_manifest(self.parent, self.name)

    def _state_at(self, folder: int, name: bytes) -> str:
        opened = enter(folder, name)
        try:
            return state_of(opened)
        finally:
            leave(opened)

    def _compare(self, keeper: OpenKeeper, stopped: Callable[[], bool]) -> None:
        step = self.step
        alike = step.proof is Proof.ALIKE
        if step.kind is not Kind.FILE or (not alike and step.identity.size != keeper.keeper.identity.size):
            raise different()
        if (step.identity.device, step.identity.inode) == keeper.physical:
            raise same_file()
        keeper.check()
        self._file = open_file(self.parent, self.name)
        seen = facts_of(self._file)
        if not is_it(seen, step.kind, self.identity):
            raise NotPossible("changed", tr("changed since it was shown"))
        if not have_one_owner(self._file, keeper.file):
            raise of_another_user()
        self._watch = WriteWatch(self._file)
        stopped = keeper.watch.or_stopped(self._watch.or_stopped(stopped))
        if alike:
            check_alike(self._file, keeper.file)
        else:
            check_same(self._file, keeper.file, step.identity.size, stopped)
        if not is_it(facts_of(self._file), step.kind, self.identity):
            raise changed_meanwhile()
        keeper.check()

    def _check_rule(self) -> None:
        """Raise NotPossible unless a rule still names it, and no program uses it."""
        path = os.fsdecode(self.step.path)
        if not is_by_rule(self.step.category, self.step.why.text, path, self._seen()):
            raise NotPossible("no-proof", tr("no rule applies to it any more"))
        if InUse().has(path):
            raise NotPossible("in-use", tr("a program is using it; close that, then try again"))
        if self.step.kind is Kind.FILE:
            self._check_writers()

    def _check_writers(self) -> None:
        """Raise NotPossible if somebody has it open for writing, and from now on notice who wants to."""
        if is_cloud_only(self._found, on_cloud_drive=True):
            return
        try:
            self._file = open_file(self.parent, self.name)
        except OSError:
            # A file that may not be read may still be moved.
            if is_open_to_write(self._found):
                raise in_use() from None
            return
        self._watch = WriteWatch(self._file)


def _of_another() -> NotPossible:
    return NotPossible("other-owner", tr("it is another user's, and would end up in root's trash"))


def _reach(folder: str) -> int:
    try:
        return reach_folder(folder)
    except FileNotFoundError:
        raise NotPossible("gone", tr("its folder is gone since it was shown")) from None
    except NotADirectoryError:
        raise NotPossible("changed", tr("its folder was replaced since it was shown")) from None
