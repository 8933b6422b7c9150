"""How Linux and macOS hold, write, flush and lock open files."""

from __future__ import annotations

import fcntl
import os
import sys

assert sys.platform != "win32"

HOLD: int | None = None
"""How a thing is held without opening it for anything, whatever it is; None where there is no such way."""

if sys.platform == "linux":
    HOLD = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC

    def attribute_names(file: int) -> list[str]:
        """The names of the extended attributes of an open file; raises OSError."""
        return os.listxattr(file)

    def copy_attribute(file: int, copy: int, name: str) -> None:
        """Give an open file the extended attribute that another one has; raises OSError."""
        os.setxattr(copy, name, os.getxattr(file, name))
else:

    def attribute_names(file: int) -> list[str]:  # noqa: ARG001
        """None: they are not looked at here."""
        return []

    def copy_attribute(file: int, copy: int, name: str) -> None:
        """Nothing to do: no name was given."""


write_at = os.pwrite
"""Write to an open file from an offset on; gives how many bytes were written. Raises OSError."""

give_to = os.fchown
"""Give an open file to a user and a group; raises OSError."""

set_mode = os.fchmod
"""Set the rights of an open file; raises OSError."""

sync_all = os.sync
"""Bring all that any program has written to the disks."""


def try_lock(file: int) -> bool:
    """Lock an open file for this process alone; False if another one holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
