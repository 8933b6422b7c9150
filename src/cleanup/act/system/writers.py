"""Who else has a file open for writing: Linux can say; macOS and Windows do not."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

if sys.platform == "linux":
    import fcntl
    import signal

    _MAY_WRITE = 0o200

    def take_lease(file: int) -> bool | None:
        """Whether nobody has an open file open for writing, from now on until ``is_lease_gone``; None if unknown.

        Anyone who wants to write waits until the lease is gone: when the file is closed, or the system loses patience.
        """
        try:
            # Without this, the system would send a signal that ends this program. Nobody listens for this one.
            fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            return False
        except OSError:
            # Another user's file, or a file system without leases (FUSE, network drives).
            return None
        return True

    def is_lease_gone(file: int) -> bool:
        """Whether somebody wants to write to an open file for which ``take_lease`` was true."""
        return fcntl.fcntl(file, fcntl.F_GETLEASE) != fcntl.F_RDLCK

    def files_open_to_write() -> set[tuple[int, int]]:
        """Device and inode number of everything open for writing in any process that this user may look into."""
        found: set[tuple[int, int]] = set()
        with suppress(OSError):
            for process in filter(str.isdecimal, os.listdir("/proc")):
                with suppress(OSError):
                    found |= _written_by(f"/proc/{process}/fd")
        return found

    def _written_by(opened: str) -> set[tuple[int, int]]:
        found = set()
        for number in os.listdir(opened):
            with suppress(OSError):
                path = f"{opened}/{number}"
                # proc_pid_fd(5): the permissions of the link are those that the file was opened with.
                if os.lstat(path).st_mode & _MAY_WRITE:
                    seen = os.stat(path)
                    found.add((seen.st_dev, seen.st_ino))
        return found

else:

    def take_lease(file: int) -> bool | None:  # noqa: ARG001
        """Never known here."""
        return None

    def is_lease_gone(file: int) -> bool:  # noqa: ARG001
        """No lease is ever taken."""
        return False

    def files_open_to_write() -> set[tuple[int, int]]:
        """Never known here."""
        return set()
