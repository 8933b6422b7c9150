"""The hash cache: digests of unchanged files, so that a second scan reads none of them.

Digests are kept in pages: one row has the packed digests of the files on one volume whose inode numbers share all but
the lowest bits, because reading a few hundred pages is many times faster than reading a row per file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.reading.digests import COLUMNS, SEED_BYTES, Digests, no_digests, secret_seed
from cleanup.disk.reading.hashing import VERSIONS, width_of
from cleanup.language import tr
from cleanup.model.event import Listener
from cleanup.model.inventory import Rows
from cleanup.store.database import immediate, open_database

FILE_NAME = "digests.db"
_VERSION = 1
_SCHEMA = """
CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    method TEXT NOT NULL,
    device INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    used_day INTEGER NOT NULL,
    records BLOB NOT NULL,
    UNIQUE (method, device, bucket)
)
"""
_BUCKET_BITS = 12
_KEY = ("inode", "size", "modified", "changed")
_WINDOW = 1 << 15
_PAGE_WIDTH = COLUMNS << _BUCKET_BITS
_DAY = 86_400
# Pages that no scan has used for a year belong to drives and folders that are gone.
_KEPT_DAYS = 365
_REFRESH_DAYS = 7


def _record(width: int) -> np.dtype[Any]:
    """What a page stores for a file whose digest has this many numbers."""
    return np.dtype([("inode", "<u8"), *((name, "<i8") for name in _KEY[1:]), ("digest", "<u8", width)])


def _bucket_bits(width: int) -> int:
    """How many of the lowest bits of inode numbers share a page: the longer the digests, the fewer."""
    return (_PAGE_WIDTH // width).bit_length() - 1


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What is in the cache: where it is, its size on disk in bytes, and how many digests it has."""

    path: Path
    size: int
    digests: int


class StoredDigests:
    """A hash cache in one file; several runs may use it at once. Once it fails it is set aside, with a warning."""

    def __init__(self, folder: Path, listen: Listener, numbers: Mapping[int, int] | None = None) -> None:
        """``numbers`` are those of the volumes by device; other devices are unknown. Without it, a device is identified
        by its own number.
        """
        self._listen = listen
        self._numbers = numbers
        self._connection: sqlite3.Connection | None = None
        self._touched: list[tuple[int, int]] = []
        self._path = folder / FILE_NAME
        self.seed = secret_seed()
        try:
            self._connection = open_database(self._path, _SCHEMA, _VERSION)
            self.seed = _kept_seed(self._connection, self.seed)
        except (sqlite3.Error, OSError) as error:
            if self._connection is None:
                self._give_up(error)
            self._set_aside(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is None:
            return
        try:
            self._note_use(self._connection)
        except sqlite3.Error as failure:
            self._set_aside(failure)
        if self._connection is not None:
            self._connection.close()

    def find(
        self, method: str, files: NDArray[Any], rows: Rows, width: int = COLUMNS
    ) -> tuple[Digests, NDArray[np.bool_]]:
        """Digests of this many numbers for these rows of an inventory's files, and which of them are known."""
        digests = no_digests(len(rows), width)
        known = np.zeros(len(rows), dtype=np.bool_)
        try:
            for volume, bucket, places in self._pages(files, rows, width) if self._has_any(method) else ():
                records = self._load(method, volume, bucket, width)
                if not len(records):
                    continue
                wanted = rows[places]
                at = np.minimum(np.searchsorted(records["inode"], files["inode"][wanted]), len(records) - 1)
                same = np.ones(len(places), dtype=np.bool_)
                for name in _KEY:
                    same &= records[name][at] == files[name][wanted]
                digests[places[same]] = records["digest"][at[same]]
                known[places[same]] = True
        except sqlite3.Error as error:
            self._set_aside(error)
        return digests, known

    def remember(self, method: str, files: NDArray[Any], rows: Rows, digests: Digests) -> None:
        """Keep the digests of these rows; on disk when this returns."""
        if self._connection is None or not len(rows):
            return
        today, width = int(time.time()) // _DAY, digests.shape[1]
        try:
            with immediate(self._connection):
                for volume, bucket, places in self._pages(files, rows, width):
                    new = np.empty(len(places), dtype=_record(width))
                    for name in _KEY:
                        new[name] = files[name][rows[places]]
                    new["digest"] = digests[places]
                    merged = _merged(self._load(method, volume, bucket, width), new)
                    self._connection.execute(
                        "INSERT OR REPLACE INTO page (method, device, bucket, used_day, records) VALUES (?,?,?,?,?)",
                        (method, volume, bucket, today, merged.tobytes()),
                    )
        except sqlite3.Error as error:
            self._set_aside(error)

    def _has_any(self, method: str) -> bool:
        """Whether there is any page: on a first scan, files need not be looked up one by one."""
        query = "SELECT EXISTS (SELECT 1 FROM page WHERE method = ?)"
        return self._connection is not None and bool(self._connection.execute(query, (method,)).fetchone()[0])

    def _pages(self, files: NDArray[Any], rows: Rows, width: int) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
        """The pages these files belong to: volume, bucket, and positions in ``rows``.

        Rows are processed in parts, to save memory; in disk order, hardly any page comes twice.
        """
        for start in range(0, len(rows), _WINDOW):
            part = rows[start : start + _WINDOW]
            volume, known = self._volumes(files["device"][part])
            bucket = (files["inode"][part] >> np.uint64(_bucket_bits(width))).astype(np.int64)
            order = np.lexsort((bucket, volume))
            order = order[known[order]]
            changes = (np.diff(volume[order]) != 0) | (np.diff(bucket[order]) != 0)
            for places in np.split(order, np.flatnonzero(changes) + 1) if len(order) else ():
                yield int(volume[places[0]]), int(bucket[places[0]]), start + places

    def _volumes(self, devices: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The number of the volume for each of these devices, and whether it has one."""
        if self._numbers is None:
            return devices.astype(np.int64), np.ones(len(devices), dtype=np.bool_)
        volumes, known = np.zeros(len(devices), dtype=np.int64), np.zeros(len(devices), dtype=np.bool_)
        for device, number in self._numbers.items():
            mine = devices == np.uint64(device)
            volumes[mine] = number
            known |= mine
        return volumes, known

    def _load(self, method: str, volume: int, bucket: int, width: int) -> NDArray[Any]:
        record = _record(width)
        if self._connection is None:
            return np.empty(0, dtype=record)
        row = self._connection.execute(
            "SELECT id, used_day, records FROM page WHERE method = ? AND device = ? AND bucket = ?",
            (method, volume, bucket),
        ).fetchone()
        if row is None or len(row[2]) % record.itemsize:
            return np.empty(0, dtype=record)
        self._touched.append((row[0], row[1]))
        return np.frombuffer(row[2], dtype=record)

    def _note_use(self, connection: sqlite3.Connection) -> None:
        """Mark pages as used, now and then, and drop those that no scan uses any more."""
        today = int(time.time()) // _DAY
        last = today - _KEPT_DAYS
        old = [(today, number) for number, day in self._touched if day + _REFRESH_DAYS <= today]
        forgotten = connection.execute("SELECT EXISTS (SELECT 1 FROM page WHERE used_day < ?)", (last,)).fetchone()[0]
        if not old and not forgotten:
            return
        with immediate(connection):
            connection.executemany("UPDATE page SET used_day = ? WHERE id = ?", old)
            connection.execute("DELETE FROM page WHERE used_day < ?", (last,))

    def _give_up(self, error: Exception) -> None:
        """The cache cannot be used: a damaged file is moved aside, so that the next scan starts a new one."""
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            aside = self._path.with_suffix(".damaged")
            try:
                self._path.replace(aside)
                self._listen.warn(
                    tr(
                        "The hash cache was damaged and was set aside as {path}; this scan is slower.",
                        path=aside,
                    )
                )
                return
            except OSError:
                pass
        self._listen.warn(tr("The hash cache cannot be used ({reason}); this scan is slower.", reason=error))

    def _set_aside(self, error: Exception) -> None:
        """Something failed half-way: go on without the cache."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
            self._give_up(error)


def _kept_seed(connection: sqlite3.Connection, new: int) -> int:
    """The seed that all digests here were made with; the new one, if there is none yet. Raises sqlite3.Error."""
    query = "SELECT CAST(seed AS BLOB) FROM secret"
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'secret'").fetchone():
        with immediate(connection):
            # Entries from before there was a seed are never used.
            connection.execute("DELETE FROM page")
            connection.execute("CREATE TABLE IF NOT EXISTS secret (seed BLOB NOT NULL)")
            if not connection.execute(query).fetchone():
                connection.execute("INSERT INTO secret VALUES (?)", (new.to_bytes(SEED_BYTES),))
    row = connection.execute(query).fetchone()
    if row is None:
        raise sqlite3.DatabaseError(tr("its seed is missing"))
    return int.from_bytes(row[0])


def cache_info(folder: Path) -> CacheInfo:
    """What is in the hash cache; raises sqlite3.Error or OSError if it cannot be read."""
    path = folder / FILE_NAME
    if not path.exists():
        return CacheInfo(path, 0, 0)
    connection = open_database(path, _SCHEMA, _VERSION)
    try:
        sizes = connection.execute("SELECT method, sum(length(records)) FROM page GROUP BY method").fetchall()
    finally:
        connection.close()
    size = sum(file.stat().st_size for file in _files(folder))
    widths = {version: width_of(method) for method, version in VERSIONS.items()}
    digests = sum(total // _record(widths.get(version, COLUMNS)).itemsize for version, total in sizes)
    return CacheInfo(path, size, digests)


def clear_cache(folder: Path) -> int:
    """Remove the cache's own files, damaged ones too; gives the bytes that came free. Raises OSError."""
    freed = 0
    for file in _files(folder):
        freed += file.stat().st_size
        file.unlink()
    return freed


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("digests.db*")) + sorted(folder.glob("digests.damaged"))


def _merged(old: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
    """Both pages as one, by inode; if an inode is in both, the new record counts."""
    if not len(old) and (new["inode"][1:] > new["inode"][:-1]).all():
        # As on every first scan.
        return new
    both: NDArray[Any] = np.concatenate([new, old])
    both = both[np.argsort(both["inode"], kind="stable")]
    inodes = both["inode"]
    first: NDArray[np.bool_] = np.append(True, inodes[1:] != inodes[:-1])
    return both[first]
