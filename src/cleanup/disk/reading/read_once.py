"""What is known about the contents of files already read, so that no finder reads again what another has read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.reading.comparison import Stopped
from cleanup.disk.reading.hashing import END, PART, SMALL, WholeDigest, digest_of_ends, unchanged
from cleanup.disk.reading.small_files import DIGEST_BYTES, Changed
from cleanup.disk.status import Expected, is_same, within_range
from cleanup.disk.system import Facts, Handle, read_at
from cleanup.model.grouping import are_among
from cleanup.model.inventory import FILE, Rows

# If two threads want one file, the second waits and need not read.
_LOCKS = 61
_MOST_WIDE = 4095


@dataclass(frozen=True, slots=True)
class Contents:
    """The key for all bytes of a file that was ``seen`` like this: its digest, that of its ends if it is large, and its
    CRC-32 if somebody wanted it.
    """

    seen: Expected
    digest: bytes
    ends: bytes = b""
    crc: int | None = None


class ReadOnce:
    """Digests of rows of one inventory, and what finders read themselves; usable from threads."""

    def __init__(self, seed: int, files: NDArray[Any] | None = None) -> None:
        """``files`` are those of the inventory; ``seed`` is the one for its digests."""
        self._seed = seed
        self._files = np.zeros(0, FILE) if files is None else files
        # Rows in rising order, and their digests.
        self._of_rows: dict[str, tuple[Rows, NDArray[np.uint64]]] = {}
        self._in_order: tuple[NDArray[np.uint64], Rows] | None = None
        self._contents: dict[tuple[int, int], Contents] = {}
        self._locks = tuple(Lock() for _ in range(_LOCKS))

    def keep(self, method: str, rows: Rows, digests: NDArray[np.uint64]) -> None:
        """Keep the digests of these rows, but only a limited number of looks at pictures, which are large: the cache
        has them.
        """
        before, kept = self._of_rows.get(method, (rows[:0], digests[:0]))
        new = ~are_among(rows, before)
        is_wide = digests.shape[1] * 8 > DIGEST_BYTES
        if not new.any() or (is_wide and len(before) > _MOST_WIDE):
            return
        if len(before):
            rows, digests = np.concatenate([before, rows[new]]), np.concatenate([kept, digests[new]])
        order = np.argsort(rows)
        self._of_rows[method] = rows[order], digests[order]
        self._in_order = None

    def recall(self, method: str, rows: Rows, digests: NDArray[np.uint64], known: NDArray[np.bool_]) -> Rows:
        """Fill in what is known; gives the positions of those that only a finder has read."""
        if method in self._of_rows:
            before, read = self._of_rows[method]
            places = np.flatnonzero(~known & are_among(rows, before))
            digests[places] = read[np.searchsorted(before, rows[places])]
            known[places] = True
        found = []
        for place, digest in self._read_by_finders(method, rows, known):
            digests[place] = np.frombuffer(digest.ljust(DIGEST_BYTES, b"\0"), dtype=np.uint64)
            found.append(place)
        known[found] = True
        return np.array(found, dtype=np.int64)

    def _read_by_finders(self, method: str, rows: Rows, known: NDArray[np.bool_]) -> Iterable[tuple[int, bytes]]:
        if not self._contents or method not in {"whole", "ends"}:
            return
        inodes = np.array([inode for _, inode in self._contents], dtype=np.uint64)
        for place in np.flatnonzero(~known & np.isin(self._files["inode"][rows], inodes)).tolist():
            seen = _expected(self._files[rows[place]])
            contents = self._contents.get((seen[1], seen[0]))
            digest = contents and (contents.digest if method == "whole" else contents.ends)
            if contents and digest and contents.seen == seen:
                yield place, digest

    def contents(
        self, folder: Handle, name: bytes, facts: Facts, stopped: Callable[[], bool], *, crc: bool
    ) -> Contents | None:
        """The key for the bytes of a file in an open folder, with its CRC-32 if it must be read for it anyway.

        None for a file that changed meanwhile. Raises Stopped and OSError.
        """
        key = facts.st_dev, facts.st_ino
        with self._locks[facts.st_ino % _LOCKS]:
            known = self._contents.get(key)
            if known is None or not is_same(facts, known.seen):
                known = self._of_a_row(facts)
            if known is None:
                known = self._read(folder, name, facts, stopped, crc=crc)
                if known:
                    self._contents[key] = known
            return known

    def digest_of(self, blocks: Iterable[bytes], most: int, stopped: Callable[[], bool]) -> bytes:
        """The digest of bytes that arrive in blocks, b"" if there are more than ``most``. Raises Stopped."""
        whole, size = WholeDigest(self._seed), 0
        for block in blocks:
            if stopped():
                raise Stopped
            size += len(block)
            if size > most:
                return b""
            whole.update(block)
        return whole.digest()

    def _of_a_row(self, facts: Facts) -> Contents | None:
        """What was read for a row, if this is its file."""
        if "whole" not in self._of_rows:
            return None
        rows, digests = self._of_rows["whole"]
        if self._in_order is None:
            inodes = self._files["inode"][rows]
            order = np.argsort(inodes)
            self._in_order = inodes[order], order
        inodes, order = self._in_order
        start, end = np.searchsorted(inodes, np.array([facts.st_ino, facts.st_ino + 1], dtype=np.uint64)).tolist()
        for place in order[start:end].tolist():
            seen = _expected(self._files[rows[place]])
            if is_same(facts, seen):
                return Contents(seen, digests[place].tobytes())
        return None

    def _read(
        self, folder: Handle, name: bytes, facts: Facts, stopped: Callable[[], bool], *, crc: bool
    ) -> Contents | None:
        whole, seen = WholeDigest(self._seed), _identity(facts)
        offset = checksum = 0
        first = last = b""
        try:
            with unchanged(folder, name, seen) as file:
                while offset <= facts.st_size and (block := read_at(file, PART, offset)):
                    if stopped():
                        raise Stopped
                    whole.update(block)
                    checksum = crc32(block, checksum) if crc else 0
                    first = first or block[:END]
                    last = block[-END:] if len(block) >= END else (last + block)[-END:]
                    offset += len(block)
        except Changed:
            return None
        if offset != facts.st_size:
            return None
        ends = digest_of_ends(first + last) if offset > SMALL else b""
        return Contents(seen, whole.digest(), ends, checksum if crc else None)


def _identity(facts: Facts) -> Expected:
    return (
        facts.st_ino, facts.st_dev, facts.st_size, within_range(facts.st_mtime_ns), within_range(facts.st_ctime_ns),
    )  # fmt: skip


def _expected(row: Any) -> Expected:
    """What the walk saw of a file, by row."""
    return int(row["inode"]), int(row["device"]), int(row["size"]), int(row["modified"]), int(row["changed"])
