"""How Windows writes to, flushes and locks open files and folders."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import NamedTuple

assert sys.platform == "win32"

import msvcrt  # noqa: E402

from cleanup.act.system.flags import FlagKinds  # noqa: E402
from cleanup.disk.system.windows import calls  # noqa: E402
from cleanup.disk.system.windows.calls import FOLDER, NO_LINK  # noqa: E402
from cleanup.disk.system.windows.handles import handle_of, opened, reach_folder  # noqa: E402

# Needed to make files and folders in a folder: without one of these rights, nothing in it is flushed to the disk.
_CHANGE = 0x2 | 0x4
# What the C library reports for somebody else's lock; nothing at all under Wine.
_HELD = {errno.EACCES, errno.EDEADLK, 0}
# Far behind all content, so the lock stops nobody from reading the file.
_LOCKED_BYTE = 1 << 30


class Marks(NamedTuple):
    """See ``linux.py``."""

    locked: bool = False
    mounted: bool = False


def marks_at(folder: int, name: bytes) -> Marks:  # noqa: ARG001
    """None: a volume mounted in a folder is reached through a link, and nothing locks a thing for its owner."""
    return Marks()


def flush_file(file: int) -> None:
    """Flush what was written to an open file to the disk; raises OSError."""
    os.fsync(file)


def flush_folder(folder: int) -> None:
    """Flush the names in an open folder to the disk; raises OSError."""
    file = opened(calls.open_in(handle_of(folder), "", _CHANGE, FOLDER | NO_LINK))
    try:
        os.fsync(file)
    finally:
        os.close(file)


def flush_folder_at(path: Path) -> None:
    """Flush the names in the folder with this path to the disk; raises OSError."""
    folder = reach_folder(os.path.realpath(path))
    try:
        flush_folder(folder)
    finally:
        os.close(folder)


flush_volume = flush_folder
"""Only an administrator may bring a whole volume to the disk: who writes flushes each file and folder."""


def sync_all() -> None:
    """Nothing to do: see ``flush_volume``."""


def write_at(file: int, content: bytes, offset: int) -> int:
    """Write to an open file from an offset on; gives how many bytes were written. Raises OSError."""
    os.lseek(file, offset, os.SEEK_SET)
    return os.write(file, content)


def try_lock(file: int) -> bool:
    """Lock an open file for this process alone; False if another one has it. Raises OSError if locking is
    impossible.
    """
    os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
    try:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True


def is_read_only(folder: int) -> bool:  # noqa: ARG001
    """Not checked: what cannot be changed says so when it is tried."""
    return False


def written_ranges(file: int, size: int) -> list[tuple[int, int]]:  # noqa: ARG001
    """The whole file: holes are not looked up."""
    return [(0, size)]


def reserve(file: int, start: int, length: int) -> None:
    """Nothing to do: no reserved part was given."""


def may_give(owner: int, group: int) -> bool:  # noqa: ARG001
    """Owners are not numbers here: everything that is made belongs to this user."""
    return True


def give_to(file: int, owner: int, group: int) -> None:
    """Nothing to do: see ``may_give``."""


def set_mode(file: int, mode: int) -> None:
    """Nothing to do: permissions are lists here, which a rename keeps."""


FLAGS = FlagKinds()


def flags_of(file: int) -> int:  # noqa: ARG001
    """None of the kind that Linux has."""
    return 0


def set_flags(file: int, flags: int) -> None:
    """Nothing to do: none was given."""


def born_of(file: int) -> int | None:  # noqa: ARG001
    """None: no file is copied whole, see ``COPIES_WHOLE``."""
    return None


def set_born(file: int, born: int) -> None:
    """Nothing to do: no such time was given."""
