"""Walk one piece of the tree: list folders, and look at each name once."""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterator
from stat import S_ISDIR, S_ISLNK, S_ISREG

from cleanup.disk.cloud import is_cloud_only, is_hidden
from cleanup.disk.native import leave, listed_in, look_at_names
from cleanup.disk.rows import row_of
from cleanup.disk.system import (
    Facts,
    Handle,
    descriptors_allowed,
    enter,
    facts_of,
    facts_of_names,
    open_folder,
)
from cleanup.model.paths import ended
from cleanup.model.row import packed
from cleanup.walk.place import HIDDEN_FILES, MAIL, TRASH, Looking, Place, Rules, Walked
from cleanup.walk.searched import PLAIN_SYSTEM, Searched
from cleanup.walk.seen import Seen, folder_row

_IDENTITY = struct.Struct(packed("inode", "device"))
# Each level keeps one descriptor open in each thread; deeper folders become places of their own.
_DEEPEST = 60
_A_LEVEL = 16
_NONE_LEFT = {errno.EMFILE, errno.ENFILE}


def walk_task(rules: Rules, places: list[Place], budget: int) -> Iterator[Walked]:
    """Walk these places until about ``budget`` names were seen; the rest is returned as ``left``. Reads the disk."""
    yield _Piece(rules, budget).walk(places)


_Inner = tuple[str, bytes, Place]
"""Name, row and place of a folder in a listing."""


class _Piece:
    """The state of one piece: what was seen so far, and how many more names may be looked at."""

    def __init__(self, rules: Rules, budget: int) -> None:
        # Empty files are a category of their own: only an explicit limit hides them.
        least = rules.min_size if rules.min_size > 1 else 0
        self.rules = rules
        self.budget = budget
        self.deepest = min(_DEEPEST, descriptors_allowed() // _A_LEVEL)
        self.mount_parents = {os.path.dirname(path) for path in rules.mounts}
        self.searched = Searched(rules, least)
        self.seen = Seen(least)
        self.walked = self.seen.walked

    def walk(self, places: list[Place]) -> Walked:
        for place in places:
            if self.budget <= 0:
                self.walked.left.append(place._replace(parent=-place.parent - 2))
                continue
            try:
                folder = open_folder(place.path)
            except OSError as error:
                self.seen.unreadable(place.path, error.errno)
                continue
            try:
                # A root has a full path; for any other folder, the name is the last part.
                name = place.path if place.path == place.root else os.path.basename(place.path)
                self._visit(folder, row_of(facts_of(folder), 0), place, -place.parent - 2, name, 0)
            except OSError as error:
                self.seen.unreadable(place.path, error.errno)
            finally:
                leave(folder)
        self.walked.matched = self.searched.matched()
        return self.seen.whole()

    def _visit(self, folder: Handle, row: bytes, place: Place, parent: int, name: str, depth: int) -> None:
        """List one open folder, then the folders in it; ``parent`` is written into its row."""
        listed, worth_a_look = listed_in(folder)
        self.budget -= len(listed) + 1
        names = set(listed)
        looking, kind = self._looking_inside(place, name, names)
        mine = -1
        if looking is Looking.SEARCHED:
            mine = self.seen.add_folder(name, folder_row(row, parent, len(listed)))
        elif place.looking is Looking.SEARCHED and kind != TRASH and self.rules.noted.has_folder(name, names):
            self.seen.set_aside_folder(name, row, parent)
        place = Place(place.root, place.path, looking, place.device, place.cloud, mine, kind)
        inner = self._look_at_names(folder, worth_a_look, names, place)
        del listed, worth_a_look, names
        self.walked.last = place.path
        for child_name, child_row, child in inner:
            if self.budget <= 0 or depth >= self.deepest:
                self.walked.left.append(child)
                continue
            try:
                child_folder = enter(folder, child_name)
            except OSError as error:
                if error.errno in _NONE_LEFT:
                    # With all folders above it closed, there is one.
                    self.walked.left.append(child)
                    continue
                self.seen.unreadable(child.path, error.errno)
                continue
            try:
                self._visit(child_folder, child_row, child, mine, child_name, depth + 1)
            except OSError as error:
                self.seen.unreadable(child.path, error.errno)
            finally:
                leave(child_folder)

    def _looking_inside(self, place: Place, name: str, names: set[str]) -> tuple[Looking, str]:
        """Whether a folder is searched, now that the names in it are known; if not, what a report calls it."""
        kind = self.searched.contents_kind(place, name, names)
        if not kind:
            return place.looking, place.kind
        self.seen.of_kind(kind).folders += 1
        if place.looking is not Looking.SEARCHED:
            return place.looking, kind
        self.walked.counts[Looking.PROTECTED].folders += 1
        return Looking.PROTECTED, kind

    def _look_at_names(self, folder: Handle, listed: list[str], names: set[str], place: Place) -> list[_Inner]:
        """Record the files and links of one listing, or count its files; gives the folders to go on with."""
        base = ended(place.path)
        if place.path in self.mount_parents or not PLAIN_SYSTEM:
            return self._look_one_by_one(folder, listed, names, place, base)
        if place.looking is not Looking.SEARCHED:
            rows, files, size, folders, _, failed = look_at_names(folder, listed, 0)
            self.seen.count_all(place.looking, place.kind, rows)
        elif not place.cloud and self.searched.are_ordinary(names):
            rows, files, size, folders, links, failed = look_at_names(folder, listed, place.parent)
            self.seen.add_files(rows, files)
            for name, row in links:
                self.seen.add_link(name, row)
        else:
            return self._look_one_by_one(folder, listed, names, place, base)
        self.walked.seen_files += len(files)
        self.walked.seen_bytes += size
        for name, reason in failed:
            self.seen.unreadable(base + name, reason, folders=0)
        inner: list[_Inner] = []
        for name, row in folders:
            child = self._child(name, row, name.startswith("."), place, base + name, names)
            if child is not None:
                inner.append((name, row, child))
        return inner

    def _look_one_by_one(
        self, folder: Handle, listed: list[str], names: set[str], place: Place, base: str
    ) -> list[_Inner]:
        """As ``_look_at_names``, if each name may need a check of its own."""
        inner: list[_Inner] = []
        listed = [name for name in listed if not self._is_passed_over(base + name)]
        for name, seen in facts_of_names(folder, listed):
            if isinstance(seen, OSError):
                self.seen.unreadable(base + name, seen.errno, folders=0)
            elif S_ISREG(seen.st_mode):
                self._look_at_file(name, seen, place, base + name)
            elif S_ISLNK(seen.st_mode):
                self._look_at_link(name, seen, place, base + name)
            elif S_ISDIR(seen.st_mode):
                row = row_of(seen, 0)
                child = self._child(name, row, is_hidden(name, seen), place, base + name, names)
                if child is not None:
                    inner.append((name, row, child))
        return inner

    def _is_passed_over(self, path: str) -> bool:
        """Whether something is mounted there that is not walked.

        The mount table says so: a mount whose program is dead, or never answers, is not touched.
        """
        if path not in self.rules.mounts:
            return False
        has_files = self.rules.mounts[path]
        if has_files and (self.rules.cross_mounts or path in self.rules.root_paths) and path not in self.rules.silent:
            return False
        if has_files and not self.searched.is_own(path):
            self.walked.passed_mounts.append(path)
        return True

    def _look_at_file(self, name: str, seen: Facts, place: Place, path: str) -> None:
        # A file can be a mount point too.
        if path in self.rules.mounts and not self.rules.cross_mounts:
            self.walked.passed_mounts.append(path)
            return
        self.walked.seen_files += 1
        self.walked.seen_bytes += seen.st_size
        looking = place.looking
        if looking is Looking.SEARCHED:
            looking = self.searched.file(name, seen, path, place.root)
            if looking is Looking.HIDDEN and self.rules.noted.has_file(name):
                self.seen.set_aside_file(name, seen, place)
        if looking is not Looking.SEARCHED:
            # If the whole place is skipped, its files are not listed separately.
            own = {Looking.HIDDEN: HIDDEN_FILES, Looking.PROTECTED: MAIL}
            kind = place.kind if looking is place.looking else own.get(looking, "")
            self.seen.count_one(looking, kind, seen)
        elif is_cloud_only(seen, on_cloud_drive=place.cloud):
            self.seen.count_cloud_only(seen)
        else:
            self.seen.add_file(name, row_of(seen, place.parent))

    def _look_at_link(self, name: str, seen: Facts, place: Place, path: str) -> None:
        if place.looking is not Looking.SEARCHED:
            return
        looking = self.searched.file(name, seen, path, place.root)
        if looking is Looking.SEARCHED:
            self.seen.add_link(name, row_of(seen, place.parent))
        elif looking is Looking.HIDDEN and self.rules.noted.has_file(name):
            self.seen.set_aside_link(name, seen, place)

    def _child(self, name: str, row: bytes, hidden: bool, place: Place, path: str, siblings: set[str]) -> Place | None:
        """How a folder in a listing is walked, or None if it is another root or another file system."""
        inode, its_device = _IDENTITY.unpack(row)
        if (its_device, inode) in self.rules.roots and path != place.root:
            return None
        if self.searched.is_own(path):
            return None
        device, cloud = place.device, place.cloud
        if its_device != device or path in self.rules.mounts:
            has_files = self.rules.mounts.get(path, True)
            if not (self.rules.cross_mounts and has_files):
                if has_files:
                    self.walked.passed_mounts.append(path)
                return None
            device, cloud = its_device, path in self.rules.cloud_mounts
        looking, kind = place.looking, place.kind
        if looking is Looking.SEARCHED:
            looking = self.searched.folder(name, hidden, path, siblings, place.root)
            if looking is not Looking.SEARCHED:
                self.walked.counts[looking].folders += 1
                kind = self.searched.folder_kind(looking, path, name)
                if looking is not Looking.FILTERED and kind != TRASH and self.rules.noted.has_folder(name):
                    self.seen.set_aside_folder(name, row, place.parent)
        elif kind != TRASH and self.rules.protection.is_never_searched(path, name):
            # The trash of a home lies in a hidden folder.
            kind = TRASH
        if kind != place.kind:
            self.seen.of_kind(kind).folders += 1
        return Place(place.root, path, looking, device, cloud, place.parent, kind)
