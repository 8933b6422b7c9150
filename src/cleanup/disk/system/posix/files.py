"""Open, list and look up names through the descriptors of folders, so that no link is followed and no path
is too long.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator

from cleanup.disk.system.facts import Facts, Handle, Listed
from cleanup.model.paths import for_patterns, parts, split

assert sys.platform != "win32"

_pass_without_links: Callable[[bytes, Handle | None], Handle] | None = None
if sys.platform == "linux":
    from cleanup.disk.system.linux.reach import pass_without_links as _pass_without_links

_NOATIME = getattr(os, "O_NOATIME", 0)
# Passing through a folder needs no permission to list it.
_PASS = getattr(os, "O_PATH", getattr(os, "O_SEARCH", os.O_RDONLY))
PASS = _PASS | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
"""How a folder is opened only to reach names in it: no link, and no right to list it is needed."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: a FIFO put in the file's place after the walk must not block us.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_QUIET_FOLDER, _QUIET_FILE = _FOLDER | _NOATIME, _FILE | _NOATIME
# Bytes; a system may take no more at once (PATH_MAX, 1024 or more).
_LONG_PATH = 900


def descriptors_allowed() -> int:
    """How many files and folders this program may have open at once."""
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return sys.maxsize if allowed == resource.RLIM_INFINITY else allowed


def blocks_read() -> int:
    """How many blocks of 512 bytes this program has read from disks so far, from files and folders."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_inblock


def open_folder(path: str | bytes) -> Handle:
    """Open a folder by its absolute path, part by part, following no link; raises OSError."""
    above, name = split(os.fsdecode(path))
    handle = reach_folder(above)
    try:
        return _open_folder_quietly(name or ".", handle)
    finally:
        os.close(handle)


def reach_folder(path: str | bytes) -> int:
    """Open a folder by its absolute path, following no link, only to reach names in it.

    Needs permission only to pass through, not to list it; raises OSError.
    """
    path = os.fsdecode(path)
    at_once = _reach_at_once(path)
    return _reach_in_steps(path) if at_once is None else at_once


def _reach_at_once(path: str) -> int | None:
    """The folder opened by its whole path, if no link was followed on the way.

    None if that is unknown; going step by step then shows what is wrong.
    """
    if _pass_without_links is None or not path.startswith("/") or "\0" in path or _turns_back(path):
        return None
    try:
        return _through(os.fsencode(path), _pass_without_links)
    except OSError:
        # Not there, or a link on the way; or a kernel before 5.6, or a sandbox, which lacks the call.
        return None


def _turns_back(path: str) -> bool:
    return "/." in path and not {".", ".."}.isdisjoint(path.split("/"))


def _reach_in_steps(path: str) -> int:
    handle: int = os.open("/", _PASS | os.O_CLOEXEC)
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


def enter(folder: Handle, name: str | bytes) -> Handle:
    """Open a folder inside an open folder, following no link; raises OSError."""
    return _open_folder_quietly(name, folder)


def pass_into(path: bytes) -> Handle:
    """Open a folder only to reach files in it whose identity is checked after they are opened; raises OSError.

    Faster than ``open_folder``: links above the folder are not refused here.
    """
    return _through(path, lambda portion, folder: os.open(portion, PASS, dir_fd=folder))


def _through(path: bytes, pass_on: Callable[[bytes, Handle | None], Handle]) -> Handle:
    """Open a folder one portion of its path at a time."""
    handle = None
    for portion in _portions(path):
        try:
            deeper = pass_on(portion, handle)
        finally:
            if handle is not None:
                os.close(handle)
        handle = deeper
    assert handle is not None
    return handle


def _portions(path: bytes) -> Iterator[bytes]:
    """A path cut into pieces that a system takes at once: the first absolute, each other one relative to the last."""
    while not fits(path) and (cut := path.rfind(b"/", 1, _LONG_PATH)) > 0:
        yield path[:cut]
        path = path[cut + 1 :].lstrip(b"/")
    yield path


def fits(path: bytes) -> bool:
    """Whether every system takes such a path at once; a longer one is opened in steps."""
    return len(path) <= _LONG_PATH


def way_up(folder: Handle) -> Handle | None:
    """Open the folder that an open one is in now; None if no system call can. Raises OSError."""
    return _open_folder_quietly("..", folder)


def leave(folder: Handle) -> None:
    """Close an open folder."""
    os.close(folder)


def names_in(folder: Handle) -> list[str]:
    """All names in an open folder; raises OSError."""
    return os.listdir(folder)


def listed_in(folder: Handle) -> Listed:
    """The names in an open folder, for a walk; raises OSError. ``_native.c`` does the same in C."""
    names = os.listdir(folder)
    return names, names


def facts_at(folder: Handle, name: str | bytes) -> os.stat_result:
    """The ``stat`` of a name in an open folder, following no link; raises OSError."""
    return os.stat(name, dir_fd=folder, follow_symlinks=False)


def facts_of_names(folder: Handle, names: Iterable[str]) -> Iterator[tuple[str, Facts | OSError]]:
    """The ``stat`` of names in an open folder, following no link."""
    for name in names:
        try:
            yield name, facts_at(folder, name)
        except OSError as error:
            yield name, error


def facts_by_path(path: str | bytes | os.PathLike[str]) -> Facts:
    """The ``stat`` of what is at a path, even of a link at its end; raises OSError."""
    return os.lstat(path)


def facts_behind(path: str | bytes | os.PathLike[str]) -> Facts:
    """The ``stat`` of what a path leads to, with links followed; raises OSError."""
    return os.stat(path)


def link_text(folder: Handle, name: str | bytes) -> bytes:
    """The target of a link in an open folder, as bytes; raises OSError."""
    return os.readlink(os.fsencode(name), dir_fd=folder)


facts_of = os.fstat
"""What the system says of an open file or folder; raises OSError."""

close_file = os.close
"""Close an open file."""


def allocated_bytes(facts: Facts) -> int:
    """The bytes a file occupies on its volume."""
    return facts.st_blocks * 512


def free_bytes(folder: Handle) -> int:
    """The free bytes on the volume of an open folder, including those reserved for root; raises OSError."""
    volume = os.fstatvfs(folder)
    return volume.f_bfree * volume.f_frsize


def room_on_volume(path: str | bytes) -> tuple[int, int]:
    """The size in bytes of the volume of a path, and how many its user could still write; raises OSError."""
    volume = os.statvfs(path)
    return volume.f_blocks * volume.f_frsize, volume.f_bavail * volume.f_frsize


def files_left(path: str | bytes) -> int:
    """How many more files fit on the volume of a path; a made-up number if it does not count them. Raises OSError."""
    volume = os.statvfs(path)
    return volume.f_favail if volume.f_files else 1


def read_at(file: int, size: int, offset: int) -> bytes:
    """At most ``size`` bytes of an open file from an offset on; raises OSError."""
    return os.pread(file, size, offset)


def open_file(folder: Handle, name: str | bytes) -> int:
    """Open a file in an open folder for reading: follows no link, never waits, keeps its access time."""
    try:
        return os.open(name, _QUIET_FILE, dir_fd=folder)
    except PermissionError:
        # Only the owner may keep the access time; somebody else's file is read all the same.
        return os.open(name, _FILE, dir_fd=folder)


def content_if(folder: Handle, name: bytes, size: int, is_wanted: Callable[[Facts], bool]) -> bytes | None:
    """The contents of a small file of this size in an open folder, or None if it is not wanted; raises OSError.

    One open, one look, one read, one close. The look comes first: reading from a FIFO put in the file's place would
    take data meant for somebody else. Asking for one more byte shows whether the file grew.
    """
    file = open_file(folder, name)
    try:
        if not is_wanted(facts_of(file)):
            return None
        content = os.read(file, size + 1)
        # A system may give less than was asked for.
        while len(content) < size and (more := os.read(file, size + 1 - len(content))):
            content += more
        return content
    finally:
        os.close(file)


def _open_folder_quietly(name: str | bytes, folder: int) -> int:
    try:
        return os.open(name, _QUIET_FOLDER, dir_fd=folder)
    except PermissionError:
        return os.open(name, _FOLDER, dir_fd=folder)
