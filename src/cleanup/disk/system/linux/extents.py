"""Which blocks a file shares with other files or with snapshots (btrfs, XFS)."""

from __future__ import annotations

import fcntl
import sys
from struct import Struct

assert sys.platform == "linux"

# linux/fiemap.h: FS_IOC_FIEMAP, its head, one extent, and what is said of an extent.
_FIEMAP = 0xC020660B
_HEAD = Struct("=QQLLLL")
_EXTENT = Struct("=QQQQQLLLL")
_EXTENTS = 128
_LAST = 0x1
_SHARED = 0x2000
_TO_THE_END = 2**64 - 1


def shared_bytes(file: int) -> int:
    """The bytes of an open file that lie in blocks which it shares; 0 if the file system does not say.

    Asks the file system for the file's extents; does not read the file.
    """
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
        fcntl.ioctl(file, _FIEMAP, asked)
    except OSError:
        return []
    found = _HEAD.unpack_from(asked)[3]
    parts = _EXTENT.iter_unpack(asked[_HEAD.size : _HEAD.size + found * _EXTENT.size])
    return [(logical, length, said) for logical, _, length, _, _, said, *_ in parts]
