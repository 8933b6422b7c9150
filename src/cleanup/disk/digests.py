"""Digests of many files: from the cache where it knows them, else read by the workers in the disk's order."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.hashing import CHANGED, Batch, Digested
from cleanup.disk.workers import Crew, Workers
from cleanup.model import trouble
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory, Rows

Digests = NDArray[np.uint64]
"""One row of two numbers for each file: its 128-bit digest."""

_TASK = "cleanup.disk.hashing:digest_task"
_FILES_A_BATCH = 512
_BYTES_A_BATCH = 16 << 20
# Below this, starting worker processes costs more than they save.
_LITTLE_FILES = 300
_LITTLE_BYTES = 32 << 20
_WAIT = 0.1
_SAVE_EVERY = 2.0
# Bumped when the same bytes would get another digest: older entries in the cache are then not found any more.
_VERSIONS = {"whole": "xxh3_128 1", "ends": "xxh3_128 of first and last 4096 bytes 1"}
# A file changed so shortly before it was read could change again without a new time stamp (FAT keeps two seconds).
_SETTLED = 2 * 10**9


class DigestCache(Protocol):
    """Remembers digests by what identifies an unchanged file."""

    def find(self, method: str, files: NDArray[Any]) -> tuple[Digests, NDArray[np.bool_]]:
        """Digests for rows of the inventory, and which of them are known."""
        ...

    def remember(self, method: str, files: NDArray[Any], digests: Digests) -> None:
        """Keep these digests; on disk when this returns, or given up with a warning."""
        ...


class NoCache:
    """Knows nothing and keeps nothing."""

    def find(self, method: str, files: NDArray[Any]) -> tuple[Digests, NDArray[np.bool_]]:  # noqa: ARG002
        return np.zeros((len(files), 2), dtype=np.uint64), np.zeros(len(files), dtype=np.bool_)

    def remember(self, method: str, files: NDArray[Any], digests: Digests) -> None:
        """Nothing to keep."""


class Digester:
    """Digests files of one inventory; tells progress and trouble to the listener."""

    def __init__(self, inventory: Inventory, crew: Crew, cache: DigestCache, listen: Listener) -> None:
        self._inventory = inventory
        self._crew = crew
        self._cache = cache
        self._listen = listen

    def digest(self, method: str, rows: Rows) -> tuple[Digests, NDArray[np.bool_]]:
        """The digests (``whole`` or ``ends``) of these files, and which of them are known; reads the disk.

        Not known are files that could not be read, that changed, or that were not reached before a stop.
        """
        files = self._inventory.files[rows]
        digests, known = self._cache.find(_VERSIONS[method], files)
        missing = np.flatnonzero(~known)
        if len(missing):
            missing = missing[np.lexsort((files["inode"][missing], files["device"][missing]))]
            self._read(method, rows, missing, digests, known)
        return digests, known

    def _read(self, method: str, rows: Rows, missing: Rows, digests: Digests, known: NDArray[np.bool_]) -> None:
        """Fill in the missing digests; ``missing`` are positions in ``rows``, in the order of reading."""
        files = self._inventory.files
        sizes = files["size"][rows[missing]]
        self._listen.stage(method, len(missing), int(sizes.sum()) if method == "whole" else 0)
        little = len(missing) < _LITTLE_FILES and int(sizes.sum()) < _LITTLE_BYTES
        workers = self._crew.here() if little else self._crew.many()
        saver = _Saver(self._cache, _VERSIONS[method])
        batches = self._batches(method, rows, missing, sizes)
        for places, answer in self._work(workers, batches):
            if isinstance(answer, int):
                self._listen.advance(0, answer, b"")
                continue
            self._listen.advance(len(places), 0, self._inventory.path(int(rows[places[0]])))
            good = np.ones(len(places), dtype=np.bool_)
            for number, reason in answer.failed:
                good[number] = False
                self._tell(int(rows[places[number]]), reason)
            digests[places] = np.frombuffer(answer.digests, dtype=np.uint64).reshape(-1, 2)
            known[places] = good
            kept = places[good]
            saver.add(files[rows[kept]], digests[kept])
        saver.save()

    def _work(self, workers: Workers, batches: Iterator[tuple[Rows, Batch]]) -> Iterator[tuple[Rows, int | Digested]]:
        """Hand in batches and give back each answer with the positions it is for, until done or stopped."""
        under_way: dict[int, Rows] = {}
        more = True
        while (more or under_way) and not self._listen.stopped():
            while more and workers.wants_more():
                following = next(batches, None)
                more = following is not None
                if following is not None:
                    places, batch = following
                    under_way[workers.hand_in(_TASK, batch)] = places
            for number, answer, finished in workers.answers(_WAIT):
                if finished:
                    del under_way[number]
                else:
                    yield under_way[number], answer
                if self._listen.stopped():
                    return

    def _batches(
        self, method: str, rows: Rows, missing: Rows, sizes: NDArray[np.int64]
    ) -> Iterator[tuple[Rows, Batch]]:
        weights = np.cumsum(np.minimum(sizes, _BYTES_A_BATCH)) if method == "whole" else np.zeros_like(sizes)
        start = 0
        while start < len(missing):
            before = weights[start - 1] if start else 0
            end = int(np.searchsorted(weights, before + _BYTES_A_BATCH, side="right"))
            end = max(start + 1, min(end, start + _FILES_A_BATCH))
            places = missing[start:end]
            yield places, self._batch(method, rows[places])
            start = end

    def _batch(self, method: str, rows: Rows) -> Batch:
        inventory = self._inventory
        files = inventory.files[rows]
        owners = files["folder"]
        starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
        counts = np.diff(np.append(starts, len(owners)))
        folders = [
            (os.fsdecode(inventory.folder_path(folder)), count)
            for folder, count in zip(owners[starts].tolist(), counts.tolist(), strict=True)
        ]
        return Batch(method, folders, inventory.file_names(rows), _expected(files))

    def _tell(self, row: int, reason: int) -> None:
        path = self._inventory.path(row)
        self._listen.trouble(
            trouble.changed(path, "find") if reason == CHANGED else trouble.from_errno(path, "find", reason)
        )


class _Saver:
    """Gathers digests and hands them to the cache every few seconds, so that a stopped scan is not lost."""

    def __init__(self, cache: DigestCache, method: str) -> None:
        self._cache = cache
        self._method = method
        self._files: list[NDArray[Any]] = []
        self._digests: list[Digests] = []
        self._saved = time.monotonic()

    def add(self, files: NDArray[Any], digests: Digests) -> None:
        settled = np.maximum(files["changed"], files["modified"]) < time.time_ns() - _SETTLED
        self._files.append(files[settled])
        self._digests.append(digests[settled])
        if time.monotonic() - self._saved > _SAVE_EVERY:
            self.save()

    def save(self) -> None:
        if self._files:
            self._cache.remember(self._method, np.concatenate(self._files), np.concatenate(self._digests))
        self._files, self._digests = [], []
        self._saved = time.monotonic()


def _expected(files: NDArray[Any]) -> bytes:
    """What the worker compares each opened file with: rows of device, inode, size, modified, changed."""
    packed = np.empty((len(files), 5), dtype=np.int64)
    for place, name in enumerate(("device", "inode", "size", "modified", "changed")):
        packed[:, place] = files[name].astype(np.int64)
    return packed.tobytes()
