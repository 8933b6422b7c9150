"""A claim: a thing gets a name that nobody else picks, in its own folder, before it is moved from there by path."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cleanup.act.movers.mover import NotPossible
from cleanup.act.records import Done, NotMoved, Record
from cleanup.act.system import closing, remove, rename_without_replacing
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.nearest import nearest_folder
from cleanup.disk.status import are_one
from cleanup.disk.system import Facts, facts_at, facts_behind, facts_by_path, reach_folder
from cleanup.language import tr
from cleanup.model.plan import Identity
from cleanup.model.run import Item, Place, Status


@dataclass(frozen=True, slots=True)
class Claim:
    """A thing in an open folder with the path ``folder``: the ``name`` it has, and the ``unique`` one it gets."""

    parent: int
    folder: bytes
    name: bytes
    unique: bytes

    @property
    def path(self) -> bytes:
        """The full path under the unique name."""
        return os.path.join(self.folder, self.unique)

    def take(self) -> None:
        """Give it the unique name; raises OSError, and then it has its old one."""
        self._rename(self.name, self.unique)

    def give_back(self) -> None:
        """Give it its old name back; raises NotPossible, and then it keeps the unique one."""
        try:
            self._rename(self.unique, self.name)
        except OSError as error:
            beside = self.unique.decode("utf-8", "replace")
            if isinstance(error, FileExistsError):
                message = tr("something else has its name now: it is in its folder as {name}", name=beside)
            else:
                message = tr("its name could not be restored ({reason}): it is in its folder as {name}",
                             reason=error.strerror, name=beside)  # fmt: skip
            raise NotPossible("conflict", message) from None

    def look(self, name: bytes) -> Facts | None:
        """The ``stat`` of a name in the folder now, or None; raises OSError if that is unknown."""
        try:
            return facts_at(self.parent, name)
        except FileNotFoundError:
            return None

    def drop_unique(self) -> None:
        """Erase what has the unique name; raises OSError."""
        remove(self.parent, self.unique)

    def drop_second_name(self, identity: Identity) -> None:
        """If the system renames in two steps, being cut off leaves a file with both names: remove the unique one."""
        old, new = self.look(self.name), self.look(self.unique)
        if old and new and are_one(old, new) and new.st_ino == identity.inode and new.st_nlink > 1:
            self.drop_unique()

    def _rename(self, name: bytes, to: bytes) -> None:
        rename_without_replacing(self.parent, name, self.parent, to)


@contextmanager
def open_claim(item: Item) -> Iterator[Claim | None]:
    """The claim on an item that was cut off; None if its folder is gone.

    Raises FolderAway if its drive is not there, OSError if it cannot be looked at.
    """
    folder, name = os.path.split(item.path)
    try:
        parent = reach_folder(folder)
    except (FileNotFoundError, NotADirectoryError):
        if facts_behind(nearest_folder(os.fsdecode(folder))).st_dev != item.identity.device:
            raise FolderAway from None
        yield None
        return
    with closing(parent):
        yield Claim(parent, folder, name, item.place.name)


class FolderAway(OSError):
    """The drive that a folder is on is not there now."""


def end_of_claim(item: Item, find: Callable[[bytes, Identity], Place | None]) -> Record | None:
    """What became of an item for the system's bin that was cut off, according to the disk; raises OSError.

    A claimed item gets its name back; ``find`` says where in the bin it is. None if that is unknown now.
    """
    try:
        with open_claim(item) as claim:
            if claim is not None and (end := _end_in_folder(item, claim)) is not None:
                return end
    except FolderAway:
        return None
    place = find(os.path.join(os.path.dirname(item.path), item.place.name), item.identity)
    if place is not None:
        seen = facts_by_path(place.path)
        if kind_of(seen) is item.kind:
            return Done(item.step, place, None if seen.st_ino == item.identity.inode else identity_of(seen))
    return NotMoved(item.step, Status.FAILED, "gone", tr("interrupted; neither where it was nor in the trash"))


def is_the_item(seen: Facts | None, item: Item) -> bool:
    """Whether this is an item, changed or not. Its device is not checked: a drive can get another number."""
    return seen is not None and seen.st_ino == item.identity.inode and kind_of(seen) is item.kind


def given_back(item: Item, claim: Claim) -> NotMoved:
    """Give a claimed item its name again, and say what became of it."""
    try:
        claim.give_back()
    except NotPossible as problem:
        return NotMoved(item.step, Status.FAILED, problem.code, problem.message)
    return not_moved(item)


def not_moved(item: Item) -> NotMoved:
    """The record of an item that was cut off and is where it was."""
    return NotMoved(item.step, Status.FAILED, "interrupted", tr("interrupted before it moved; it is where it was"))


def _end_in_folder(item: Item, claim: Claim) -> Record | None:
    claim.drop_second_name(item.identity)
    if is_the_item(claim.look(claim.name), item):
        return not_moved(item)
    if is_the_item(claim.look(claim.unique), item):
        return given_back(item, claim)
    return None
