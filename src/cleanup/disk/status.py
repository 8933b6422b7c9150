"""Whether a file is still the one that was seen."""

from __future__ import annotations

from cleanup.disk.system import Facts

_LEAST, _MOST = -(2**63), 2**63 - 1

Expected = tuple[int, int, int, int, int]
"""Inode, device, size in bytes, modification and change time in nanoseconds, as the walk saw them."""


def within_range(nanoseconds: int) -> int:
    """A time that fits into 64 bits: on the few file systems with times outside 1678-2262, the nearest one
    that does.
    """
    # Called for every file: nearly always the answer is the time itself.
    return nanoseconds if _LEAST <= nanoseconds <= _MOST else max(_LEAST, min(_MOST, nanoseconds))


def is_same(seen: Facts, expected: Expected) -> bool:
    """Whether a file is still the one that the walk saw, unchanged."""
    inode, device, size, modified, changed = expected
    if seen.st_ino != inode or seen.st_size != size or seen.st_dev != device:
        return False
    if seen.st_mtime_ns == modified and seen.st_ctime_ns == changed:
        return True
    return within_range(seen.st_mtime_ns) == modified and within_range(seen.st_ctime_ns) == changed


def are_one(one: Facts, other: Facts) -> bool:
    """Whether these are facts about one file, folder or link, whatever has changed in between."""
    return one.st_ino == other.st_ino and one.st_dev == other.st_dev
