"""What Linux tells of a path beyond ``lstat``: the mount it lies on, and whether it is locked against changes."""

from __future__ import annotations

import ctypes
import os
import struct
import sys

assert sys.platform == "linux"

# linux/stat.h: the parts of struct statx that are read here, and where they stand in it.
_Answer = ctypes.c_char * 256
_ATTRIBUTES = struct.Struct("=8xQ")
_MOUNT = struct.Struct("=144xQ")
_MASK_MOUNT = 0x1000
_IMMUTABLE, _APPEND = 0x10, 0x20
# fcntl.h: nothing is mounted by looking, and no answer of a server is waited for.
_AT_FDCWD = -100
_FLAGS = 0x100 | 0x800 | 0x4000

# C libraries before glibc 2.28 do not have it.
_STATX = getattr(ctypes.CDLL(None), "statx", None)


def mount_number(path: str | bytes) -> int:
    """The number in the mount table of what a path lies on, links above it followed; 0 where that is not told."""
    seen = _statx(path)
    if seen is None or not int.from_bytes(seen.raw[:4], sys.byteorder) & _MASK_MOUNT:
        return 0
    return int(_MOUNT.unpack_from(seen)[0])


def is_locked(path: str | bytes) -> bool:
    """Whether a thing is marked as immutable, or a folder or file as one that is only added to (chattr)."""
    seen = _statx(path)
    return seen is not None and bool(_ATTRIBUTES.unpack_from(seen)[0] & (_IMMUTABLE | _APPEND))


def _statx(path: str | bytes) -> ctypes.Array[ctypes.c_char] | None:
    if _STATX is None:
        return None
    answer = _Answer()
    encoded = path if isinstance(path, bytes) else os.fsencode(path)
    return None if _STATX(_AT_FDCWD, encoded, _FLAGS, _MASK_MOUNT, answer) else answer
