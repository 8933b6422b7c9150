"""Open and list folders through descriptors, so that no link is followed and no path is too long.

Where the system has no folder descriptors (Windows), a handle is a path and links are refused by a look at it.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

from cleanup.model.compiled import compiled
from cleanup.model.paths import for_patterns, parts

Handle = int | str
"""An open folder: a descriptor, or its path where the system has none."""

HAS_DESCRIPTORS = os.listdir in os.supports_fd and os.open in os.supports_dir_fd

_CLOEXEC = getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NOATIME = getattr(os, "O_NOATIME", 0)
# Passing through a folder needs no right to list it.
_PASS = getattr(os, "O_PATH", getattr(os, "O_SEARCH", os.O_RDONLY))
PASS = _PASS | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW | _CLOEXEC
"""How a folder is opened only to reach names in it: no link, and no right to list it is needed."""
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW | _CLOEXEC
# O_NONBLOCK: a FIFO put in the file's place after the walk must not hold us up.
_FILE = os.O_RDONLY | _NOFOLLOW | _CLOEXEC | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_QUIET_FOLDER, _QUIET_FILE = _FOLDER | _NOATIME, _FILE | _NOATIME
_REPARSE_POINT = 0x400
# Bytes; a system may take no more of them at once (PATH_MAX, 1024 or more).
_LONG_PATH = 900

_reach_without_links: Callable[[str], int] | None = getattr(
    compiled("cleanup.disk._native"), "reach_without_links", None
)


def open_folder(path: str) -> Handle:
    """Open a folder by its absolute path, part by part, following no link; raises OSError."""
    if not HAS_DESCRIPTORS:
        return _refuse_link(path)
    above, _, name = path.rstrip("/").rpartition("/")
    handle = reach_folder(above)
    try:
        return _open_folder_quietly(name or ".", handle)
    finally:
        os.close(handle)


def reach_folder(path: str) -> int:
    """Open a folder by its absolute path, following no link, only to reach names in it.

    Needs no right to list it, only to pass through; raises OSError.
    """
    at_once = _reach_at_once(path)
    return _reach_in_steps(path) if at_once is None else at_once


def _reach_at_once(path: str) -> int | None:
    """The folder opened by its whole path, if no link was followed on the way.

    None where that cannot be told; a path in steps then says what is wrong.
    """
    if _reach_without_links is None:
        return _reach_and_ask(path)
    try:
        return _reach_without_links(path)
    except ValueError:
        return None
    except OSError as problem:
        # Kernels before 5.6, and some sandboxes, do not know the call.
        return _reach_and_ask(path) if problem.errno in {errno.ENOSYS, errno.EPERM} else None


def _reach_and_ask(path: str) -> int | None:
    """The same by asking the system afterwards how it calls the folder: by that very path, if there was no link."""
    try:
        handle = os.open(path, PASS)
    except (OSError, ValueError):
        return None
    try:
        if os.readlink(f"/proc/self/fd/{handle}") == path:
            return handle
    except OSError:
        pass
    os.close(handle)
    return None


def _reach_in_steps(path: str) -> int:
    handle: int = os.open("/", _PASS | _CLOEXEC)
    for part in parts(for_patterns(path)):
        if part in {".", ".."}:
            os.close(handle)
            raise NotADirectoryError(20, os.strerror(20), path)
        try:
            deeper = os.open(part, PASS, dir_fd=handle)
        finally:
            os.close(handle)
        handle = deeper
    return handle


def enter(folder: Handle, name: str) -> Handle:
    """Open a folder inside an open folder, following no link; raises OSError."""
    if isinstance(folder, str):
        return _refuse_link(os.path.join(folder, name))
    return _open_folder_quietly(name, folder)


def pass_into(path: bytes) -> Handle:
    """Open a folder only to reach files in it whose identity is checked after they are opened; raises OSError.

    Quicker than ``open_folder``: links above the folder are not refused here.
    """
    if not HAS_DESCRIPTORS or not fits(path):
        return open_folder(os.fsdecode(path))
    return os.open(path, PASS)


def fits(path: bytes) -> bool:
    """Whether every system takes such a path at once; a longer one is opened part by part."""
    return len(path) <= _LONG_PATH


def leave(folder: Handle) -> None:
    """Close an open folder."""
    if isinstance(folder, int):
        os.close(folder)


def names_in(folder: Handle) -> list[str]:
    """All names in an open folder; raises OSError."""
    return os.listdir(folder)


Listed = tuple[list[str], list[str]]
"""All names in a folder; and those of files, folders and links, with whatever the folder does not tell from these."""


def listed_in(folder: Handle) -> Listed:
    """The names in an open folder, for a walk; raises OSError. In ``_native.c`` stands the same in C."""
    names = os.listdir(folder)
    return names, names


def lstat_in(folder: Handle, name: str) -> os.stat_result:
    """What the system says of a name in an open folder, following no link; raises OSError."""
    if isinstance(folder, str):
        return os.lstat(os.path.join(folder, name))
    return os.stat(name, dir_fd=folder, follow_symlinks=False)


def open_file(folder: Handle, name: bytes) -> int:
    """Open a file in an open folder to read it: follows no link, waits for nothing, keeps its access time."""
    if isinstance(folder, str):
        return os.open(os.path.join(folder, os.fsdecode(name)), _FILE)
    try:
        return os.open(name, _QUIET_FILE, dir_fd=folder)
    except PermissionError:
        # Only the owner may keep the access time as it is; somebody else's file is read all the same.
        return os.open(name, _FILE, dir_fd=folder)


def _open_folder_quietly(name: str, folder: int) -> int:
    try:
        return os.open(name, _QUIET_FOLDER, dir_fd=folder)
    except PermissionError:
        return os.open(name, _FOLDER, dir_fd=folder)


def _refuse_link(path: str) -> str:
    seen = os.lstat(path)
    if stat.S_ISLNK(seen.st_mode) or getattr(seen, "st_file_attributes", 0) & _REPARSE_POINT:
        raise NotADirectoryError(20, os.strerror(20), path)
    return path
