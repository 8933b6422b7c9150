"""Files and folders as descriptors of the C library, so that ``os.read`` and ``os.close`` work as elsewhere."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

assert sys.platform == "win32"

import msvcrt  # noqa: E402

from cleanup.disk.system.windows import calls, layouts  # noqa: E402
from cleanup.disk.system.windows.calls import FOLDER, LIST, NO_FOLDER, NO_LINK, READ_ATTRIBUTES, READ_DATA  # noqa: E402
from cleanup.disk.system.windows.errors import error  # noqa: E402
from cleanup.disk.system.windows.layouts import Facts  # noqa: E402
from cleanup.model.paths import is_whole, parts, usual  # noqa: E402

_PREFIX = "\\\\?\\"
# What no name in a listing contains: separators, and the beginning of a file's stream.
_NEVER_IN_NAMES = frozenset('\\/:\0"*<>?|')
# Characters; longer paths work only with a prefix, or step by step (MAX_PATH is 260, for a folder 248).
_LONG_PATH = 240


class Opened(int):
    """A descriptor that knows the number of its volume, which is slow to look up in Windows.

    What is opened in a folder without following a link is on the folder's volume.
    """

    device: int


def opened(handle: int, device: int | None = None) -> Opened:
    """The descriptor for a handle, which is closed if none can be had; without ``device`` the volume is looked up."""
    try:
        found = Opened(msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_NOINHERIT))
    except OSError:
        calls.close(handle)
        raise
    try:
        found.device = device_of(handle) if device is None else device
    except OSError:
        os.close(found)
        raise
    return found


def handle_of(file: int) -> int:
    """Windows' own handle for a descriptor."""
    return msvcrt.get_osfhandle(file)


def device_of(handle: int) -> int:
    """The number of the volume of what is open; raises OSError."""
    try:
        serial, _, _ = layouts.IDENTITY.unpack(calls.ask(handle, calls.IDENTITY, layouts.IDENTITY.size))
    except OSError:
        # On a file system without long numbers (FAT).
        return calls.short_serial(handle)
    return int(serial)


def volume_of(folder: int) -> int:
    return folder.device if isinstance(folder, Opened) else device_of(handle_of(folder))


def long_path(path: str) -> str:
    r"""An absolute path that Windows takes literally, of any length: ``\\?\C:\…``, ``\\?\UNC\server\share\…``."""
    if path.startswith(_PREFIX):
        return path
    return f"{_PREFIX}UNC{path[1:]}" if path.startswith("\\\\") else _PREFIX + path


def letter_by_letter(path: str) -> str:
    r"""A path in the form of ``long_path``. An absolute path is taken literally: Windows' own reading would make a
    device of ``C:\x\com1.txt``, and another file of ``C:\x\a.``.
    """
    return long_path(path if is_whole(path) and "/" not in path and usual(path) == path else os.path.abspath(path))


def in_folder(folder: int, name: str | bytes, access: int, options: int) -> int:
    """A handle for a name in an open folder, even for a link itself; raises OSError."""
    return calls.open_in(handle_of(folder), plain_name(name), access, options | NO_LINK)


def short_path(path: str) -> str:
    """An absolute path as people know it, without the prefix that ``long_path`` adds."""
    rest = path.removeprefix(_PREFIX)
    return "\\" + rest[3:] if rest.startswith("UNC\\") and rest != path else rest


def plain_name(name: str | bytes) -> str:
    """A name as text, if a folder can contain it and it does not name a stream in a file; raises OSError."""
    text = os.fsdecode(name)
    if not text or text in {".", ".."} or not _NEVER_IN_NAMES.isdisjoint(text):
        raise error(errno.ENOENT, text)
    return text


def tag_of(handle: int) -> tuple[int, int]:
    """The attributes and the reparse tag, or 0, of what is open."""
    attributes, tag = layouts.TAG.unpack(calls.ask(handle, calls.TAG, layouts.TAG.size))
    return attributes, tag if attributes & layouts.REPARSE_POINT else 0


def facts_by_handle(handle: int, device: int) -> Facts:
    """The facts of what is open."""
    basic = calls.ask(handle, calls.BASIC, layouts.BASIC.size)
    standard = calls.ask(handle, calls.STANDARD, layouts.STANDARD.size)
    _, tag = tag_of(handle) if layouts.BASIC.unpack(basic)[4] & layouts.REPARSE_POINT else (0, 0)
    return layouts.facts_from(basic, standard, number_of(handle), device, tag)


def number_of(handle: int) -> int:
    """The number of what is open on its volume."""
    number = calls.number(handle)
    if layouts.is_known(number):
        return number
    _, low, high = layouts.IDENTITY.unpack(calls.ask(handle, calls.IDENTITY, layouts.IDENTITY.size))
    return layouts.folded_number(low, high)


def facts_of(file: int) -> Facts:
    """The facts about an open file or folder; raises OSError."""
    return facts_by_handle(handle_of(file), volume_of(file))


def facts_at(folder: int, name: str | bytes) -> Facts:
    """The facts about a name in an open folder, following no link; raises OSError."""
    handle = in_folder(folder, name, READ_ATTRIBUTES, 0)
    try:
        return facts_by_handle(handle, volume_of(folder))
    finally:
        calls.close(handle)


def open_folder(path: str | bytes) -> Opened:
    """Open a folder by its absolute path, part by part, following no link; raises OSError."""
    return _reach(os.fsdecode(path), LIST | READ_ATTRIBUTES)


def reach_folder(path: str | bytes) -> Opened:
    """Open a folder by its absolute path, following no link, only to reach names in it; raises OSError."""
    return _reach(os.fsdecode(path), READ_ATTRIBUTES)


def _reach(path: str, access: int) -> Opened:
    if not is_whole(path):
        raise error(errno.ENOENT, path)
    top, *names = parts(path)
    if not {".", ".."}.isdisjoint(names):
        raise error(errno.ENOTDIR, path)
    folder = opened(calls.open_path(long_path(top), READ_ATTRIBUTES if names else access))
    for number, name in enumerate(names, 1):
        try:
            deeper = _enter(folder, name, access if number == len(names) else READ_ATTRIBUTES)
        finally:
            os.close(folder)
        folder = deeper
    return folder


def enter(folder: int, name: str | bytes) -> Opened:
    """Open a folder inside an open folder, following no link; raises OSError."""
    return _enter(folder, name, LIST | READ_ATTRIBUTES)


def way_up(folder: int) -> Opened | None:  # noqa: ARG001
    """No call leads from a folder to its parent."""
    return None


def _enter(folder: int, name: str | bytes, access: int) -> Opened:
    handle = in_folder(folder, name, access, FOLDER)
    try:
        _refuse_links(handle, os.fsdecode(name))
    except OSError:
        calls.close(handle)
        raise
    return opened(handle, volume_of(folder))


def _refuse_links(handle: int, name: str) -> None:
    if layouts.is_surrogate(tag_of(handle)[1]):
        raise error(errno.ELOOP, name)


def pass_into(path: bytes) -> Opened:
    """Open a folder only to reach files in it whose identity is checked after they are opened; raises OSError.

    Faster than ``open_folder``: links above the folder are not refused here.
    """
    text = os.fsdecode(path)
    handle = calls.open_path(long_path(text), READ_ATTRIBUTES)
    try:
        _refuse_links(handle, text)
    except OSError:
        calls.close(handle)
        raise
    return opened(handle)


def fits(path: bytes) -> bool:
    """Whether every Windows takes such a path at once; a longer one is opened in steps."""
    return len(path) <= _LONG_PATH


def open_file(folder: int, name: str | bytes) -> Opened:
    """Open a file in an open folder for reading: follows no link, fetches nothing, gets in nobody's way.

    Raises OSError. Windows itself may note that the file was looked at.
    """
    return opened(_to_read(folder, name)[0], volume_of(folder))


def content_if(folder: int, name: bytes, size: int, is_wanted: Callable[[Facts], bool]) -> bytes | None:
    """The contents of a small file of this size in an open folder, or None if it is not wanted; raises OSError.

    Each question takes about as long as the read, so there are two: the size is that of what was read, and one more
    byte shows whether the file grew. Nor is the handle turned into a descriptor. What a file has on its volume, and how
    many names, is not looked up (0).
    """
    handle, basic = _to_read(folder, name)
    try:
        content = calls.read(handle, size + 1)
        seen = layouts.facts_of_read(basic, len(content), number_of(handle), volume_of(folder))
    finally:
        calls.close(handle)
    return content if is_wanted(seen) else None


def _to_read(folder: int, name: str | bytes) -> tuple[int, bytes]:
    """A handle for reading a file in an open folder, and what it was asked for that: its times and attributes."""
    handle = in_folder(folder, name, READ_DATA | READ_ATTRIBUTES, NO_FOLDER)
    try:
        basic = calls.ask(handle, calls.BASIC, layouts.BASIC.size)
        attributes = layouts.BASIC.unpack(basic)[4]
        tag = tag_of(handle)[1] if attributes & layouts.REPARSE_POINT else 0
        if layouts.is_surrogate(tag):
            raise error(errno.ELOOP, os.fsdecode(name))
        if layouts.is_recalled(attributes):
            raise error(errno.EACCES, os.fsdecode(name))
    except OSError:
        calls.close(handle)
        raise
    return (_read_through(folder, name, handle) if tag else handle), basic


def _read_through(folder: int, name: str | bytes, handle: int) -> int:
    """The same file opened so that what a file system stores in its own way (compressed, deduplicated) is read as
    intended. Closes the handle.
    """
    try:
        number = number_of(handle)
    finally:
        calls.close(handle)
    through = calls.open_in(handle_of(folder), os.fsdecode(name), READ_DATA | READ_ATTRIBUTES, NO_FOLDER)
    try:
        if number_of(through) != number:
            raise error(errno.ELOOP, os.fsdecode(name))
    except OSError:
        calls.close(through)
        raise
    return through
