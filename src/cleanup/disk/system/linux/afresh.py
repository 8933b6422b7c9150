"""Look up an open file in the file system itself rather than in the kernel's memory (FUSE, network drives)."""

from __future__ import annotations

import sys

if sys.platform == "linux":
    from cleanup.disk.system.posix.library import library

assert sys.platform == "linux"

# linux/stat.h and linux/fcntl.h.
_EMPTY_PATH, _FORCE_SYNC, _BASIC_STATS = 0x1000, 0x2000, 0x7FF
_STATX_BYTES = 256


def look_afresh(file: int) -> None:
    """Make the next ``facts_of`` an open file say what its file system says now, not what it said a second ago."""
    from ctypes import create_string_buffer

    if (statx := getattr(library(), "statx", None)) is not None:
        statx(file, b"", _EMPTY_PATH | _FORCE_SYNC, _BASIC_STATS, create_string_buffer(_STATX_BYTES))
