"""Open a folder by its path, with the kernel itself refusing every link on the way (openat2, Linux 5.6)."""

from __future__ import annotations

import os
import sys

if sys.platform == "linux":
    from cleanup.disk.system.linux.library import library

assert sys.platform == "linux"

# The same number for every kind of processor; linux/openat2.h: struct open_how (flags, mode, resolve).
_OPENAT2 = 437
_NO_SYMLINKS = 0x04
_AT_FDCWD = -100

_HOW = (os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, 0, _NO_SYMLINKS)
_HOW_TO_PASS = b"".join(value.to_bytes(8, sys.byteorder) for value in _HOW)


def pass_without_links(path: bytes, folder: int | None) -> int:
    """Open a folder by its path from an open one, only to reach names in it; raises OSError."""
    from ctypes import c_int, c_long, c_size_t, get_errno

    start = c_int(_AT_FDCWD if folder is None else folder)
    opened: int = library().syscall(c_long(_OPENAT2), start, path, _HOW_TO_PASS, c_size_t(len(_HOW_TO_PASS)))
    if opened < 0:
        number = get_errno()
        raise OSError(number, os.strerror(number), os.fsdecode(path))
    return opened
