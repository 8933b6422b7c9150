"""List folders, and look up what is open or named in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

assert sys.platform == "win32"

from cleanup.disk.system.facts import Listed  # noqa: E402
from cleanup.disk.system.windows import calls, layouts  # noqa: E402
from cleanup.disk.system.windows.calls import READ_ATTRIBUTES  # noqa: E402
from cleanup.disk.system.windows.errors import error_of  # noqa: E402
from cleanup.disk.system.windows.handles import (  # noqa: E402
    device_of,
    facts_at,
    facts_by_handle,
    handle_of,
    in_folder,
    letter_by_letter,
    volume_of,
)
from cleanup.disk.system.windows.layouts import Facts  # noqa: E402
from cleanup.model.paths import folded  # noqa: E402

PASS = os.O_RDONLY
_PORTION = 1 << 16
_NOT_FOUND = 2
# What the C library of Windows can have open at once (_NHANDLE_).
_DESCRIPTORS = 8192


def descriptors_allowed() -> int:
    """How many files and folders this program may have open at once."""
    return _DESCRIPTORS


def _portions(folder: int) -> Iterator[bytes]:
    """The listing of an open folder, from its start; raises OSError."""
    handle, kind = handle_of(folder), calls.NAMES
    while True:
        portion = calls.next_portion(handle, kind, _PORTION)
        if not portion:
            return
        yield portion
        kind = calls.MORE_NAMES


def names_in(folder: int) -> list[str]:
    """All names in an open folder; raises OSError."""
    return [name for portion in _portions(folder) for name in layouts.names(portion)]


def listed_in(folder: int) -> Listed:
    """The names in an open folder, for a walk; raises OSError."""
    names = names_in(folder)
    return names, names


def facts_of_names(folder: int, names: Iterable[str]) -> Iterator[tuple[str, Facts | OSError]]:
    """The facts about names in an open folder, following no link: asks the folder, opens none of them.

    The number of names a file has is not included. Raises OSError if the folder cannot be listed.
    """
    device = volume_of(folder)
    told = dict(each for portion in _portions(folder) for each in layouts.entries(portion, device))
    for name in names:
        facts = told.get(name)
        if facts is None:
            yield name, error_of(_NOT_FOUND, name)
        elif not layouts.is_known(facts.st_ino):
            yield name, _asked(folder, name)
        else:
            yield name, facts


def _asked(folder: int, name: str) -> Facts | OSError:
    try:
        return facts_at(folder, name)
    except OSError as error:
        return error


def facts_by_path(path: str | bytes | os.PathLike[str]) -> Facts:
    """The facts about what is at a path, even a link at its end; raises OSError."""
    handle = calls.open_path(letter_by_letter(os.fsdecode(path)), READ_ATTRIBUTES)
    try:
        return facts_by_handle(handle, device_of(handle))
    finally:
        calls.close(handle)


def facts_behind(path: str | bytes | os.PathLike[str]) -> Facts:
    """The facts about what a path leads to, with links followed; raises OSError."""
    return facts_by_path(os.path.realpath(os.fsdecode(path), strict=True))


def as_spelled(path: str) -> str:
    """A real path whose last name is written as its folder has it: capitals can be typed in other ways. Windows has
    corrected the names above.
    """
    try:
        handle = calls.open_path(letter_by_letter(path), READ_ATTRIBUTES)
    except OSError:
        return path
    try:
        told = calls.path_of(handle)
    except OSError:
        return path
    finally:
        calls.close(handle)
    (above, name), known = os.path.split(path), os.path.basename(told)
    return os.path.join(above, known) if name and folded(name) == folded(known) else path


def link_text(folder: int, name: str | bytes) -> bytes:
    """The target of a link in an open folder, as bytes; raises OSError."""
    handle = in_folder(folder, name, READ_ATTRIBUTES, 0)
    try:
        return os.fsencode(layouts.target(calls.reparse_data(handle)))
    finally:
        calls.close(handle)


def close_file(file: int) -> None:
    """Close an open file."""
    os.close(file)


def leave(folder: int) -> None:
    """Close an open folder."""
    os.close(folder)


def allocated_bytes(facts: Facts) -> int:
    """The bytes a file occupies on its volume."""
    return facts.allocated


def read_at(file: int, size: int, offset: int) -> bytes:
    """At most ``size`` bytes of an open file from an offset on; moves its position. Raises OSError."""
    os.lseek(file, offset, os.SEEK_SET)
    return os.read(file, size)


def free_bytes(folder: int) -> int:
    """The free bytes on the volume of an open folder, including reserved ones; raises OSError."""
    return calls.free_bytes(handle_of(folder))
