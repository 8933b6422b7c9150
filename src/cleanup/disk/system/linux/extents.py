"""Which blocks a file shares with other files or with snapshots (btrfs, XFS), and which are only reserved for it."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Iterator
from struct import Struct

assert sys.platform == "linux"

# linux/fiemap.h: FS_IOC_FIEMAP, its header, one extent, and an extent's flags.
_FIEMAP = 0xC020660B
_HEAD = Struct("=QQLLLL")
_EXTENT = Struct("=QQQQQLLLL")
_EXTENTS = 128
_LAST = 0x1
_SHARED = 0x2000
_UNWRITTEN = 0x800
_TO_THE_END = 2**64 - 1


def shared_bytes(file: int) -> int:
    """How many bytes of an open file are in shared blocks; 0 if the file system does not say.

    Asks the file system for the file's extents; does not read the file.
    """
    return sum(length for _, length, said in _all_extents(file) if said & _SHARED)


def reserved_ranges(file: int) -> list[tuple[int, int]]:
    """Where an open file has blocks of its own that were never written, and how many bytes they are.

    They can lie behind its end. None if the file system does not say.
    """
    return [(start, length) for start, length, said in _all_extents(file) if said & _UNWRITTEN]


def _all_extents(file: int) -> Iterator[tuple[int, int, int]]:
    start = 0
    while extents := _extents(file, start):
        yield from extents
        if extents[-1][2] & _LAST:
            return
        start = extents[-1][0] + extents[-1][1]


def _extents(file: int, start: int) -> list[tuple[int, int, int]]:
    """Where the next extents of an open file begin, how long they are, and their flags."""
    asked = bytearray(_HEAD.pack(start, _TO_THE_END - start, 0, 0, _EXTENTS, 0)) + bytes(_EXTENT.size * _EXTENTS)
    try:
        fcntl.ioctl(file, _FIEMAP, asked)
    except OSError:
        return []
    found = _HEAD.unpack_from(asked)[3]
    parts = _EXTENT.iter_unpack(asked[_HEAD.size : _HEAD.size + found * _EXTENT.size])
    return [(logical, length, said) for logical, _, length, _, _, said, *_ in parts]
