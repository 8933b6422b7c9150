"""An item that cleanup put in the trash: found again, brought back, or freed, always as exactly that thing."""

from __future__ import annotations

import errno
import os

from cleanup.act.folder_tree import Stays, check_erasable, erase_tree
from cleanup.act.notes import drop_note, is_in_home_trash, origin_told, tells_our_origin
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import plain
from cleanup.act.system import closing, remove, rename_without_replacing
from cleanup.disk.answering import is_left_out
from cleanup.disk.filesystems import numbers_last
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.manifest import CrossesVolumes, manifest_of
from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import enter, facts_at, facts_behind, mount_number, mount_table, reach_folder
from cleanup.disk.volumes import volume_of
from cleanup.language import tr
from cleanup.model.plan import Kind, Manifest
from cleanup.model.run import Item, State, Whereabouts


class NotOurs(Exception):
    """What is there is not, or not certainly, what was put there: ``code`` is a stable word."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = plain(message)


def whereabouts(item: Item, folders: OpenFolders) -> Whereabouts:
    """Where a moved item is now, according to the disk; never raises."""
    match item.state:
        case State.NOT_MOVED:
            return Whereabouts.NOT_MOVED
        case State.RESTORED:
            return Whereabouts.RESTORED
        case State.PURGED:
            return Whereabouts.PURGED
    try:
        Trashed(item, folders)
    except NotOurs as problem:
        if item.state is State.OPEN:
            return Whereabouts.NOT_MOVED
        if item.state is State.RESTORING and is_at(item.restored_to, item):
            return Whereabouts.RESTORED
        return Whereabouts.UNMOUNTED if problem.code == "unmounted" else Whereabouts.GONE
    except OSError:
        return Whereabouts.UNKNOWN
    return Whereabouts.PARTLY_FREED if item.is_half_freed() else Whereabouts.IN_TRASH


class Trashed:
    """An item found in the trash, to be used while its open folders are.

    It is recognised by a name that nobody else picks and by its inode number. Its device number is not checked: it can
    change when the drive is plugged in again. Raises NotOurs, or OSError if it cannot be looked at.
    """

    def __init__(self, item: Item, folders: OpenFolders) -> None:
        self.item = item
        self._folders = folders
        if not item.place.folder:
            raise NotOurs("gone", tr("not in the trash any more"))
        if is_left_out(os.fsdecode(item.place.folder)):
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        try:
            self.folder = folders.reach(item.place.folder)
            self.seen = facts_at(self.folder, item.place.name)
        except (FileNotFoundError, NotADirectoryError):
            raise _missing(item) from None
        # What got caught by mistake may be of any kind, even one that is never moved on purpose.
        same_kind = kind_of(self.seen) is item.kind or (item.code == "conflict" and kind_of(self.seen) is None)
        same = self.seen.st_ino == item.identity.inode or (item.kind is Kind.FILE and self._is_it_by_name())
        if not same or not same_kind:
            raise NotOurs("not-ours", tr("something else is in its place in the trash"))

    def _is_it_by_name(self) -> bool:
        """Whether its name, which nobody else picks, its size and its time are enough, if numbers do not last."""
        found, told = identity_of(self.seen), self.item.identity
        if (found.size, found.modified) != (told.size, told.modified):
            return False
        return not numbers_last(volume_of(os.fsdecode(self.item.place.folder), mount_table()).filesystem)

    def is_elsewhere(self, folder: bytes) -> bool:
        """Whether a folder is on another volume, or another mount or part of it: no rename leads there."""
        here = self.item.place.folder
        return facts_behind(folder).st_dev != facts_behind(here).st_dev or mount_number(folder) != mount_number(here)

    def move_to(self, folder: int, name: bytes) -> None:
        """Rename it into an open folder; raises OSError, including FileExistsError. Its note stays for now."""
        rename_without_replacing(self.folder, self.item.place.name, folder, name)

    def free(self) -> None:
        """Erase it for good: first the data, then its note. Raises NotOurs or OSError, then some may be left."""
        name = self.item.place.name
        if self.item.kind is Kind.FOLDER:
            self._look_through()
            erase_tree(self.folder, name)
        else:
            remove(self.folder, name)
        drop_note(self.item, self._folders)

    def check_erasable(self) -> None:
        """Raise NotOurs if erasing it would leave some of it: then nothing goes. Raises OSError."""
        try:
            check_erasable(self.folder, self.item.place.name)
        except Stays as problem:
            raise NotOurs(problem.code, problem.message) from None

    def is_whole(self) -> bool:
        """Whether all of it is still there; False if that cannot be seen."""
        try:
            return self._is_unchanged()
        except (OSError, NotOurs):
            return False

    def check_noted(self) -> None:
        """Raise NotOurs unless it is in a trash of this user's, with a note that gives our origin."""
        self.check_in_trash()
        if not tells_our_origin(self.item, self._folders):
            raise NotOurs("not-ours", tr("the trash gives a different origin for it than cleanup wrote"))

    def check_in_trash(self) -> None:
        """Raise NotOurs unless it is in a trash of this user's."""
        if not self._folders.is_trash(self.item.place.folder):
            raise NotOurs("not-in-trash", tr("the place recorded for it is not a trash of yours"))

    def origin_told(self) -> bytes | None:
        """The path in its note, or None if there is no note or no path in it."""
        return origin_told(self.item, self._folders)

    def check_ours(self) -> None:
        """Raise NotOurs unless it is unchanged; if it was changed, it is the user's."""
        if not self._is_unchanged():
            raise NotOurs("changed", tr("changed in the trash"))

    def _is_unchanged(self) -> bool:
        if self.item.kind is Kind.FOLDER:
            return self._look_through() == self.item.manifest
        found = identity_of(self.seen)
        return (found.size, found.modified) == (self.item.identity.size, self.item.identity.modified)

    def _look_through(self) -> Manifest:
        """Its contents, if it is a folder that can be erased without leaving it."""
        try:
            with closing(enter(self.folder, self.item.place.name)) as opened:
                return manifest_of(opened, self.seen.st_dev)
        except CrossesVolumes:
            raise NotOurs("mount-point", tr("it contains another drive or subvolume")) from None


def is_at(path: bytes, item: Item) -> bool:
    """Whether a path leads to the item itself."""
    folder, name = os.path.split(path)
    try:
        with closing(reach_folder(folder)) as parent:
            seen = facts_at(parent, name)
    except OSError:
        return False
    return seen.st_ino == item.identity.inode and kind_of(seen) is item.kind


def _missing(item: Item) -> NotOurs:
    """Not there: either its volume is not mounted, or somebody took it out of the trash."""
    try:
        near = facts_behind(nearest_folder(os.fsdecode(item.place.folder)))
    except FileNotFoundError:
        return NotOurs("unmounted", tr("its drive is not connected"))
    # A device number can change from one start of the computer to the next (btrfs, drives in another order). A home
    # that has its trash is there anyway; a folder for drives can have another drive in it.
    is_there = is_in_home_trash(item) and os.path.isdir(item.place.folder)
    if near.st_dev != item.identity.device and not is_there:
        return NotOurs("unmounted", tr("its drive is not connected"))
    return NotOurs("gone", tr("not in the trash any more"))
