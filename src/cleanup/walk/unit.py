"""Walk one piece of the tree: list folders, look at each name once, pack what was seen into rows.

Runs in a worker process or in the main one; imports nothing heavy.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from stat import S_IFDIR, S_IFREG

from cleanup.disk.cloud import is_cloud_only, is_hidden
from cleanup.disk.listing import Handle, enter, entries, leave, look, open_folder
from cleanup.disk.status import HAS_BLOCKS, allocated_bytes, within_range
from cleanup.model.row import PACKED_FILE, PACKED_FOLDER
from cleanup.model.trouble import from_errno
from cleanup.walk.place import Count, Looking, Place, Rules, Walked, unpacked
from cleanup.walk.selection import Patterns

_KIND = 0o170000
_FILE = struct.Struct(PACKED_FILE)
_FOLDER = struct.Struct(PACKED_FOLDER)
# Each level keeps one descriptor open; deeper folders become places of their own.
_DEEPEST = 60
# So many files are packed at once: quicker than one by one.
_TOGETHER = 256

# Files of other systems carry marks of their own (hidden, online only) and are asked about one by one.
_PLAIN_SYSTEM = HAS_BLOCKS and not hasattr(os.stat_result, "st_flags")


def walk_task(rules: bytes, places: list[Place], budget: int) -> Iterator[Walked]:
    """Walk these places until about ``budget`` names were seen; the rest comes back as ``left``. Reads the disk.

    ``rules`` are packed.
    """
    yield _Unit(unpacked(rules), budget).walk(places)


class _Unit:
    """The state of one piece: what was seen so far, and how many names may still be looked at."""

    def __init__(self, rules: Rules, budget: int) -> None:
        self.rules = rules
        self.budget = budget
        self.patterns = Patterns(rules.include, rules.exclude)
        # Empty files are a category of their own: only a limit that was asked for hides them.
        self.least = rules.min_size if rules.min_size > 1 else 0
        self.mount_parents = {os.path.dirname(path) for path in rules.mounts}
        self.mail_endings = [ending + "\0" for ending in rules.protection.file_endings]
        self.seen = Walked(counts={looking: Count() for looking in Looking})
        self.files: list[bytes] = []
        self.file_names: list[str] = []
        self.folders: list[bytes] = []
        self.folder_names: list[str] = []

    def walk(self, places: list[Place]) -> Walked:
        for place in places:
            if self.budget <= 0:
                self.seen.left.append(_behind(place, -place.parent - 2))
                continue
            try:
                folder = open_folder(place.path)
            except OSError as error:
                self._unreadable(place.path, error)
                continue
            try:
                # A root is a whole path; any other folder's name is the last part of it.
                name = place.path if place.path == place.root else os.path.basename(place.path)
                status = os.stat(folder)
                self._visit(folder, status, place, -place.parent - 2, name, 0)
            except OSError as error:
                self._unreadable(place.path, error)
            finally:
                leave(folder)
        seen = self.seen
        seen.files, seen.folders = b"".join(self.files), b"".join(self.folders)
        seen.file_names, seen.folder_names = _ended(self.file_names), _ended(self.folder_names)
        return seen

    def _visit(self, folder: Handle, status: os.stat_result, place: Place, parent: int, name: str, depth: int) -> None:
        """List one open folder, then the folders in it; ``parent`` is written into its row."""
        listed = entries(folder)
        self.budget -= len(listed) + 1
        self.seen.seen_names += len(listed) + 1
        names = {entry.name for entry in listed}
        looking = self._looking_inside(place, name, names)
        mine = -1
        if looking is Looking.SEARCHED:
            mine = len(self.folders)
            self.folders.append(_packed_folder(status, parent, len(listed)))
            self.folder_names.append(name)
        place = Place(place.root, place.path, looking, place.device, place.cloud, mine)
        inner = self._look_at_names(listed, names, place)
        del names
        self.seen.last = place.path
        for child_name, child_status, child in inner:
            if self.budget <= 0 or depth >= _DEEPEST:
                self.seen.left.append(child)
                continue
            try:
                child_folder = enter(folder, child_name)
            except OSError as error:
                self._unreadable(child.path, error)
                continue
            try:
                self._visit(child_folder, child_status, child, mine, child_name, depth + 1)
            except OSError as error:
                self._unreadable(child.path, error)
            finally:
                leave(child_folder)

    def _looking_inside(self, place: Place, name: str, names: set[str]) -> Looking:
        """Whether a folder is searched, now that the names in it are known."""
        protection = self.rules.protection
        if place.looking is Looking.SEARCHED and (
            protection.is_trash_by_contents(name, names)
            or (not self.rules.everything and protection.is_protected_by_contents(names))
        ):
            self.seen.counts[Looking.PROTECTED].folders += 1
            return Looking.PROTECTED
        return place.looking

    def _look_at_names(
        self, listed: list[os.DirEntry[str]], names: set[str], place: Place
    ) -> list[tuple[str, os.stat_result, Place]]:
        """Pack or count the files of one listing, which is empty afterwards; gives the folders to go on with."""
        base = place.path if place.path == "/" else place.path + "/"
        ordinary = place.looking is Looking.SEARCHED and not place.cloud and self._are_ordinary(names)
        least, parent, size, count = self.least, place.parent, 0, 0
        inner, plain = [], []
        mounted_here = place.path in self.mount_parents
        # An entry keeps what was seen of it: each is let go before the next, or a large folder would fill the memory.
        listed.reverse()
        while listed:
            entry = listed.pop()
            try:
                seen = look(entry)
            except OSError as error:
                self._unreadable(base + entry.name, error, folders=0)
                continue
            kind = seen.st_mode & _KIND
            if kind == S_IFREG:
                if mounted_here and base + entry.name in self.rules.mounts and not self.rules.cross_mounts:
                    self.seen.passed_mounts.append(base + entry.name)
                    continue
                count += 1
                size += seen.st_size
                if ordinary and seen.st_size >= least:
                    plain.append(seen)
                    self.file_names.append(entry.name)
                    if len(plain) == _TOGETHER:
                        self.files += _packed_all(plain, parent)
                        plain = []
                else:
                    # Rows and names are in the same order.
                    self.files += _packed_all(plain, parent)
                    plain = []
                    self._consider(entry.name, seen, place, base)
            elif kind == S_IFDIR:
                child = self._child(entry.name, seen, place, base + entry.name, names)
                if child is not None:
                    inner.append((entry.name, seen, child))
        self.files += _packed_all(plain, parent)
        self.seen.seen_files += count
        self.seen.seen_bytes += size
        return inner

    def _are_ordinary(self, names: set[str]) -> bool:
        """Whether no name in a listing needs a question of its own: asked once a folder, since asking costs."""
        if not _PLAIN_SYSTEM or self.patterns.any():
            return False
        if self.rules.everything:
            return True
        joined = "\0" + "\0".join(names).lower() + "\0"
        return "\0." not in joined and not any(ending in joined for ending in self.mail_endings)

    def _consider(self, name: str, seen: os.stat_result, place: Place, base: str) -> None:
        looking = place.looking
        if looking is Looking.SEARCHED:
            looking = self._looking_at(name, seen, place, base)
        if looking is not Looking.SEARCHED:
            self._count(looking, seen)
        elif is_cloud_only(seen, on_cloud_drive=place.cloud):
            self.seen.cloud_only.files += 1
            self.seen.cloud_only.bytes += seen.st_size
        else:
            self.files.append(_packed(seen, place.parent))
            self.file_names.append(name)

    def _looking_at(self, name: str, seen: os.stat_result, place: Place, base: str) -> Looking:
        """Whether one file of a searched folder counts."""
        if not self.rules.everything:
            if is_hidden(name, seen):
                return Looking.HIDDEN
            if self.rules.protection.is_protected_file(name):
                return Looking.PROTECTED
        if seen.st_size < self.least or not self.patterns.wants_file(_below(place.root, base + name)):
            return Looking.FILTERED
        return Looking.SEARCHED

    def _child(self, name: str, seen: os.stat_result, place: Place, path: str, siblings: set[str]) -> Place | None:
        """How a folder in a listing is walked, or None when it is another root or another file system."""
        if (seen.st_dev, seen.st_ino) in self.rules.roots and path != place.root:
            return None
        if path in self.rules.protection.own:
            return None
        device, cloud = place.device, place.cloud
        if seen.st_dev != device or path in self.rules.mounts:
            has_files = self.rules.mounts.get(path, True)
            if not (self.rules.cross_mounts and has_files):
                if has_files:
                    self.seen.passed_mounts.append(path)
                return None
            device, cloud = seen.st_dev, path in self.rules.cloud_mounts
        looking = place.looking
        if looking is Looking.SEARCHED:
            looking = self._looking_into(name, seen, path, siblings, place.root)
            if looking is not Looking.SEARCHED:
                self.seen.counts[looking].folders += 1
        return Place(place.root, path, looking, device, cloud, place.parent)

    def _looking_into(self, name: str, seen: os.stat_result, path: str, siblings: set[str], root: str) -> Looking:
        """Whether a folder of a searched folder is searched, by what is known before it is listed."""
        protection = self.rules.protection
        if protection.is_never_searched(path, name):
            return Looking.PROTECTED
        if not self.rules.everything:
            if protection.is_system(path) or protection.is_protected_folder(name, siblings):
                return Looking.PROTECTED
            if is_hidden(name, seen):
                return Looking.HIDDEN
        if not self.patterns.wants_folder(_below(root, path)):
            return Looking.FILTERED
        return Looking.SEARCHED

    def _count(self, looking: Looking, seen: os.stat_result) -> None:
        count = self.seen.counts[looking]
        if seen.st_nlink > 1:
            self.seen.linked.append((looking, seen.st_dev, seen.st_ino, allocated_bytes(seen)))
            count.files += 1
        else:
            count.files += 1
            count.bytes += allocated_bytes(seen)

    def _unreadable(self, path: str, error: OSError, folders: int = 1) -> None:
        self.seen.troubles.append(from_errno(os.fsencode(path), "walk", error.errno or 0))
        self.seen.unreadable.folders += folders
        self.seen.unreadable.files += 1 - folders


def _behind(place: Place, parent: int) -> Place:
    return Place(place.root, place.path, place.looking, place.device, place.cloud, parent)


def _below(root: str, path: str) -> str:
    return path[len(root) + (not root.endswith("/")) :]


def _ended(names: list[str]) -> bytes:
    return os.fsencode("\0".join(names) + "\0") if names else b""


def _packed_all(files: list[os.stat_result], folder: int) -> list[bytes]:
    """Rows of many files of one folder, which is what most of a walk is."""
    pack = _FILE.pack
    try:
        return [
            pack(
                folder, seen.st_nlink, seen.st_ino, seen.st_dev, seen.st_size, seen.st_blocks * 512,
                seen.st_mtime_ns, seen.st_atime_ns, seen.st_ctime_ns, 0,
            )
            for seen in files
        ]  # fmt: skip
    except struct.error:
        return [_packed(seen, folder) for seen in files]


def _packed(seen: os.stat_result, folder: int) -> bytes:
    try:
        return _FILE.pack(
            folder, seen.st_nlink, seen.st_ino, seen.st_dev, seen.st_size, allocated_bytes(seen),
            seen.st_mtime_ns, seen.st_atime_ns, seen.st_ctime_ns, 0,
        )  # fmt: skip
    except struct.error:
        return _FILE.pack(folder, min(seen.st_nlink, 2**32 - 1), *_in_range(seen), 0)


def _packed_folder(seen: os.stat_result, parent: int, names: int) -> bytes:
    return _FOLDER.pack(parent, names, *_in_range(seen), 0, 1)


def _in_range(seen: os.stat_result) -> tuple[int, ...]:
    return (
        seen.st_ino % 2**64, seen.st_dev % 2**64, seen.st_size, allocated_bytes(seen),
        within_range(seen.st_mtime_ns), within_range(seen.st_atime_ns), within_range(seen.st_ctime_ns),
    )  # fmt: skip
