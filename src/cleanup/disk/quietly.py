"""Looking at a path without a trace: follows no link, waits for nothing, and keeps the times of access."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from cleanup.disk.system import (
    Facts,
    close_file,
    facts_at,
    facts_of,
    leave,
    names_in,
    open_file,
    open_folder,
    read_at,
)
from cleanup.language import tr


def names_at(path: str) -> list[str]:
    """All names in the folder at a path; raises OSError."""
    folder = open_folder(path)
    try:
        return names_in(folder)
    finally:
        leave(folder)


def beginning_of(path: str, most: int) -> bytes:
    """At most this many bytes from the start of a file; raises OSError, also for what is no plain file."""
    return _read(path, most, from_end=False)


def end_of(path: str, most: int) -> bytes:
    """At most this many bytes from the end of a file; raises OSError, also for what is no plain file."""
    return _read(path, most, from_end=True)


def _read(path: str, most: int, *, from_end: bool) -> bytes:
    folder_name, name = os.path.split(path)
    folder = open_folder(folder_name)
    try:
        file = open_file(folder, name)
    finally:
        leave(folder)
    try:
        seen = facts_of(file)
        if not stat.S_ISREG(seen.st_mode):
            raise OSError(tr("it is no plain file"))
        return read_at(file, most, max(seen.st_size - most, 0) if from_end else 0)
    finally:
        close_file(file)


def everything_in(path: str) -> Iterator[tuple[str, Facts]]:
    """The name and the facts of each thing in a folder and below it, folders before what they hold; raises OSError."""
    waiting = [path]
    while waiting:
        above = waiting.pop()
        folder = open_folder(above)
        try:
            for name in names_in(folder):
                seen = facts_at(folder, name)
                if stat.S_ISDIR(seen.st_mode):
                    waiting.append(os.path.join(above, name))
                yield name, seen
        finally:
            leave(folder)
