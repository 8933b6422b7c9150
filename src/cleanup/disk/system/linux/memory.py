"""Give memory back to the system as soon as it is free."""

from __future__ import annotations

import sys

if sys.platform == "linux":
    from cleanup.disk.system.posix.library import library

assert sys.platform == "linux"

# mallopt(3): M_MMAP_THRESHOLD, larger blocks get memory of their own (for smaller ones, which come and go all the time,
# that costs more than it gains); M_TRIM_THRESHOLD, free bytes that may stay at the end of the heap; M_ARENA_MAX, the
# number of heaps, since otherwise each thread gets its own.
_SETTINGS = {-3: 1024 * 1024, -1: 256 * 1024, -8: 1}


def give_back_what_is_free() -> None:
    """Make the C library return each large block at once.

    Otherwise glibc raises its own limit to the largest block it has seen and keeps what the columns of a scan leave
    behind, and the peak grows by a fifth (measured: tests/bench/README.md).
    """
    mallopt = getattr(library(), "mallopt", None)
    if mallopt is not None:
        for setting, value in _SETTINGS.items():
            mallopt(setting, value)
