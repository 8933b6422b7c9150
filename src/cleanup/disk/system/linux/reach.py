"""Open a folder by its path, with the kernel itself refusing every link on the way (openat2, Linux 5.6)."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

if sys.platform == "linux":
    from cleanup.disk.system.posix.library import library

assert sys.platform == "linux"

# The same number for every kind of processor; linux/openat2.h: struct open_how (flags, mode, resolve).
_OPENAT2 = 437
_NO_SYMLINKS = 0x04
_AT_FDCWD = -100

_HOW = (os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, 0, _NO_SYMLINKS)
_HOW_TO_PASS = b"".join(value.to_bytes(8, sys.byteorder) for value in _HOW)


def pass_without_links(path: bytes, folder: int | None) -> int:
    """Open a folder by its path from an open one, only to reach names in it; raises OSError."""
    opened: int = _syscall()(_OPENAT2, _AT_FDCWD if folder is None else folder, path, _HOW_TO_PASS, len(_HOW_TO_PASS))
    if opened < 0:
        from ctypes import get_errno

        number = get_errno()
        raise OSError(number, os.strerror(number), os.fsdecode(path))
    return opened


@cache
def _syscall() -> Any:
    """The call, told once what it takes: by name, all who ask for it would share that."""
    from ctypes import c_char_p, c_int, c_long, c_size_t

    call = library()["syscall"]
    call.argtypes = (c_long, c_int, c_char_p, c_char_p, c_size_t)
    return call
