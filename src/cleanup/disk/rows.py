"""Look at the names in a folder and record what was seen, as rows of the inventory.

Runs in threads.
"""

from __future__ import annotations

import struct
from stat import S_ISDIR, S_ISLNK, S_ISREG

from cleanup.disk.status import within_range
from cleanup.disk.system import Facts, Handle, allocated_bytes, facts_at
from cleanup.model.row import packed

_FILE = struct.Struct(packed())

Looked = tuple[bytes, list[str], int, list[tuple[str, bytes]], list[tuple[str, bytes]], list[tuple[str, int]]]
"""The rows of files in one string, their names, and their bytes in all; name and row of each folder, then of each
symbolic link; name and error number of what could not be looked at. What is none of these is left out."""


def look_at_names(folder: Handle, names: list[str], number: int) -> Looked:
    """Look up each name in an open folder once, following no link; reads the disk.

    Rows say that they are in folder ``number``. ``_native.c`` does the same in C.
    """
    rows: list[bytes] = []
    files: list[str] = []
    folders: list[tuple[str, bytes]] = []
    links: list[tuple[str, bytes]] = []
    failed: list[tuple[str, int]] = []
    size = 0
    for name in names:
        try:
            seen = facts_at(folder, name)
        except OSError as error:
            failed.append((name, error.errno or 0))
            continue
        if S_ISREG(seen.st_mode):
            size += seen.st_size
            rows.append(row_of(seen, number))
            files.append(name)
        elif S_ISDIR(seen.st_mode):
            folders.append((name, row_of(seen, number)))
        elif S_ISLNK(seen.st_mode):
            links.append((name, row_of(seen, number)))
    return b"".join(rows), files, size, folders, links, failed


def row_of(seen: Facts, number: int) -> bytes:
    """The row of a file, folder or link in folder ``number``; its position among the names is not known yet."""
    try:
        return _FILE.pack(
            number, seen.st_nlink, seen.st_ino, seen.st_dev, seen.st_size, allocated_bytes(seen),
            seen.st_mtime_ns, seen.st_atime_ns, seen.st_ctime_ns, 0, seen.st_uid,
        )  # fmt: skip
    except struct.error:
        return _FILE.pack(
            number, min(seen.st_nlink, 2**32 - 1), seen.st_ino % 2**64, seen.st_dev % 2**64, seen.st_size,
            allocated_bytes(seen), within_range(seen.st_mtime_ns), within_range(seen.st_atime_ns),
            within_range(seen.st_ctime_ns), 0, seen.st_uid % 2**32,
        )  # fmt: skip
