"""Digests of many files: from the cache if it has them, otherwise read by the workers in disk order."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.reading.hashing import SMALL, VERSIONS, Batch, Digested, Look, digest_task, width_of
from cleanup.disk.reading.read_once import ReadOnce
from cleanup.disk.reading.small_files import CHANGED, DIGEST_BYTES
from cleanup.disk.workers import Workers
from cleanup.model import trouble
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory, Rows

Digests = NDArray[np.uint64]
"""One row for each file: two numbers that compare anywhere, and one that nobody can prepare without the seed; of the
method ``look`` the bytes of a ``LOOK``."""

COLUMNS = DIGEST_BYTES // 8
SEED_BYTES = 8
_FILES_A_BATCH = 1024
# Files of which only the ends are read, say, are few: with smaller batches, all workers get some.
_PARTS_A_BATCH = 64
# Decoding a picture takes long, and whoever stops a scan does not want to wait.
_LOOKS_A_BATCH = 8
# How many files to look through at a time for those that must still be read.
_WINDOW = 16 * _FILES_A_BATCH
_BYTES_A_BATCH = 16 << 20
_LONG_PATH = 4096
_WAITING = 16
_WAIT = 0.1
_SAVE_EVERY = 2.0
_BATCHES_A_SAVE = 8
# A file changed this shortly before it was read could change again without a new time stamp (FAT has steps of two
# seconds).
_SETTLED = 2 * 10**9


def secret_seed() -> int:
    """A new seed that nobody can guess."""
    return int.from_bytes(os.urandom(SEED_BYTES))


def no_digests(count: int, width: int = COLUMNS) -> Digests:
    """Space for this many digests of this many numbers."""
    return np.zeros((count, width), dtype=np.uint64)


class DigestCache(Protocol):
    """Remembers digests by what identifies an unchanged file; they are made with its secret ``seed``."""

    seed: int

    def find(
        self, method: str, files: NDArray[Any], rows: Rows, width: int = COLUMNS
    ) -> tuple[Digests, NDArray[np.bool_]]:
        """Digests of this many numbers for these rows of an inventory's files, and which of them are known."""
        ...

    def remember(self, method: str, files: NDArray[Any], rows: Rows, digests: Digests) -> None:
        """Keep the digests of these rows; on disk when this returns, or given up with a warning."""
        ...


class NoCache:
    """Knows nothing and keeps nothing."""

    def __init__(self) -> None:
        self.seed = secret_seed()

    def find(
        self,
        method: str,  # noqa: ARG002
        files: NDArray[Any],  # noqa: ARG002
        rows: Rows,
        width: int = COLUMNS,
    ) -> tuple[Digests, NDArray[np.bool_]]:
        return no_digests(len(rows), width), np.zeros(len(rows), dtype=np.bool_)

    def remember(self, method: str, files: NDArray[Any], rows: Rows, digests: Digests) -> None:
        """Nothing to keep."""


def in_disk_order(inventory: Inventory, rows: Rows) -> Rows:
    """File rows by device and inode: close to their order on the disk, and many times faster to read."""
    rows = rows[np.argsort(inventory.files["inode"][rows])]
    devices = inventory.files["device"][rows]
    return rows if (devices == devices[:1]).all() else rows[np.argsort(devices, kind="stable")]


class Digester:
    """Digests files of one inventory; reports progress and trouble to the listener.

    ``gentle``: what any large file brings into the system's memory goes out again, not only what a huge one does.
    """

    def __init__(
        self, inventory: Inventory, workers: Workers, cache: DigestCache, listen: Listener, *, gentle: bool = False
    ) -> None:
        self._inventory = inventory
        # Without fields: numpy copies rows with fields one field after the other.
        self._packed = inventory.files.view(f"V{inventory.files.itemsize}")
        self._workers = workers
        self._cache = cache
        self._listen = listen
        self._gentle = gentle
        self.read_once = ReadOnce(cache.seed, inventory.files)
        """What was read for one finder is there for the next."""
        self.seen: dict[str, dict[int, object]] = {}
        """What finders wanted to see of files that were open for their ends, by the name of the look and by row."""
        self.also_wanted: Callable[[Rows], dict[str, dict[int, Look]]] = lambda _: {}
        """Asked for the rows of which the ends are about to be read: what else is wanted of these files."""

    def digest(self, method: str, rows: Rows) -> tuple[Digests, NDArray[np.bool_]]:
        """The digests of these files by a method of ``VERSIONS``, and which of them are known; reads the disk.

        Rows should be in disk order. Not known are files that could not be read, that changed, or that were not
        reached before a stop.
        """
        digests, known = self._cache.find(VERSIONS[method], self._inventory.files, rows, width_of(method))
        if not known.all():
            by_finders = self.read_once.recall(method, rows, digests, known)
            self.remember(method, rows[by_finders], digests[by_finders])
        if not known.all():
            self._read(method, rows, digests, known)
        # Usually all are known: copy no long columns.
        self.read_once.keep(method, *((rows, digests) if known.all() else (rows[known], digests[known])))
        return digests, known

    def recall(self, method: str, rows: Rows) -> tuple[Digests, NDArray[np.bool_]]:
        """What the cache knows about these files by a method; reads none of them."""
        return self._cache.find(VERSIONS[method], self._inventory.files, rows, width_of(method))

    def remember(self, method: str, rows: Rows, digests: Digests) -> None:
        """Keep in the cache what a finder found out about these files, except for those that changed a moment ago."""
        saver = _Saver(self._cache, VERSIONS[method], self._inventory.files, rows, digests)
        saver.add(np.arange(len(rows), dtype=np.int64))
        saver.save()

    def _read(self, method: str, rows: Rows, digests: Digests, known: NDArray[np.bool_]) -> None:
        """Read the files that are not known yet and fill in their digests."""
        files = self._inventory.files
        count = len(rows) - int(known.sum())
        total = self._bytes_not_known(rows, known) if method == "whole" else 0
        self._listen.stage(method, count, total)
        saver = _Saver(self._cache, VERSIONS[method], files, rows, digests)
        looks = self.also_wanted(rows[~known]) if method == "ends" else {}
        batches = _with_looks(self._batches(method, rows, known), rows, looks)
        for places, answer in self._work(batches):
            if isinstance(answer, int):
                self._listen.advance(0, answer, b"")
                saver.save_if_due()
                continue
            # The bytes of large files were reported on the way; nothing is reported for both ends.
            sizes = files["size"][rows[places]]
            read = int(sizes[sizes <= SMALL].sum()) if method == "whole" else 0
            self._listen.advance(len(places), read, self._inventory.path(int(rows[places[0]])))
            good = np.ones(len(places), dtype=np.bool_)
            for number, reason in answer.failed:
                good[number] = False
                self._tell(int(rows[places[number]]), reason)
            self._see(rows[places], answer.seen)
            digests[places] = np.frombuffer(answer.digests, dtype=np.uint64).reshape(-1, width_of(method))
            known[places] = good
            saver.add(places[good])
        saver.save()
        for name in looks.keys() & VERSIONS.keys():
            self._take_in(name, self.seen.pop(name, {}))

    def _see(self, rows: Rows, seen: dict[int, dict[str, object]]) -> None:
        for number, looks in seen.items():
            for name, found in looks.items():
                self.seen.setdefault(name, {})[int(rows[number])] = found

    def _take_in(self, method: str, seen: dict[int, object]) -> None:
        """Take from a look what is also a digest by another method."""
        rows = np.array(list(seen), dtype=np.int64)
        digests = np.frombuffer(
            b"".join(bytes(each) for each in seen.values() if isinstance(each, bytes)), dtype=np.uint64
        ).reshape(-1, width_of(method))
        self.remember(method, rows, digests)
        self.read_once.keep(method, rows, digests)

    def _bytes_not_known(self, rows: Rows, known: NDArray[np.bool_]) -> int:
        total = 0
        for start in range(0, len(rows), _WINDOW):
            part = slice(start, start + _WINDOW)
            total += int(self._inventory.files["size"][rows[part][~known[part]]].sum())
        return total

    def _work(self, batches: Iterator[tuple[Rows, Batch]]) -> Iterator[tuple[Rows, int | Digested]]:
        """Hand in batches and yield each answer with the positions it belongs to, until done or stopped."""
        under_way: dict[int, Rows] = {}
        more = True
        while (more or under_way) and not self._listen.stopped():
            while more and self._workers.wants_more():
                following = next(batches, None)
                more = following is not None
                if following is not None:
                    places, batch = following
                    under_way[self._workers.hand_in(digest_task, batch)] = places
            for number, answer, finished in self._workers.answers(_WAIT):
                if finished:
                    del under_way[number]
                else:
                    yield under_way[number], answer
                if self._listen.stopped():
                    return

    def _batches(self, method: str, rows: Rows, known: NDArray[np.bool_]) -> Iterator[tuple[Rows, Batch]]:
        """What is not known, cut into batches, each with its positions in ``rows``."""
        for start in range(0, len(rows), _WINDOW):
            missing = start + np.flatnonzero(~known[start : start + _WINDOW])
            sizes = self._inventory.files["size"][rows[missing]]
            if method != "whole":
                most = _LOOKS_A_BATCH if method == "look" else _PARTS_A_BATCH
                yield from self._cut(method, rows, missing, np.zeros_like(sizes), most)
                continue
            # Small ones first: if the scan is stopped, it has most of the groups by then.
            large = sizes > SMALL
            for way, chosen in (("small", ~large), ("large", large)):
                yield from self._cut(way, rows, missing[chosen], sizes[chosen], _FILES_A_BATCH)

    def _cut(
        self, way: str, rows: Rows, places: Rows, sizes: NDArray[np.int64], most: int
    ) -> Iterator[tuple[Rows, Batch]]:
        """Batches of at most that many files, and of limited bytes."""
        while len(places):
            taken = sizes[:most] + self._of_long_paths(rows[places[:most]])
            fitting = int(np.searchsorted(np.cumsum(taken), _BYTES_A_BATCH, "right"))
            end = max(1, fitting)
            together = self._folder_by_folder(rows, places[:end])
            yield together, self._batch(way, rows[together])
            places, sizes = places[end:], sizes[end:]

    def _of_long_paths(self, rows: Rows) -> NDArray[np.int64]:
        """What long folder paths add to a batch: many batches wait at once."""
        lengths = self._inventory.folder_measures()[1][self._inventory.files["folder"][rows]]
        return np.where(lengths > _LONG_PATH, _WAITING * lengths, 0)

    def _folder_by_folder(self, rows: Rows, places: Rows) -> Rows:
        """Positions sorted so that each folder is opened once; within that, disk order is kept."""
        return places[np.argsort(self._inventory.files["folder"][rows[places]], kind="stable")]

    def _batch(self, way: str, rows: Rows) -> Batch:
        inventory = self._inventory
        owners = inventory.files["folder"][rows]
        starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
        counts = np.diff(np.append(starts, len(owners)))
        folders = [
            (inventory.folder_path(folder), count)
            for folder, count in zip(owners[starts].tolist(), counts.tolist(), strict=True)
        ]
        return Batch(way, folders, inventory.names, self._packed[rows].tobytes(), self._gentle, self._cache.seed)

    def _tell(self, row: int, reason: int) -> None:
        path = self._inventory.path(row)
        self._listen.trouble(
            trouble.changed(path, "find") if reason == CHANGED else trouble.from_errno(path, "find", reason)
        )


def _with_looks(
    batches: Iterator[tuple[Rows, Batch]], rows: Rows, looks: dict[str, dict[int, Look]]
) -> Iterator[tuple[Rows, Batch]]:
    """The batches, each with what else is wanted from its files."""
    for places, batch in batches:
        for number, row in enumerate(rows[places].tolist()):
            if wanted := {name: by_row[row] for name, by_row in looks.items() if row in by_row}:
                batch.looks[number] = wanted
        yield places, batch


class _Saver:
    """Collects digests and passes them to the cache every few seconds, so that a stopped scan is not lost."""

    def __init__(self, cache: DigestCache, method: str, files: NDArray[Any], rows: Rows, digests: Digests) -> None:
        self._cache = cache
        self._method = method
        self._files = files
        self._rows = rows
        self._digests = digests
        self._places: list[Rows] = []
        self._saved = time.monotonic()

    def add(self, places: Rows) -> None:
        """These digests are ready now, by position."""
        self._places.append(places)
        self.save_if_due()

    def save_if_due(self) -> None:
        if time.monotonic() - self._saved > _SAVE_EVERY or len(self._places) >= _BATCHES_A_SAVE:
            self.save()

    def save(self) -> None:
        if self._places:
            places = np.sort(np.concatenate(self._places))
            rows = self._rows[places]
            settled = _long_from(time.time_ns(), self._files["changed"][rows])
            settled &= _long_from(time.time_ns(), self._files["modified"][rows])
            self._cache.remember(self._method, self._files, rows[settled], self._digests[places[settled]])
        self._places = []
        self._saved = time.monotonic()


def _long_from(now: int, times: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these times differ from the present one by more than a file system may round."""
    return np.asarray((times < now - _SETTLED) | (times > now + _SETTLED))
