"""Walk one piece of the tree: list folders, look at each name once, pack what was seen into rows."""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterator
from stat import S_ISDIR, S_ISLNK, S_ISREG

from cleanup.disk.cloud import is_cloud_only, is_hidden
from cleanup.disk.native import listed_in, look_at_names
from cleanup.disk.rows import row_of
from cleanup.disk.system import (
    MARKS_FILES,
    Facts,
    Handle,
    allocated_bytes,
    descriptors_allowed,
    enter,
    facts_of,
    facts_of_names,
    leave,
    open_folder,
)
from cleanup.model.paths import below, ended, folded, for_patterns
from cleanup.model.row import packed
from cleanup.model.trouble import from_errno
from cleanup.walk.place import (
    HIDDEN_FILES,
    HIDDEN_FOLDERS,
    MAIL,
    OTHERS,
    SYSTEM,
    TRASH,
    Count,
    Looking,
    Place,
    Rules,
    Walked,
)
from cleanup.walk.selection import Patterns

# A folder's row is that of a file, but for its beginning: the folder it lies in, and how many names are in it. At its
# end stands whether they were read.
_BEGINNING = struct.Struct("<iI")
_LISTED = struct.pack("<I", 1)
_IDENTITY = struct.Struct(packed("inode", "device"))
_ROW = struct.Struct(packed("links", "inode", "device", "size", "allocated"))
# Each level keeps one descriptor open, in each thread; deeper folders become places of their own.
_DEEPEST = 60
_A_LEVEL = 16
_NONE_LEFT = {errno.EMFILE, errno.ENFILE}

# Files of other systems carry marks of their own (hidden, online only) and are asked about one by one.
_PLAIN_SYSTEM = not MARKS_FILES


def walk_task(rules: Rules, places: list[Place], budget: int) -> Iterator[Walked]:
    """Walk these places until about ``budget`` names were seen; the rest comes back as ``left``. Reads the disk."""
    yield _Piece(rules, budget).walk(places)


_Inner = tuple[str, bytes, Place]
"""Name, row and place of a folder in a listing."""


class _Piece:
    """The state of one piece: what was seen so far, and how many names may still be looked at."""

    def __init__(self, rules: Rules, budget: int) -> None:
        self.rules = rules
        self.budget = budget
        self.deepest = min(_DEEPEST, descriptors_allowed() // _A_LEVEL)
        self.has_patterns = bool(rules.include or rules.exclude)
        self.patterns: dict[str, Patterns] = {}
        # Empty files are a category of their own: only a limit that was asked for hides them.
        self.least = rules.min_size if rules.min_size > 1 else 0
        self.mount_parents = {os.path.dirname(path) for path in rules.mounts}
        self.mail_endings = [ending + "\0" for ending in rules.protection.file_endings]
        self.seen = Walked(counts={looking: Count() for looking in Looking})
        self.files: list[bytes] = []
        self.file_names: list[str] = []
        self.links: list[bytes] = []
        self.link_names: list[str] = []
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
                self._unreadable(place.path, error.errno)
                continue
            try:
                # A root is a whole path; any other folder's name is the last part of it.
                name = place.path if place.path == place.root else os.path.basename(place.path)
                self._visit(folder, row_of(facts_of(folder), 0), place, -place.parent - 2, name, 0)
            except OSError as error:
                self._unreadable(place.path, error.errno)
            finally:
                leave(folder)
        seen = self.seen
        for patterns in self.patterns.values():
            for all_matched, matched in zip(seen.matched, patterns.matched(), strict=True):
                all_matched |= matched
        seen.files, seen.file_names = b"".join(self.files), _ended(self.file_names)
        seen.links, seen.link_names = b"".join(self.links), _ended(self.link_names)
        seen.folders, seen.folder_names = b"".join(self.folders), _ended(self.folder_names)
        return seen

    def _visit(self, folder: Handle, row: bytes, place: Place, parent: int, name: str, depth: int) -> None:
        """List one open folder, then the folders in it; ``parent`` is written into its row."""
        listed, worth_a_look = listed_in(folder)
        self.budget -= len(listed) + 1
        names = set(listed)
        looking, kind = self._looking_inside(place, name, names)
        mine = -1
        if looking is Looking.SEARCHED:
            mine = len(self.folders)
            self.folders.append(folder_row(row, parent, len(listed)))
            self.folder_names.append(name)
        elif place.looking is Looking.SEARCHED and kind != TRASH and self.rules.noted.has_folder(name, names):
            self.seen.aside.folders.append((name, folder_row(row, parent, 1)))
        place = Place(place.root, place.path, looking, place.device, place.cloud, mine, kind)
        inner = self._look_at_names(folder, worth_a_look, names, place)
        del listed, worth_a_look, names
        self.seen.last = place.path
        for child_name, child_row, child in inner:
            if self.budget <= 0 or depth >= self.deepest:
                self.seen.left.append(child)
                continue
            try:
                child_folder = enter(folder, child_name)
            except OSError as error:
                if error.errno in _NONE_LEFT:
                    # With all folders above it closed, there is one.
                    self.seen.left.append(child)
                    continue
                self._unreadable(child.path, error.errno)
                continue
            try:
                self._visit(child_folder, child_row, child, mine, child_name, depth + 1)
            except OSError as error:
                self._unreadable(child.path, error.errno)
            finally:
                leave(child_folder)

    def _looking_inside(self, place: Place, name: str, names: set[str]) -> tuple[Looking, str]:
        """Whether a folder is searched, now that the names in it are known; if not, what a report calls it."""
        protection = self.rules.protection
        kind = ""
        if place.kind != TRASH and protection.is_trash_by_contents(os.path.basename(name), names):
            kind = TRASH
        elif (
            place.looking is Looking.SEARCHED
            and not self.rules.everything
            and protection.is_protected_by_contents(names)
        ):
            kind = protection.kind_of_contents(names) or OTHERS
        if not kind:
            return place.looking, place.kind
        self._of_kind(kind).folders += 1
        if place.looking is not Looking.SEARCHED:
            return place.looking, kind
        self.seen.counts[Looking.PROTECTED].folders += 1
        return Looking.PROTECTED, kind

    def _look_at_names(self, folder: Handle, listed: list[str], names: set[str], place: Place) -> list[_Inner]:
        """Write down the files and links of one listing, or count its files; gives the folders to go on with."""
        base = ended(place.path)
        if place.path in self.mount_parents or not _PLAIN_SYSTEM:
            return self._look_one_by_one(folder, listed, names, place, base)
        if place.looking is not Looking.SEARCHED:
            rows, files, size, folders, _, failed = look_at_names(folder, listed, 0)
            self._count_all(place.looking, place.kind, rows)
        elif not place.cloud and self._are_ordinary(names):
            rows, files, size, folders, links, failed = look_at_names(folder, listed, place.parent)
            self._write_down(rows, files)
            for name, row in links:
                self._write_down_link(name, row)
        else:
            return self._look_one_by_one(folder, listed, names, place, base)
        self.seen.seen_files += len(files)
        self.seen.seen_bytes += size
        for name, reason in failed:
            self._unreadable(base + name, reason, folders=0)
        inner: list[_Inner] = []
        for name, row in folders:
            child = self._child(name, row, name.startswith("."), place, base + name, names)
            if child is not None:
                inner.append((name, row, child))
        return inner

    def _write_down(self, rows: bytes, names: list[str]) -> None:
        """Keep the rows of a folder's files, or of those that are large enough."""
        if self.least:
            large = []
            for number, (links, inode, device, size, allocated) in enumerate(_ROW.iter_unpack(rows)):
                if size < self.least:
                    self._count(Looking.FILTERED, "", device, inode, links, allocated)
                else:
                    large.append(number)
            names = [names[number] for number in large]
            rows = b"".join([rows[number * _ROW.size : (number + 1) * _ROW.size] for number in large])
        self.files.append(rows)
        self.file_names += names

    def _write_down_link(self, name: str, row: bytes) -> None:
        """Keep the row of a link; of no size to speak of, it is below any limit that was asked for."""
        if not self.least:
            self.links.append(row)
            self.link_names.append(name)

    def _look_one_by_one(
        self, folder: Handle, listed: list[str], names: set[str], place: Place, base: str
    ) -> list[_Inner]:
        """As ``_look_at_names``, where each name may need a question of its own."""
        inner: list[_Inner] = []
        listed = [name for name in listed if not self._is_passed_over(base + name)]
        for name, seen in facts_of_names(folder, listed):
            if isinstance(seen, OSError):
                self._unreadable(base + name, seen.errno, folders=0)
                continue
            if S_ISREG(seen.st_mode):
                # A file can be a mount point too.
                if base + name in self.rules.mounts and not self.rules.cross_mounts:
                    self.seen.passed_mounts.append(base + name)
                    continue
                self.seen.seen_files += 1
                self.seen.seen_bytes += seen.st_size
                self._consider(name, seen, place, base)
            elif S_ISLNK(seen.st_mode):
                looking = self._looking_at(name, seen, place, base)
                if place.looking is not Looking.SEARCHED:
                    continue
                if looking is Looking.SEARCHED:
                    self._write_down_link(name, row_of(seen, place.parent))
                elif looking is Looking.HIDDEN and self.rules.noted.has_file(name):
                    self.seen.aside.links.append((name, row_of(seen, place.parent)))
            elif S_ISDIR(seen.st_mode):
                row = row_of(seen, 0)
                child = self._child(name, row, is_hidden(name, seen), place, base + name, names)
                if child is not None:
                    inner.append((name, row, child))
        return inner

    def _is_passed_over(self, path: str) -> bool:
        """Whether something is mounted there that is not walked.

        The mount table tells: a mount whose program is dead, or never answers, is not touched.
        """
        if path not in self.rules.mounts:
            return False
        has_files = self.rules.mounts[path]
        if has_files and (self.rules.cross_mounts or path in self.rules.root_paths) and path not in self.rules.silent:
            return False
        if has_files and folded(path) not in self.rules.protection.own:
            self.seen.passed_mounts.append(path)
        return True

    def _are_ordinary(self, names: set[str]) -> bool:
        """Whether no name in a listing needs a question of its own: asked once a folder, since asking costs."""
        if not _PLAIN_SYSTEM or self.has_patterns:
            return False
        if self.rules.everything:
            return True
        joined = "\0" + "\0".join(names).lower() + "\0"
        return "\0." not in joined and not any(ending in joined for ending in self.mail_endings)

    def _consider(self, name: str, seen: Facts, place: Place, base: str) -> None:
        looking = place.looking
        if looking is Looking.SEARCHED:
            looking = self._looking_at(name, seen, place, base)
        if looking is not Looking.SEARCHED:
            if looking is Looking.HIDDEN and place.looking is Looking.SEARCHED and self.rules.noted.has_file(name):
                self.seen.aside.files.append((name, row_of(seen, place.parent)))
            kind = place.kind or {Looking.HIDDEN: HIDDEN_FILES, Looking.PROTECTED: MAIL}.get(looking, "")
            self._count(looking, kind, seen.st_dev, seen.st_ino, seen.st_nlink, allocated_bytes(seen))
        elif is_cloud_only(seen, on_cloud_drive=place.cloud):
            self.seen.cloud_only.files += 1
            self.seen.cloud_only.bytes += seen.st_size
        else:
            self.files.append(row_of(seen, place.parent))
            self.file_names.append(name)

    def _looking_at(self, name: str, seen: Facts, place: Place, base: str) -> Looking:
        """Whether one file or link of a searched folder counts."""
        is_wanted = not self.has_patterns or self._below(place.root).wants_file(_below(place.root, base + name))
        if not self.rules.everything:
            if is_hidden(name, seen):
                return Looking.HIDDEN
            if self.rules.protection.is_protected_file(name):
                return Looking.PROTECTED
        if seen.st_size < self.least or not is_wanted:
            return Looking.FILTERED
        return Looking.SEARCHED

    def _child(self, name: str, row: bytes, hidden: bool, place: Place, path: str, siblings: set[str]) -> Place | None:
        """How a folder in a listing is walked, or None when it is another root or another file system."""
        inode, its_device = _IDENTITY.unpack(row)
        if (its_device, inode) in self.rules.roots and path != place.root:
            return None
        if folded(path) in self.rules.protection.own:
            return None
        device, cloud = place.device, place.cloud
        if its_device != device or path in self.rules.mounts:
            has_files = self.rules.mounts.get(path, True)
            if not (self.rules.cross_mounts and has_files):
                if has_files:
                    self.seen.passed_mounts.append(path)
                return None
            device, cloud = its_device, path in self.rules.cloud_mounts
        looking, kind = place.looking, place.kind
        if looking is Looking.SEARCHED:
            looking = self._looking_into(name, hidden, path, siblings, place.root)
            if looking is not Looking.SEARCHED:
                self.seen.counts[looking].folders += 1
                kind = self._kind(looking, path, name)
                if looking is not Looking.FILTERED and kind != TRASH and self.rules.noted.has_folder(name):
                    self.seen.aside.folders.append((name, folder_row(row, place.parent, 1)))
        elif kind != TRASH and self.rules.protection.is_never_searched(path, name):
            # The trash of a home lies in a hidden folder.
            kind = TRASH
        if kind != place.kind:
            self._of_kind(kind).folders += 1
        return Place(place.root, path, looking, device, cloud, place.parent, kind)

    def _kind(self, looking: Looking, path: str, name: str) -> str:
        """What a report calls a folder that is only counted."""
        protection = self.rules.protection
        if looking is Looking.FILTERED:
            return ""
        if protection.is_never_searched(path, name):
            return TRASH
        if known := protection.kind_of_name(name):
            return known
        if looking is Looking.HIDDEN:
            return HIDDEN_FOLDERS
        return SYSTEM if protection.is_system(path) else OTHERS

    def _of_kind(self, kind: str) -> Count:
        return self.seen.kinds.setdefault(kind, Count())

    def _looking_into(self, name: str, hidden: bool, path: str, siblings: set[str], root: str) -> Looking:
        """Whether a folder of a searched folder is searched, by what is known before it is listed."""
        protection = self.rules.protection
        is_wanted = not self.has_patterns or self._below(root).wants_folder(_below(root, path))
        if protection.is_never_searched(path, name):
            return Looking.PROTECTED
        if not self.rules.everything:
            if protection.is_system(path) or protection.is_protected_folder(name, siblings):
                return Looking.PROTECTED
            if hidden:
                return Looking.HIDDEN
        return Looking.SEARCHED if is_wanted else Looking.FILTERED

    def _below(self, root: str) -> Patterns:
        """The patterns as they hold below a root."""
        if root not in self.patterns:
            self.patterns[root] = Patterns(self.rules.include, self.rules.exclude, root)
        return self.patterns[root]

    def _count_all(self, looking: Looking, kind: str, rows: bytes) -> None:
        for links, inode, device, _, allocated in _ROW.iter_unpack(rows):
            self._count(looking, kind, device, inode, links, allocated)

    def _count(self, looking: Looking, kind: str, device: int, inode: int, links: int, allocated: int) -> None:
        counts = [self.seen.counts[looking], *([self._of_kind(kind)] if kind else [])]
        for count in counts:
            count.files += 1
            count.bytes += 0 if links > 1 else allocated
        if links > 1:
            self.seen.linked.append((looking, kind, device, inode, allocated))

    def _unreadable(self, path: str, reason: int | None, folders: int = 1) -> None:
        self.seen.troubles.append(from_errno(os.fsencode(path), "walk", reason or 0))
        self.seen.unreadable.folders += folders
        self.seen.unreadable.files += 1 - folders


def folder_row(row: bytes, parent: int, names: int) -> bytes:
    """The row of a folder that was listed, from its row as one of the names in the folder above."""
    return _BEGINNING.pack(parent, names) + row[_BEGINNING.size :] + _LISTED


def _behind(place: Place, parent: int) -> Place:
    return place._replace(parent=parent)


def _below(root: str, path: str) -> str:
    return for_patterns(below(path, root))


def _ended(names: list[str]) -> bytes:
    return os.fsencode("\0".join(names) + "\0") if names else b""
