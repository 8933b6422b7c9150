"""Open a folder by its path, with the kernel itself refusing every link on the way (openat2, Linux 5.6)."""

from __future__ import annotations

import ctypes
import os
import struct
import sys

assert sys.platform == "linux"

# The same number for every kind of processor; linux/openat2.h: struct open_how (flags, mode, resolve).
_OPENAT2 = 437
_HOW = struct.Struct("=QQQ")
_NO_SYMLINKS = 0x04
_AT_FDCWD = -100

_HOW_TO_PASS = _HOW.pack(os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, 0, _NO_SYMLINKS)
_syscall = ctypes.CDLL(None, use_errno=True).syscall


def pass_without_links(path: bytes, folder: int | None) -> int:
    """Open a folder by its path from an open one, only to reach names in it; raises OSError."""
    start = ctypes.c_int(_AT_FDCWD if folder is None else folder)
    opened: int = _syscall(ctypes.c_long(_OPENAT2), start, path, _HOW_TO_PASS, ctypes.c_size_t(_HOW.size))
    if opened < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), os.fsdecode(path))
    return opened
