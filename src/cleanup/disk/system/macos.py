"""What macOS says and does; where it cannot be asked yet, the answers are those of a system that says nothing."""

from __future__ import annotations

import fcntl
import os
import stat
import sys

from cleanup.disk.system import apple
from cleanup.disk.system.apple_volumes import volumes_of
from cleanup.model.coverage import Mount
from cleanup.model.names import alike

assert sys.platform != "win32" and sys.platform != "linux"

# MAXPATHLEN (sys/param.h).
_LONGEST_PATH = 1024
_LIBRARY = apple.system_library()
# Before anything is looked at: a scan downloads nothing, whoever calls it.
apple.keep_quiet(_LIBRARY)


def mount_table() -> tuple[Mount, ...]:
    """Everything that is mounted, by its short path: what the system shows twice through firmlinks is mounted once
    here.
    """
    try:
        return volumes_of(apple.mounted(_LIBRARY))
    except OSError:
        return ()


def is_kept_in_step(path: bytes) -> bool:
    """Whether a folder is the top of something a cloud keeps in sync, as its provider told the system."""
    try:
        folder = os.open(path, os.O_EVTONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return apple.is_kept_in_step(_LIBRARY, folder)
    finally:
        os.close(folder)


def as_spelled(path: str) -> str:
    """A real path with each name as its folder lists it: capitals and accents can be typed in other ways.

    A file with several names may report another one: that is not used.
    """
    try:
        opened = os.open(path, os.O_EVTONLY | os.O_SYMLINK | os.O_CLOEXEC)
    except OSError:
        return path
    try:
        told = os.fsdecode(fcntl.fcntl(opened, fcntl.F_GETPATH, bytes(_LONGEST_PATH)).partition(b"\0")[0])
        is_folder = stat.S_ISDIR(os.fstat(opened).st_mode)
    except OSError:
        return path
    finally:
        os.close(opened)
    return told if told and (is_folder or alike(told) == alike(path)) else path


def is_locked(path: str | bytes) -> bool:
    """Whether a thing is marked as immutable or append-only (chflags)."""
    marks = stat.UF_IMMUTABLE | stat.UF_APPEND | stat.SF_IMMUTABLE | stat.SF_APPEND
    try:
        return bool(getattr(os.lstat(path), "st_flags", 0) & marks)
    except OSError:
        return False


def with_uuid(volume: Mount) -> Mount:
    """The volume as it is: no more is known."""
    return volume


def writers_named(path: str) -> tuple[set[int], set[int]]:  # noqa: ARG001
    """Nobody: access control lists are not read."""
    return set(), set()


def shared_bytes(file: int) -> int:
    """How many allocated bytes of an open file do not come free with it, because a clone or a snapshot has them too."""
    private = apple.extended(_LIBRARY, file).private
    return 0 if private is None else max(0, os.fstat(file).st_blocks * 512 - private)


def step_back() -> None:
    """Give this process, and those it starts from now on, the lowest priority at the processor and the disk."""
    os.nice(19)
    apple.give_way(_LIBRARY)
