"""How Linux and macOS hold, write, flush and lock open files."""

from __future__ import annotations

import errno
import fcntl
import os
import sys

assert sys.platform != "win32"

# A file system (NFS without its lock service) or a sandbox may have only the other kind of lock, or none.
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EINVAL, errno.EPERM}

if sys.platform == "linux":
    _HOLD: int | None = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC
    _WATCH = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC

    def path_of_held(held: int) -> bytes:
        """Where a thing that is held open is now, empty if nowhere any more; raises OSError."""
        return os.readlink(f"/proc/self/fd/{held}".encode()) if os.fstat(held).st_nlink else b""
else:
    _HOLD = None
    _WATCH = os.O_EVTONLY | os.O_SYMLINK | os.O_CLOEXEC

    def path_of_held(held: int) -> bytes:
        """Where a thing that is held open is now; raises OSError."""
        # MAXPATHLEN of macOS.
        return fcntl.fcntl(held, fcntl.F_GETPATH, bytes(1024)).partition(b"\0")[0]


def hold(folder: int, name: bytes) -> int | None:
    """Hold a thing in an open folder, whatever it is, without opening it for any use; raises OSError.

    None if there is no such way.
    """
    return None if _HOLD is None else os.open(name, _HOLD, dir_fd=folder)


def watch(folder: int, name: bytes) -> int:
    """Open a thing only to learn where it goes; follows no link, needs no permission to read it. Raises OSError."""
    return os.open(name, _WATCH, dir_fd=folder)


def may_give(owner: int, group: int) -> bool:
    """Whether this user may give a file of theirs to this owner and group."""
    return os.geteuid() == 0 or (owner == os.geteuid() and group in {os.getegid(), *os.getgroups()})


def written_ranges(file: int, size: int) -> list[tuple[int, int]]:
    """Where the parts of an open file of this size that are not holes begin and end; moves its position.

    All of it if the file system does not say.
    """
    found: list[tuple[int, int]] = []
    end = 0
    try:
        while end < size:
            start = os.lseek(file, end, os.SEEK_DATA)
            end = os.lseek(file, start, os.SEEK_HOLE)
            found.append((start, end))
    except OSError as error:
        # Only holes are left.
        return found if error.errno == errno.ENXIO else [(0, size)]
    return found


def is_read_only(folder: int) -> bool:
    """Whether nothing can be written on the volume of an open folder; raises OSError."""
    return bool(os.fstatvfs(folder).f_flag & os.ST_RDONLY)


write_at = os.pwrite
"""Write to an open file from an offset on; gives how many bytes were written. Raises OSError."""

give_to = os.fchown
"""Give an open file to a user and a group; raises OSError."""

set_mode = os.fchmod
"""Set the rights of an open file; raises OSError."""

sync_all = os.sync
"""Bring all that any program has written to the disks."""


def try_lock(file: int) -> bool:
    """Lock an open file for this process alone; False if another one has it. Raises OSError if locking is
    impossible.
    """
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EAGAIN, errno.EACCES}:
            return False
        raise
    return True
