"""Split the tree into pieces and put the results together into one inventory."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from cleanup.disk.cloud import is_cloud_only
from cleanup.disk.identity import kind_of
from cleanup.disk.rows import row_of
from cleanup.disk.system import facts_behind, facts_by_path
from cleanup.disk.workers import Workers
from cleanup.model.category import Kind
from cleanup.model.coverage import Coverage, Passed
from cleanup.model.event import Listener
from cleanup.model.inventory import FILE, FOLDER, Inventory
from cleanup.model.trouble import Trouble
from cleanup.walk.piece import walk_task
from cleanup.walk.place import Aside, Count, Looking, Place, Rules, Walked
from cleanup.walk.seen import folder_row

# Names in one piece of work: enough that messages cost little, few enough that the last pieces end together.
BUDGET = 8000
_PLACES_A_PIECE = 12
# In bytes: rows store in 32 bits where a name begins. By then the rows alone would take 12 GB of memory.
_MOST_NAMES = 2**32
_WAIT = 0.1
_FOLDER = struct.Struct("<i")


class WalkResult(Struct, frozen=True):
    """The result of a walk; ``complete`` is False if the user stopped it.

    ``matched`` are the include and exclude patterns that matched anything.
    """

    inventory: Inventory
    coverage: Coverage
    troubles: tuple[Trouble, ...]
    complete: bool
    matched: tuple[set[str], set[str]]


class Walk:
    """Collects pieces. Its rows only grow; ``left`` are the places still to be walked."""

    def __init__(self, rules: Rules, places: Iterable[Place], listen: Listener) -> None:
        self._rules = rules
        self.left = list(places)
        self._listen = listen
        self._files, self._folders, self._links, self._names = bytearray(), bytearray(), bytearray(), bytearray()
        self._aside = Aside()
        self._counts = {looking: Count() for looking in Looking}
        self._kinds: dict[str, Count] = {}
        self._cloud_only, self._unreadable = Count(), Count()
        self._linked: set[tuple[Looking, int, int]] = set()
        self._mounts: set[str] = set()
        self._troubles: list[Trouble] = []
        self._matched: tuple[set[str], set[str]] = (set(), set())
        self._complete = True

    def walk(self, workers: Workers) -> None:
        """Walk everything that is left, or until the user stops it."""
        under_way = 0
        while (self.left or under_way) and not self._stop_asked():
            while self.left and workers.wants_more():
                self._hand_in(workers)
                under_way += 1
            for _, walked, finished in workers.answers(_WAIT):
                if finished:
                    under_way -= 1
                else:
                    self._add(walked)

    def _hand_in(self, workers: Workers) -> None:
        piece = self.left[-_PLACES_A_PIECE:]
        del self.left[-_PLACES_A_PIECE:]
        workers.hand_in(walk_task, self._rules, piece, BUDGET)

    def _stop_asked(self) -> bool:
        if self._listen.stopped():
            self._complete = False
            self.left.clear()
        return not self._complete

    def take_aside(self, home: str, paths: Iterable[str]) -> None:
        """Also note these paths inside ``home``, which cannot be recognised by name, if the home itself was searched.

        Their names in the inventory are whole paths from the home on. Looks at each.
        """
        folders = np.frombuffer(bytes(self._folders), dtype=FOLDER)
        own = facts_behind(home)
        (rows,) = np.nonzero((folders["inode"] == own.st_ino) & (folders["device"] == own.st_dev))
        for path in map(os.path.normpath, paths) if len(rows) else ():
            try:
                seen = facts_by_path(os.path.join(home, path))
            except OSError:
                continue
            if seen.st_dev != own.st_dev:
                continue
            row = row_of(seen, int(rows[0]))
            match kind_of(seen):
                case Kind.FILE if not is_cloud_only(seen, on_cloud_drive=False):
                    self._aside.files.append((path, row))
                case Kind.FOLDER:
                    self._aside.folders.append((path, folder_row(row, int(rows[0]), 1)))

    def result(self) -> WalkResult:
        """Everything that was walked, as one inventory; the walk is over then."""
        files_row, folders_row = FILE.itemsize, FOLDER.itemsize
        searched = len(self._files) // files_row, len(self._folders) // folders_row, len(self._links) // files_row
        self._add_aside()
        files = np.frombuffer(self._files, dtype=FILE)
        folders = np.frombuffer(self._folders, dtype=FOLDER)
        links = np.frombuffer(self._links, dtype=FILE)
        names = bytes(self._names)
        self._names.clear()
        inventory = Inventory(files, folders, names, links, searched)
        passed = {looking: _passed(count) for looking, count in self._counts.items()}
        coverage = Coverage(
            unreadable=_passed(self._unreadable),
            protected=passed[Looking.PROTECTED],
            hidden=passed[Looking.HIDDEN],
            other_filesystems=Passed(folders=len(self._mounts)),
            cloud_only=_passed(self._cloud_only),
            filtered=passed[Looking.FILTERED],
            mounts=tuple(sorted(os.fsencode(path) for path in self._mounts)),
            by_kind={kind: _passed(count) for kind, count in sorted(self._kinds.items())},
        )
        troubles = tuple(sorted(self._troubles, key=lambda trouble: trouble.path))
        return WalkResult(inventory, coverage, troubles, self._complete, self._matched)

    def _add_aside(self) -> None:
        """Add what was set aside behind everything that was searched."""
        for noted, row, table in zip(
            _tables(self._aside), (FILE, FOLDER, FILE), (self._files, self._folders, self._links), strict=True
        ):
            names = b"".join(os.fsencode(name) + b"\0" for name, _ in noted)
            _place(b"".join(packed for _, packed in noted), row, 0, names, table, self._names)

    def _add(self, walked: Walked) -> None:
        base = len(self._folders) // FOLDER.itemsize
        # A row's folder number counts from the start of its piece; a negative one is a row of the whole already.
        _place(walked.folders, FOLDER, base, walked.folder_names, self._folders, self._names)
        _place(walked.files, FILE, base, walked.file_names, self._files, self._names)
        _place(walked.links, FILE, base, walked.link_names, self._links, self._names)
        for mine, its in zip(_tables(self._aside), _tables(walked.aside), strict=True):
            mine += [(name, _moved(row, base)) for name, row in its]
        for place in walked.left:
            parent = base + place.parent if place.parent >= 0 else -place.parent - 2
            self.left.append(place._replace(parent=parent))
        for looking, count in walked.counts.items():
            _add_up(self._counts[looking], count)
        for kind, count in walked.kinds.items():
            _add_up(self._kinds.setdefault(kind, Count()), count)
        for looking, kind, device, inode, size in walked.linked:
            if (looking, device, inode) not in self._linked:
                self._linked.add((looking, device, inode))
                self._counts[looking].bytes += size
                if kind:
                    self._kinds[kind].bytes += size
        _add_up(self._cloud_only, walked.cloud_only)
        _add_up(self._unreadable, walked.unreadable)
        self._mounts.update(walked.passed_mounts)
        for all_matched, matched in zip(self._matched, walked.matched, strict=True):
            all_matched |= matched
        for trouble in walked.troubles:
            self._troubles.append(trouble)
            self._listen.trouble(trouble)
        self._listen.advance(walked.seen_files, walked.seen_bytes, os.fsencode(walked.last))


def _place(packed: bytes, row: np.dtype[Any], base: int, new_names: bytes, table: bytearray, names: bytearray) -> None:
    """Add the rows of a piece and their names to a table of the whole, renumbered."""
    if len(names) + len(new_names) > _MOST_NAMES:
        raise OverflowError("more names than an inventory has room for")
    start = len(table)
    table += packed
    rows: NDArray[Any] = np.frombuffer(table, dtype=row, offset=start) if packed else np.empty(0, dtype=row)
    folder = rows["folder"]
    rows["folder"] = np.where(folder >= 0, folder + base, -folder - 2)
    ends = np.flatnonzero(np.frombuffer(new_names, dtype=np.uint8) == 0) + 1
    rows["name"][1:] = ends[:-1]
    rows["name"] += len(names)
    names += new_names


def _tables(aside: Aside) -> tuple[list[tuple[str, bytes]], ...]:
    return aside.files, aside.folders, aside.links


def _moved(row: bytes, base: int) -> bytes:
    """A row with its folder number as in the whole."""
    (folder,) = _FOLDER.unpack_from(row)
    return _FOLDER.pack(folder + base if folder >= 0 else -folder - 2) + row[_FOLDER.size :]


def _add_up(total: Count, count: Count) -> None:
    total.folders += count.folders
    total.files += count.files
    total.bytes += count.bytes


def _passed(count: Count) -> Passed:
    return Passed(count.files, count.bytes, count.folders)
