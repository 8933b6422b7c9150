"""Names in open folders of Windows: made, moved by the handle of the thing without replacing, and removed."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

assert sys.platform == "win32"

from cleanup.act.system.windows.private import open_to_folders, private_to_user  # noqa: E402
from cleanup.disk.system.windows import calls, layouts  # noqa: E402
from cleanup.disk.system.windows.calls import (  # noqa: E402
    CREATE,
    DELETE,
    FOLDER,
    NO_FOLDER,
    NO_LINK,
    OPEN,
    READ_ATTRIBUTES,
    READ_DATA,
    SHARE_ALL,
    SHARE_READ,
)
from cleanup.disk.system.windows.errors import error  # noqa: E402
from cleanup.disk.system.windows.handles import (  # noqa: E402
    enter,
    facts_at,
    handle_of,
    opened,
    plain_name,
    reach_folder,
    short_path,
    volume_of,
)

# winnt.h: what is asked for.
_WRITE_DATA = _ADD_FILE = 0x2
_APPEND = 0x4
_WRITE_ATTRIBUTES = 0x100
_WRITE = _WRITE_DATA | _APPEND | _WRITE_ATTRIBUTES
# NtCreateFile: opened if it is there, made if not.
_OPEN_OR_CREATE = 3
_READ_ONLY, _HIDDEN, _SYSTEM, _NORMAL = 0x1, 0x2, 0x4, 0x80


def rename_without_replacing(folder: int, name: bytes, to_folder: int, to_name: bytes) -> None:
    """Move a name from one open folder to another; raises FileExistsError if the new name is taken.

    Raises OSError, and then nothing has moved: EXDEV for a folder on another volume, EBUSY while anybody has it open
    for writing or in a way that keeps it there.
    """
    _rename(folder, name, to_folder, to_name, replacing=False)


def replace(folder: int, name: bytes, other: bytes) -> None:
    """Put a file in the place of another one in its open folder, at once; raises OSError."""
    _rename(folder, name, folder, other, replacing=True)


def _rename(folder: int, name: bytes, to_folder: int, to_name: bytes, *, replacing: bool) -> None:
    with _handle(folder, name, DELETE | READ_ATTRIBUTES, share=SHARE_READ) as handle:
        calls.rename(handle, handle_of(to_folder), plain_name(to_name), replacing=replacing)


def exchange(folder: int, name: bytes, other: bytes) -> NoReturn:  # noqa: ARG001
    """Windows has no call to swap two names; raises OSError (ENOSYS)."""
    raise error(errno.ENOSYS, os.fsdecode(name))


def exists(folder: int, name: bytes) -> bool:
    """Whether an open folder has this name, even as a dangling link; raises OSError if that is unknown."""
    try:
        facts_at(folder, name)
    except FileNotFoundError:
        return False
    return True


def hold(folder: int, name: bytes) -> int:
    """Hold a thing in an open folder, whatever it is, without opening it for any use; raises OSError."""
    handle = calls.open_in(handle_of(folder), plain_name(name), READ_ATTRIBUTES, NO_LINK)
    return opened(handle, volume_of(folder))


watch = hold
"""Open a thing only to learn where it goes; follows no link, needs no right to read it. Raises OSError."""


def path_of_held(held: int) -> bytes:
    """Where a thing that is held open is now; raises OSError."""
    return os.fsencode(short_path(calls.path_of(handle_of(held))))


def new_file(folder: int, name: bytes) -> int:
    """Make a file that only this user may use in an open folder, and open it; raises FileExistsError, or another
    OSError.
    """
    with private_to_user() as rights:
        handle = calls.open_in(
            handle_of(folder), plain_name(name), READ_DATA | READ_ATTRIBUTES | _WRITE, NO_FOLDER,
            disposition=CREATE, security=rights,
        )  # fmt: skip
    return opened(handle, volume_of(folder))


def file_to_add_to(path: Path, *, new: bool = False) -> int:
    """Open a file so that everything is written at its end; a ``new`` one is made. Raises OSError."""
    return _file_at(path, READ_ATTRIBUTES | _APPEND, CREATE if new else OPEN)


def file_to_lock(path: Path) -> int:
    """Open a file that only this user may use, made if missing; raises OSError."""
    return _file_at(path, READ_DATA | READ_ATTRIBUTES | _WRITE, _OPEN_OR_CREATE)


def _file_at(path: Path, access: int, disposition: int) -> int:
    folder = reach_folder(os.path.realpath(path.parent))
    try:
        handle = calls.open_in(
            handle_of(folder), plain_name(path.name), access, NO_FOLDER | NO_LINK, disposition=disposition
        )  # fmt: skip
        return opened(handle, volume_of(folder))
    finally:
        os.close(folder)


def open_pipe(path: Path) -> NoReturn:
    """No file here is a pipe; raises OSError."""
    raise error(errno.EINVAL, str(path))


def make_folder(folder: int, name: str) -> bool:
    """Make a folder that only this user may use in an open folder; whether it was new. Raises OSError."""
    return _make_folder(folder, name, private_to_user())


def make_shared_folder(folder: int, name: str) -> bool:
    """Make a folder in which everybody may have one of their own; whether it was new. Raises OSError."""
    return _make_folder(folder, name, open_to_folders())


def _make_folder(folder: int, name: str, described: AbstractContextManager[int]) -> bool:
    try:
        with described as rights:
            calls.close(
                calls.open_in(
                    handle_of(folder), plain_name(name), READ_ATTRIBUTES, FOLDER, disposition=CREATE, security=rights
                )
            )
    except FileExistsError:
        return False
    return True


def hide(folder: int, name: bytes) -> None:
    """Mark a name in an open folder as hidden and the system's, as Windows marks its own folders; raises OSError."""
    with _handle(folder, name, READ_ATTRIBUTES | _WRITE_ATTRIBUTES, share=SHARE_ALL) as handle:
        attributes = layouts.BASIC.unpack(calls.ask(handle, calls.BASIC, layouts.BASIC.size))[4]
        _mark(handle, attributes & ~_NORMAL | _HIDDEN | _SYSTEM)


def pass_or_make(folder: int, name: str) -> int:
    """Open a folder in an open folder only to reach names in it, made if missing; raises OSError."""
    try:
        return enter(folder, name)
    except FileNotFoundError:
        calls.close(calls.open_in(handle_of(folder), plain_name(name), READ_ATTRIBUTES, FOLDER, disposition=CREATE))
        return enter(folder, name)


def may_change(folder: int) -> bool:
    """Whether this user may make names in an open folder; only a trial tells whether one can be removed from it."""
    try:
        calls.close(calls.open_in(handle_of(folder), "", _ADD_FILE, FOLDER | NO_LINK))
    except OSError:
        return False
    return True


def remove(folder: int, name: bytes) -> None:
    """Remove a name that is not a folder's, or is a link, from an open folder; raises OSError."""
    if stat.S_ISDIR(facts_at(folder, name).st_mode):
        raise error(errno.EISDIR, os.fsdecode(name))
    _remove(folder, name)


def remove_folder(folder: int, name: bytes) -> None:
    """Remove an empty folder from an open folder; raises OSError."""
    if not stat.S_ISDIR(facts_at(folder, name).st_mode):
        raise error(errno.ENOTDIR, os.fsdecode(name))
    _remove(folder, name)


def _remove(folder: int, name: bytes) -> None:
    """Remove a name; a read-only mark is taken off for that, and set again under the file's other names."""
    with _handle(folder, name, DELETE | READ_ATTRIBUTES | _WRITE_ATTRIBUTES, share=SHARE_ALL) as handle:
        attributes = layouts.BASIC.unpack(calls.ask(handle, calls.BASIC, layouts.BASIC.size))[4]
        if not attributes & _READ_ONLY:
            calls.tell(handle, calls.DISPOSITION, b"\1")
            return
        _mark(handle, attributes & ~_READ_ONLY or _NORMAL)
        try:
            calls.tell(handle, calls.DISPOSITION, b"\1")
        except OSError:
            _mark(handle, attributes)
            raise
        with suppress(OSError):
            _mark(handle, attributes)


def _mark(handle: int, attributes: int) -> None:
    # Times of 0 stay as they are.
    calls.tell(handle, calls.BASIC, layouts.BASIC.pack(0, 0, 0, 0, attributes))


@contextmanager
def _handle(folder: int, name: bytes, access: int, *, share: int) -> Iterator[int]:
    """What has a name in an open folder, even a link itself, opened for this purpose."""
    handle = calls.open_in(handle_of(folder), plain_name(name), access, NO_LINK, share=share)
    try:
        yield handle
    finally:
        calls.close(handle)
