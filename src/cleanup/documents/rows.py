"""The files, folders and links in a document as rows of an inventory, packed one by one while it is read."""

from __future__ import annotations

import struct
from array import array

import numpy as np

from cleanup.documents.findings import File
from cleanup.documents.parts import nanoseconds, owner_number
from cleanup.language import tr
from cleanup.model.grouping import grouped
from cleanup.model.inventory import FILE, FOLDER, NO_FOLDER, Inventory, Rows
from cleanup.model.paths import rules_of
from cleanup.model.row import NO_OWNER, packed

# What documents have for a row, in its order; any other field is 0.
_OWN = packed(
    "folder", "links", "inode", "device", "size", "allocated", "modified", "accessed", "changed", "name", "owner"
)  # fmt: skip
_FILE = struct.Struct(_OWN)
_FOLDER = struct.Struct(_OWN + "I")
_LISTED = 1


class RowsOfDocument:
    """Collects rows, and names of ``owners``; a number that fits no column raises struct.error.

    Only a hash of each file's path is kept: a dictionary of all paths would take more memory than the rows.
    """

    def __init__(self) -> None:
        self._files, self._links, self._folders = bytearray(), bytearray(), bytearray()
        self._folder_numbers: dict[bytes, int] = {}
        self._hashes = array("q")
        self._names = bytearray()
        self.owners: dict[int, str] = {}

    def add_file(self, path: bytes, facts: File) -> int:
        """The position of a file among all that were added; ``inventory`` gives its row."""
        self._files += self._row(path, facts)
        self._hashes.append(hash(path))
        return len(self._hashes) - 1

    def add_link(self, path: bytes, facts: File) -> int:
        """The row of a link."""
        self._links += self._row(path, facts)
        return len(self._links) // _FILE.size - 1

    def add_folder(self, path: bytes, facts: File | None) -> int:
        """The row of a folder, the same for the same path; it has facts if it is in a finding itself."""
        number = self._folder_numbers.get(path)
        if number is None:
            number = self._folder_numbers[path] = len(self._folder_numbers)
            self._folders += _FOLDER.pack(NO_FOLDER, 0, 0, 0, 0, 0, 0, 0, 0, self._name(path), NO_OWNER, _LISTED)
        if facts is not None:
            start = number * _FOLDER.size
            *_, name, _, listed = _FOLDER.unpack_from(self._folders, start)
            owner = owner_number(facts.owner, self.owners)
            _FOLDER.pack_into(self._folders, start, NO_FOLDER, *_values(facts), name, owner, listed)
        return number

    def inventory(self) -> tuple[Inventory, Rows]:
        """All rows, with a file in several findings only once; and the row of each added file."""
        files, folders, links = (
            np.frombuffer(rows, dtype=kind)
            for rows, kind in ((self._files, FILE), (self._folders, FOLDER), (self._links, FILE))
        )
        first = np.arange(len(files))
        again, starts = grouped(np.frombuffer(self._hashes, dtype=np.int64), files["folder"])
        first[again] = np.repeat(again[starts[:-1]], np.diff(starts))
        kept = first == np.arange(len(files))
        files = files if kept.all() else files[kept]
        return Inventory(files, folders, bytes(self._names), links), (np.cumsum(kept) - 1)[first]

    def _row(self, path: bytes, facts: File) -> bytes:
        folder, name = rules_of(path).split(path)
        if not name:
            raise ValueError(tr("a file without a name"))
        return _FILE.pack(
            self.add_folder(folder, None), *_values(facts), self._name(name), owner_number(facts.owner, self.owners)
        )

    def _name(self, name: bytes) -> int:
        start = len(self._names)
        self._names += name + b"\0"
        return start


def _values(facts: File) -> tuple[int, ...]:
    """A row's numbers between its folder and its name; older documents lack the time of the last change."""
    return (
        facts.links, facts.inode, facts.device, facts.size, facts.allocated_bytes,
        nanoseconds(facts.modified), nanoseconds(facts.accessed),
        nanoseconds(facts.changed) if facts.changed else 0,
    )  # fmt: skip
