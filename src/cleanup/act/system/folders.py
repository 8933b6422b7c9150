"""Names in open folders: moved without replacing, removed; and all of a file system brought to the disk."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable

# linux/fs.h and sys/stdio.h (macOS).
_RENAME_NOREPLACE = 1
_RENAME_EXCL = 4
# The system or the file system does not know the flag.
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}

_Rename = Callable[[int, bytes, int, bytes, int], int]


def _system_rename() -> tuple[_Rename | None, int]:
    """The system's own rename that never replaces, and its flag."""
    if os.name != "posix":
        return None, 0
    library = ctypes.CDLL(None, use_errno=True)
    name, flag = ("renameatx_np", _RENAME_EXCL) if sys.platform == "darwin" else ("renameat2", _RENAME_NOREPLACE)
    function = getattr(library, name, None)
    if function is None:
        return None, 0
    function.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    function.restype = ctypes.c_int
    return function, flag


_RENAME, _FLAG = _system_rename()


def rename_without_replacing(folder: int, name: bytes, to_folder: int, to_name: bytes) -> None:
    """Move a name from one open folder to another; raises FileExistsError where the new name is taken.

    Raises OSError, and then nothing has moved. Both folders must be on one file system.
    """
    if _RENAME is None:
        _rename_in_steps(folder, name, to_folder, to_name)
    elif _RENAME(folder, name, to_folder, to_name, _FLAG):
        number = ctypes.get_errno()
        if number not in _UNKNOWN:
            raise OSError(number, os.strerror(number), os.fsdecode(name))
        _rename_in_steps(folder, name, to_folder, to_name)


def _rename_in_steps(folder: int, name: bytes, to_folder: int, to_name: bytes) -> None:
    """For file systems without the flag (NFS, some FUSE): a second name, then the first one goes.

    A folder cannot have two names: it moves if nothing has the new name, looked at just before.
    """
    seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if stat.S_ISDIR(seen.st_mode):
        if exists(to_folder, to_name):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fsdecode(to_name))
        os.rename(name, to_name, src_dir_fd=folder, dst_dir_fd=to_folder)
        return
    os.link(name, to_name, src_dir_fd=folder, dst_dir_fd=to_folder, follow_symlinks=False)
    try:
        # Something else may have taken the old name in between: that stays.
        if os.path.samestat(os.stat(name, dir_fd=folder, follow_symlinks=False), seen):
            os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        # Somebody took the old name away: the new one is all there is.
        return
    except OSError:
        os.unlink(to_name, dir_fd=to_folder)
        raise


def exists(folder: int, name: bytes) -> bool:
    """Whether an open folder has this name, be it a dangling link; raises OSError when that cannot be told."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def flush_volume(folder: int) -> None:
    """Bring to the disk all that was written to the file system an open folder lies on; raises OSError."""
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if os.name == "posix" else None
    if syncfs is None:
        os.sync() if hasattr(os, "sync") else os.fsync(folder)
    elif syncfs(folder):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def remove(folder: int, name: bytes | str) -> None:
    """Take a name that is no folder's out of an open folder; raises OSError."""
    os.unlink(name, dir_fd=folder)
