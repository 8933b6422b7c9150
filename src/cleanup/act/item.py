"""The thing a step wants to move, opened through its folder, and the checks right before the move."""

from __future__ import annotations

import os
from collections.abc import Callable, Set
from typing import Self

from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import hold
from cleanup.disk.comparison import same_bytes
from cleanup.disk.identity import is_it, kind_of
from cleanup.disk.manifest import CrossesVolumes, HoldsKept, HoldsOthers, manifest_of
from cleanup.disk.system import allocated_bytes, enter, facts_at, leave, open_file, reach_folder
from cleanup.language import tr
from cleanup.model.category import Proof
from cleanup.model.paths import split
from cleanup.model.plan import Keeper, Kind, Step

# Nothing here can compare in these ways, so what needs it stays.
UNPROVABLE = frozenset({Proof.SAME_TREE, Proof.ALIKE})


class OpenItem:
    """A step's thing, held open while entered, so that no other can get its inode number.

    Raises NotPossible when it is not the one that was shown, OSError when it cannot be reached.
    """

    def __init__(self, step: Step) -> None:
        folder, self.name = split(step.path)
        self.step = step
        self.links = step.links
        self.allocated = step.bytes_occupied
        self.parent = _reach(os.fsdecode(folder))
        try:
            self._held = hold(self.parent, self.name)
            if self._held is None:
                facts_at(self.parent, self.name)
        except FileNotFoundError:
            os.close(self.parent)
            raise NotPossible("gone", tr("gone since it was shown")) from None
        except OSError:
            os.close(self.parent)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._held is not None:
            os.close(self._held)
        os.close(self.parent)

    def _seen(self) -> os.stat_result:
        return facts_at(self.parent, self.name) if self._held is None else os.fstat(self._held)

    def check(
        self,
        keeper: OpenKeeper | None,
        stopped: Callable[[], bool],
        kept: Set[tuple[int, int]] = frozenset(),
        owner: int | None = None,
    ) -> None:
        """Raise NotPossible unless this is the very thing that was shown, and its copy that stays is equal to it.

        ``kept`` are device and inode of all copies that stay: a folder with one of them in it does not move. ``owner``
        is the user who must own it and all that is in it, None where that does not matter.
        """
        step = self.step
        seen = self._seen()
        if step.kind is not Kind.FOLDER:
            self.links = seen.st_nlink
            # What was shown can be less: without the blocks that it shares with others.
            self.allocated = min(self.step.bytes_occupied, allocated_bytes(seen))
        if kind_of(seen) is None:
            raise NotPossible("special", tr("neither a file nor a folder nor a link"))
        if not is_it(seen, step.kind, step.identity):
            raise NotPossible("changed", tr("changed since it was shown"))
        if owner not in {None, seen.st_uid}:
            raise _of_another()
        if step.kind is Kind.FOLDER:
            self._check_manifest(self.parent, self.name, kept, owner)
        if step.proof in UNPROVABLE:
            raise NotPossible("no-proof", tr("nothing here can prove that it is the same as what stays"))
        if keeper is not None:
            self._compare(keeper, stopped)
        elif step.proof is not Proof.NONE:
            raise NotPossible("no-keeper", tr("the plan names no copy of it that stays"))

    def is_still_it(self, folder: int, name: bytes) -> bool:
        """Whether a name in an open folder is, after the move, still this thing, unchanged."""
        try:
            if not is_it(facts_at(folder, name), self.step.kind, self.step.identity):
                return False
            if self.step.kind is Kind.FOLDER:
                self._check_manifest(folder, name)
        except (OSError, NotPossible):
            return False
        return True

    def _check_manifest(
        self, folder: int, name: bytes, kept: Set[tuple[int, int]] = frozenset(), owner: int | None = None
    ) -> None:
        if self.step.manifest is None:
            raise NotPossible("no-manifest", tr("the plan does not say what the folder holds"))
        opened = enter(folder, name)
        try:
            found = manifest_of(opened, self.step.identity.device, kept, owner)
        except CrossesVolumes:
            raise NotPossible("mount-point", tr("another drive is mounted in it")) from None
        except HoldsOthers:
            raise _of_another() from None
        except HoldsKept:
            raise NotPossible("holds-keeper", tr("a copy that stays is in it")) from None
        finally:
            leave(opened)
        if found != self.step.manifest:
            raise NotPossible("changed", tr("what is in the folder changed since it was shown"))

    def _compare(self, keeper: OpenKeeper, stopped: Callable[[], bool]) -> None:
        step = self.step
        if step.kind is not Kind.FILE or step.identity.size != keeper.keeper.identity.size:
            raise NotPossible("different", tr("not the same as the copy that stays"))
        if (step.identity.device, step.identity.inode) == keeper.physical:
            raise NotPossible("same-file", tr("another name of the copy that stays"))
        keeper.check()
        file = open_file(self.parent, self.name)
        try:
            if not is_it(os.fstat(file), step.kind, step.identity):
                raise NotPossible("changed", tr("changed since it was shown"))
            if not same_bytes(file, keeper.file, stopped):
                raise NotPossible("different", tr("not the same as the copy that stays"))
            if not is_it(os.fstat(file), step.kind, step.identity):
                raise NotPossible("changed", tr("changed while it was compared"))
        finally:
            os.close(file)
        keeper.check()


class OpenKeeper:
    """The copy that stays, held open until its group is done; raises NotPossible when it is not there unchanged."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        folder, self._name = os.path.split(keeper.path)
        self.physical = (keeper.identity.device, keeper.identity.inode)
        try:
            self._parent = reach_folder(folder)
        except OSError as error:
            raise _lost(error) from None
        try:
            # Looked at before it is opened: opening a pipe in its place could wait, or wake somebody up.
            self._look()
            self.file = open_file(self._parent, self._name)
        except OSError as error:
            os.close(self._parent)
            raise _lost(error) from None
        except NotPossible:
            os.close(self._parent)
            raise

    def check(self) -> None:
        """Raise NotPossible unless its path still leads to it and it is unchanged."""
        if not is_it(os.fstat(self.file), Kind.FILE, self.keeper.identity):
            raise NotPossible("keeper-changed", tr("the copy that stays has changed"))
        try:
            self._look()
        except OSError as error:
            raise _lost(error) from None

    def is_there(self) -> bool:
        """Whether its path still leads to it, unchanged."""
        try:
            self.check()
        except NotPossible:
            return False
        return True

    def close(self) -> None:
        """Let go of it."""
        os.close(self.file)
        os.close(self._parent)

    def _look(self) -> None:
        # By its whole path each time: the folder held open could have been moved, into the trash for instance.
        folder = reach_folder(os.path.dirname(self.keeper.path))
        try:
            seen = facts_at(folder, self._name)
        finally:
            os.close(folder)
        if not is_it(seen, Kind.FILE, self.keeper.identity):
            raise NotPossible("keeper-changed", tr("the copy that stays has changed"))


def _of_another() -> NotPossible:
    return NotPossible("other-owner", tr("it is another user's, and would come to the trash of root"))


def _reach(folder: str) -> int:
    try:
        return reach_folder(folder)
    except FileNotFoundError:
        raise NotPossible("gone", tr("its folder is gone since it was shown")) from None
    except NotADirectoryError:
        raise NotPossible("changed", tr("its folder turned into something else since it was shown")) from None


def _lost(error: OSError) -> NotPossible:
    if isinstance(error, FileNotFoundError):
        return NotPossible("keeper-gone", tr("the copy that stays is gone"))
    return NotPossible("keeper-gone", tr("the copy that stays cannot be read: {reason}", reason=error.strerror))
