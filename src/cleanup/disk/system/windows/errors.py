"""Windows' error numbers as the error numbers that the rest of the program knows. Pure."""

from __future__ import annotations

import errno
import os

# winerror.h. Python's own table knows more of them, but reports a file in use as one without permission.
_NUMBERS = {
    2: errno.ENOENT, 3: errno.ENOENT, 4: errno.EMFILE, 5: errno.EACCES, 8: errno.ENOMEM, 15: errno.ENOENT,
    17: errno.EXDEV, 19: errno.EROFS, 21: errno.ENODEV, 23: errno.EIO, 32: errno.EBUSY, 33: errno.EBUSY,
    39: errno.ENOSPC, 53: errno.ENOENT, 55: errno.ENODEV, 64: errno.EIO, 65: errno.EACCES, 67: errno.ENOENT,
    80: errno.EEXIST, 82: errno.EACCES, 87: errno.EINVAL, 112: errno.ENOSPC, 123: errno.ENOENT, 145: errno.ENOTEMPTY,
    183: errno.EEXIST, 206: errno.ENAMETOOLONG, 267: errno.ENOTDIR, 303: errno.ENOENT, 317: errno.EIO,
    336: errno.EISDIR, 362: errno.EIO, 395: errno.EACCES, 1117: errno.EIO, 1167: errno.ENODEV, 1314: errno.EPERM,
    1392: errno.EIO, 1920: errno.EACCES, 1921: errno.ELOOP, 4390: errno.EINVAL,
}  # fmt: skip
_UNSUPPORTED = {1, 50, 120}


def number_of(code: int) -> int:
    """The error number (``errno``) for one of Windows' (``GetLastError``); EIO for unknown ones."""
    return errno.ENOSYS if code in _UNSUPPORTED else _NUMBERS.get(code, errno.EIO)


def error_of(code: int, path: str = "") -> OSError:
    """The exception for a Windows error: PermissionError, FileExistsError, or another OSError with its number."""
    return error(number_of(code), path)


def error(number: int, path: str = "") -> OSError:
    """The exception for an error number of the C library."""
    return OSError(number, os.strerror(number), path)
