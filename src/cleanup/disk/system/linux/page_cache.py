"""Leave the page cache as it was found: what only a digest has brought in goes out again.

Nothing simpler is fair: dropping a whole file (POSIX_FADV_DONTNEED) would also drop what other programs were using,
POSIX_FADV_NOREUSE is about mapped files, and POSIX_FADV_SEQUENTIAL only reads further ahead. So the kernel is first
asked what it holds (cachestat, Linux 6.5). If it does not answer, everything stays as the kernel likes it.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from struct import Struct

if sys.platform == "linux":
    from cleanup.disk.system.posix.library import library

assert sys.platform == "linux"

_CACHESTAT = 451  # the same number for every kind of processor
_WINDOW = 8 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")
# Looking at both ends of a file, which comes before, brings in a little around them.
_LITTLE = 4


# linux/mman.h: struct cachestat_range (offset, length), and struct cachestat, whose first number is the pages held.
_RANGE = Struct("=QQ")
_HELD = Struct("=QQQQQ")


def bytes_in_memory(file: int, offset: int, length: int) -> int | None:
    """How much of this part of an open file is in memory; None if the system does not say."""
    from ctypes import c_long, create_string_buffer

    held = create_string_buffer(_HELD.size)
    if library().syscall(c_long(_CACHESTAT), file, _RANGE.pack(offset, length), held, 0):
        return None
    return min(length, int(_HELD.unpack_from(held)[0]) * _PAGE)


class Guest:
    """Reads a file from its start, and leaves no more of it in memory than it found there."""

    def __init__(self, file: int, size: int) -> None:
        """Checks at once what is there: reading ahead soon makes everything look as if it had been."""
        self._file = file
        self._strange: deque[tuple[int, int]] = deque()
        for start in range(0, size, _WINDOW):
            length = min(_WINDOW, size - start)
            held = bytes_in_memory(file, start, length)
            if held is None:
                return
            if held < length // _LITTLE:
                self._strange.append((start, length))

    def leave_behind(self, read: int) -> None:
        """After this many bytes: drop the parts of which almost nothing was in memory before."""
        while self._strange and sum(self._strange[0]) <= read:
            start, length = self._strange.popleft()
            # Up to the end of the last page, which would not be dropped otherwise.
            os.posix_fadvise(self._file, start, -(-length // _PAGE) * _PAGE, os.POSIX_FADV_DONTNEED)
