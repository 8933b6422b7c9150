"""Blocks that files share with other files or with snapshots (btrfs, XFS): they do not come free with one of them."""

from __future__ import annotations

import os
import sys
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.listing import Handle, leave, open_file, pass_into
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory, Rows

if sys.platform == "linux":
    from fcntl import ioctl
else:
    ioctl = None

# linux/fiemap.h: FS_IOC_FIEMAP, its head, one extent, and what is said of an extent.
_FIEMAP = 0xC020660B
_HEAD = Struct("=QQLLLL")
_EXTENT = Struct("=QQQQQLLLL")
_EXTENTS = 128
_LAST = 0x1
_SHARED = 0x2000
_TO_THE_END = 2**64 - 1


def shared_by_row(inventory: Inventory, rows: Rows, listen: Listener) -> NDArray[np.int64]:
    """For each of these file rows the bytes in blocks that it shares; 0 for those that cannot be asked, or a stop.

    Opens each file, and reads none.
    """
    shared = np.zeros(len(rows), dtype=np.int64)
    files = inventory.files[["folder", "device", "inode"]]
    order = np.argsort(files["folder"][rows], kind="stable")
    listen.stage("shared", len(rows))
    for places in np.split(order, np.flatnonzero(np.diff(files["folder"][rows[order]])) + 1):
        if not len(places) or listen.stopped():
            break
        path = inventory.folder_path(int(files["folder"][rows[places[0]]]))
        names = inventory.file_names(rows[places]).split(b"\0")[:-1]
        expected = zip(files["device"][rows[places]].tolist(), files["inode"][rows[places]].tolist(), strict=True)
        shared[places] = _shared_in_folder(path, list(zip(names, expected, strict=True)))
        listen.advance(len(places), 0, path)
    return shared


def _shared_in_folder(path: bytes, files: list[tuple[bytes, tuple[int, int]]]) -> list[int]:
    """The shared bytes of files in a folder, each given by its name, and its device and inode."""
    try:
        folder = pass_into(path)
    except OSError:
        return [0] * len(files)
    try:
        return [shared_by_name(folder, name, expected) for name, expected in files]
    finally:
        leave(folder)


def shared_by_name(folder: Handle, name: bytes, expected: tuple[int, int]) -> int:
    """The same for one file in an open folder, if it is the one with this device and inode."""
    try:
        file = open_file(folder, name)
    except OSError:
        return 0
    try:
        seen = os.fstat(file)
        return shared_bytes(file) if (seen.st_dev, seen.st_ino) == expected else 0
    finally:
        os.close(file)


def shared_bytes(file: int) -> int:
    """The bytes of an open file that lie in blocks which it shares; 0 where the file system does not tell.

    Asks the file system for the file's extents; does not read the file.
    """
    if ioctl is None:
        return 0
    shared = start = 0
    while True:
        extents = _extents(file, start)
        shared += sum(length for _, length, said in extents if said & _SHARED)
        if not extents or extents[-1][2] & _LAST:
            return shared
        start = extents[-1][0] + extents[-1][1]


def _extents(file: int, start: int) -> list[tuple[int, int, int]]:
    """Where the next extents of an open file begin, how long they are, and what is said of each."""
    asked = bytearray(_HEAD.pack(start, _TO_THE_END - start, 0, 0, _EXTENTS, 0)) + bytes(_EXTENT.size * _EXTENTS)
    try:
        ioctl(file, _FIEMAP, asked)
    except OSError:
        return []
    found = _HEAD.unpack_from(asked)[3]
    parts = _EXTENT.iter_unpack(asked[_HEAD.size : _HEAD.size + found * _EXTENT.size])
    return [(logical, length, said) for logical, _, length, _, _, said, *_ in parts]
