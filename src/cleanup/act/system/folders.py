"""Names in open folders of Linux and macOS: made, moved without replacing, removed, and flushed to the disk."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from cleanup.act.system.opened import closing
from cleanup.disk.system import PASS

if sys.platform != "win32":
    from cleanup.disk.system.posix.library import library

assert sys.platform != "win32"

# linux/fs.h and sys/stdio.h (macOS).
_RENAME_NOREPLACE = 1
_RENAME_EXCL = 4
# The same number in both.
_RENAME_EXCHANGE = 2
# The system or the file system does not know the flag.
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
# Of F_FULLFSYNC: SMB, WebDAV and FUSE, exFAT.
_NO_FULL_FLUSH = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOTTY, errno.ENOSYS}
_SAFE = os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | _SAFE
_ADD = os.O_WRONLY | os.O_APPEND | _SAFE
_LIST = os.O_RDONLY | os.O_DIRECTORY | _SAFE

_Rename = Callable[[int, bytes, int, bytes, int], int]


def _system_rename() -> tuple[_Rename | None, int]:
    """The system's own rename that never replaces, and its flag."""
    name, flag = ("renameatx_np", _RENAME_EXCL) if sys.platform == "darwin" else ("renameat2", _RENAME_NOREPLACE)
    function = getattr(library(), name, None)
    if function is None:
        return None, 0
    function.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    function.restype = ctypes.c_int
    return function, flag


_RENAME, _FLAG = _system_rename()


def rename_without_replacing(folder: int, name: bytes, to_folder: int, to_name: bytes) -> None:
    """Move a name from one open folder to another; raises FileExistsError if the new name is taken.

    Raises OSError, and then nothing has moved. Both folders must be on one file system.
    """
    if _RENAME is None:
        _rename_in_steps(folder, name, to_folder, to_name)
    elif _RENAME(folder, name, to_folder, to_name, _FLAG):
        number = ctypes.get_errno()
        if number not in _UNKNOWN:
            raise OSError(number, os.strerror(number), os.fsdecode(name))
        _rename_in_steps(folder, name, to_folder, to_name)


def exchange(folder: int, name: bytes, other: bytes) -> None:
    """Swap two names in an open folder, at once; raises OSError (ENOSYS if it cannot be done)."""
    if _RENAME is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), os.fsdecode(name))
    if _RENAME(folder, name, folder, other, _RENAME_EXCHANGE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), os.fsdecode(name))


def _rename_in_steps(folder: int, name: bytes, to_folder: int, to_name: bytes) -> None:
    """For file systems without the flag (NFS, some FUSE): a second name is made, then the first one goes.

    A folder cannot have two names: it moves if nothing had the new name just before.
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
    """Whether an open folder has this name, even as a dangling link; raises OSError if that is unknown."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def new_file(folder: int, name: bytes) -> int:
    """Make a file that only this user may use in an open folder, and open it; raises FileExistsError, or another
    OSError.
    """
    return os.open(name, _NEW, 0o600, dir_fd=folder)


def open_pipe(path: Path) -> int:
    """Open a pipe to write into it; raises OSError, also for anything that is not a pipe."""
    opened = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    if not stat.S_ISFIFO(os.fstat(opened).st_mode):
        os.close(opened)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    return opened


def file_to_add_to(path: Path, *, new: bool = False) -> int:
    """Open a file so that everything is written at its end; a ``new`` one is made. Raises OSError."""
    return os.open(path, _ADD | (os.O_CREAT | os.O_EXCL if new else 0), 0o600)


def file_to_lock(path: Path) -> int:
    """Open a file that only this user may use, made if missing; raises OSError."""
    return os.open(path, os.O_RDWR | os.O_CREAT | _SAFE, 0o600)


def make_folder(folder: int, name: str) -> bool:
    """Make a folder that only this user may use in an open folder; whether it was new. Raises OSError."""
    try:
        os.mkdir(name, 0o700, dir_fd=folder)
    except FileExistsError:
        return False
    return True


def make_shared_folder(folder: int, name: str) -> bool:
    """Make a folder in which everybody may have one of their own; whether it was new. Raises OSError."""
    try:
        os.mkdir(name, 0o755, dir_fd=folder)
    except FileExistsError:
        return False
    return True


def hide(folder: int, name: bytes) -> None:
    """Nothing to do: names that begin with a dot are hidden here; only Windows needs more."""


def pass_or_make(folder: int, name: str) -> int:
    """Open a folder in an open folder only to reach names in it, made if missing; raises OSError."""
    try:
        return os.open(name, PASS, dir_fd=folder)
    except FileNotFoundError:
        os.mkdir(name, dir_fd=folder)
        return os.open(name, PASS, dir_fd=folder)


def may_change(folder: int) -> bool:
    """Whether this user may remove names from an open folder."""
    return os.access(".", os.W_OK | os.X_OK, dir_fd=folder)


def replace(folder: int, name: bytes, other: bytes) -> None:
    """Put a file in the place of another one in its open folder, at once; raises OSError."""
    os.replace(name, other, src_dir_fd=folder, dst_dir_fd=folder)


def remove(folder: int, name: bytes) -> None:
    """Remove a name that is not a folder's from an open folder; raises OSError."""
    os.unlink(name, dir_fd=folder)


def remove_folder(folder: int, name: bytes) -> None:
    """Remove an empty folder from an open folder; raises OSError."""
    os.rmdir(name, dir_fd=folder)


def flush_file(file: int) -> None:
    """Flush what was written to an open file, or the names in a folder, to the disk; raises OSError.

    On macOS a disk may keep it in its own memory unless told not to, which some file systems cannot do.
    """
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(file, fcntl.F_FULLFSYNC)
        except OSError as error:
            if error.errno not in _NO_FULL_FLUSH:
                raise
        else:
            return
    os.fsync(file)


def flush_folder(folder: int) -> None:
    """Flush the names in an open folder to the disk; raises OSError."""
    with closing(_listed(folder)) as opened:
        flush_file(opened)


def flush_folder_at(path: Path) -> None:
    """Flush the names in the folder with this path to the disk; raises OSError."""
    with closing(os.open(path, os.O_RDONLY)) as opened:
        flush_file(opened)


def flush_volume(folder: int) -> None:
    """Flush everything that was written to an open folder's file system to the disk; raises OSError."""
    syncfs = getattr(library(), "syncfs", None)
    with closing(_listed(folder)) as opened:
        if syncfs is None:
            os.sync()
            flush_file(opened)
        elif syncfs(opened):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))


def _listed(folder: int) -> int:
    """The folder opened for reading: one that was opened only as a way cannot be flushed."""
    return os.open(".", _LIST, dir_fd=folder)
