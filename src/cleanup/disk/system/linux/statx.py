"""What Linux says about a path beyond ``lstat``: the mount it is on, whether it is locked, and how it is encrypted."""

from __future__ import annotations

import fcntl
import os
import struct
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ctypes

if sys.platform == "linux":
    from cleanup.disk.system.posix.library import library

assert sys.platform == "linux"

# linux/stat.h: the parts of struct statx that are read here, and where they are in it.
_ANSWER = 256
_ATTRIBUTES = struct.Struct("=8xQ")
_MOUNT = struct.Struct("=144xQ")
_MASK_MOUNT = 0x1000
_IMMUTABLE, _APPEND, _ENCRYPTED = 0x10, 0x20, 0x800
# linux/fscrypt.h: FS_IOC_GET_ENCRYPTION_POLICY_EX, answered behind the size of the longest policy.
_GET_POLICY = 0xC0096616
_POLICY_SIZE = struct.Struct("=Q")
_LONGEST_POLICY = 24
# fcntl.h: looking mounts nothing, and waits for no server's answer.
_AT_FDCWD = -100
_FLAGS = 0x100 | 0x800 | 0x4000


def mount_number(path: str | bytes) -> int:
    """The mount table's number for what a path is on, with links above it followed; 0 if unknown."""
    seen = _statx(path)
    if seen is None or not int.from_bytes(seen.raw[:4], sys.byteorder) & _MASK_MOUNT:
        return 0
    return int(_MOUNT.unpack_from(seen)[0])


def is_locked(path: str | bytes) -> bool:
    """Whether a thing is marked as immutable, or as append-only (chattr)."""
    seen = _statx(path)
    return seen is not None and bool(_ATTRIBUTES.unpack_from(seen)[0] & (_IMMUTABLE | _APPEND))


def encryption_policy(folder: str | bytes) -> bytes:
    """With what, and how, a folder's file system encrypts everything in it; empty if it does not.

    Only things with the same policy can be renamed into it. A value that matches no policy if the folder cannot be
    opened.
    """
    seen = _statx(folder)
    if seen is None or not _ATTRIBUTES.unpack_from(seen)[0] & _ENCRYPTED:
        return b""
    answer = bytearray(_POLICY_SIZE.pack(_LONGEST_POLICY) + bytes(_LONGEST_POLICY))
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return b"not told"
    try:
        fcntl.ioctl(opened, _GET_POLICY, answer)
    except OSError:
        return b"not told"
    finally:
        os.close(opened)
    return bytes(answer[_POLICY_SIZE.size :])


def _statx(path: str | bytes) -> ctypes.Array[ctypes.c_char] | None:
    statx, room = _statx_and_room()
    answer = room()
    encoded = path if isinstance(path, bytes) else os.fsencode(path)
    return None if statx is None or statx(_AT_FDCWD, encoded, _FLAGS, _MASK_MOUNT, answer) else answer


@cache
def _statx_and_room() -> tuple[Any, type[ctypes.Array[ctypes.c_char]]]:
    """The call, None in C libraries before glibc 2.28, and what it writes into. Loaded for the first question."""
    from ctypes import c_char

    return getattr(library(), "statx", None), c_char * _ANSWER
