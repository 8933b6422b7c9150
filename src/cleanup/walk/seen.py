"""What one piece of the walk has seen so far: rows, packed as they come, and counts."""

from __future__ import annotations

import os
import struct

from cleanup.disk.rows import row_of
from cleanup.disk.system import Facts, allocated_bytes
from cleanup.model.row import packed
from cleanup.model.trouble import from_errno
from cleanup.walk.place import Count, Looking, Place, Walked

# A folder's row is like a file's, except that it begins with the folder it is in and the number of names in it, and
# ends with whether they were read.
_BEGINNING = struct.Struct("<iI")
_LISTED = struct.pack("<I", 1)
_ROW = struct.Struct(packed("links", "inode", "device", "size", "allocated"))


class Seen:
    """Files, links and folders as they are recorded; files smaller than ``least`` bytes are only counted."""

    def __init__(self, least: int) -> None:
        self.walked = Walked(counts={looking: Count() for looking in Looking})
        self._least = least
        self._files: list[bytes] = []
        self._file_names: list[str] = []
        self._links: list[bytes] = []
        self._link_names: list[str] = []
        self._folders: list[bytes] = []
        self._folder_names: list[str] = []

    def whole(self) -> Walked:
        """All of it, with the rows packed."""
        walked = self.walked
        walked.files, walked.file_names = b"".join(self._files), _ended(self._file_names)
        walked.links, walked.link_names = b"".join(self._links), _ended(self._link_names)
        walked.folders, walked.folder_names = b"".join(self._folders), _ended(self._folder_names)
        return walked

    def add_folder(self, name: str, row: bytes) -> int:
        """Record a folder that is searched; gives its row in this piece."""
        self._folders.append(row)
        self._folder_names.append(name)
        return len(self._folders) - 1

    def add_file(self, name: str, row: bytes) -> None:
        """Record one file."""
        self._files.append(row)
        self._file_names.append(name)

    def add_files(self, rows: bytes, names: list[str]) -> None:
        """Record the files of a folder, or those that are large enough."""
        if self._least:
            large = []
            for number, (links, inode, device, size, allocated) in enumerate(_ROW.iter_unpack(rows)):
                if size < self._least:
                    self._count(Looking.FILTERED, "", device, inode, links, allocated)
                else:
                    large.append(number)
            names = [names[number] for number in large]
            rows = b"".join([rows[number * _ROW.size : (number + 1) * _ROW.size] for number in large])
        self._files.append(rows)
        self._file_names += names

    def add_link(self, name: str, row: bytes) -> None:
        """Record a link; it has hardly any size, so it is below any limit that was asked for."""
        if not self._least:
            self._links.append(row)
            self._link_names.append(name)

    def count_all(self, looking: Looking, kind: str, rows: bytes) -> None:
        """Count the files of these rows."""
        for links, inode, device, _, allocated in _ROW.iter_unpack(rows):
            self._count(looking, kind, device, inode, links, allocated)

    def count_one(self, looking: Looking, kind: str, seen: Facts) -> None:
        """Count one file."""
        self._count(looking, kind, seen.st_dev, seen.st_ino, seen.st_nlink, allocated_bytes(seen))

    def count_cloud_only(self, seen: Facts) -> None:
        """Count a file whose contents are not here."""
        self.walked.cloud_only.files += 1
        self.walked.cloud_only.bytes += seen.st_size

    def of_kind(self, kind: str) -> Count:
        """What was counted so far under this name in a report."""
        return self.walked.kinds.setdefault(kind, Count())

    def unreadable(self, path: str, reason: int | None, folders: int = 1) -> None:
        """Record a folder that could not be read, or with ``folders`` 0 a file."""
        self.walked.troubles.append(from_errno(os.fsencode(path), "walk", reason or 0))
        self.walked.unreadable.folders += folders
        self.walked.unreadable.files += 1 - folders

    def set_aside_file(self, name: str, seen: Facts, place: Place) -> None:
        """Set aside a hidden file that a finder asks for."""
        self.walked.aside.files.append((name, row_of(seen, place.parent)))

    def set_aside_link(self, name: str, seen: Facts, place: Place) -> None:
        """Set aside a hidden link that a finder asks for."""
        self.walked.aside.links.append((name, row_of(seen, place.parent)))

    def set_aside_folder(self, name: str, row: bytes, parent: int) -> None:
        """Set aside a hidden or protected folder that a finder asks for, from its row as a name."""
        self.walked.aside.folders.append((name, folder_row(row, parent, 1)))

    def _count(self, looking: Looking, kind: str, device: int, inode: int, links: int, allocated: int) -> None:
        counts = [self.walked.counts[looking], *([self.of_kind(kind)] if kind else [])]
        for count in counts:
            count.files += 1
            count.bytes += 0 if links > 1 else allocated
        if links > 1:
            self.walked.linked.append((looking, kind, device, inode, allocated))


def folder_row(row: bytes, parent: int, names: int) -> bytes:
    """The row of a folder that was listed, made from its row as one of the names in the folder above."""
    return _BEGINNING.pack(parent, names) + row[_BEGINNING.size :] + _LISTED


def _ended(names: list[str]) -> bytes:
    return os.fsencode("\0".join(names) + "\0") if names else b""
