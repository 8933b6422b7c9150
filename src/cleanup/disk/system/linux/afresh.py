"""Ask the file system itself about an open file, not what the kernel remembers of it (FUSE, network drives)."""

from __future__ import annotations

import ctypes
import sys

assert sys.platform == "linux"

# linux/stat.h and linux/fcntl.h.
_EMPTY_PATH, _FORCE_SYNC, _BASIC_STATS = 0x1000, 0x2000, 0x7FF
_STATX_BYTES = 256

_statx = getattr(ctypes.CDLL(None), "statx", None)


def look_afresh(file: int) -> None:
    """Let the next ``facts_of`` an open file tell what its file system says now, not what it said a second ago."""
    if _statx is not None:
        _statx(file, b"", _EMPTY_PATH | _FORCE_SYNC, _BASIC_STATS, ctypes.create_string_buffer(_STATX_BYTES))
