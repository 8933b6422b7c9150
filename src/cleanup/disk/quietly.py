"""Look at a path without a trace: follows no link, never waits, and keeps access times."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from cleanup.disk.system import (
    Facts,
    Handle,
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
    """At most this many bytes from the start of a file; raises OSError, also if it is not a regular file."""
    with opened(path) as file:
        return file.begins(most)


def end_of(path: str, most: int) -> bytes:
    """At most this many bytes from the end of a file; raises OSError, also if it is not a regular file."""
    with opened(path) as file:
        return file.ends(most)


class Opened(NamedTuple):
    """An open file, to look at parts of it; each look raises OSError."""

    file: Handle
    size: int

    def begins(self, most: int) -> bytes:
        """At most this many bytes from its start."""
        return self.at(0, most)

    def ends(self, most: int) -> bytes:
        """At most this many bytes from its end."""
        return self.at(max(self.size - most, 0), most)

    def at(self, place: int, most: int) -> bytes:
        """At most this many bytes from a position on."""
        return read_at(self.file, most, place)


@contextmanager
def opened(path: str) -> Iterator[Opened]:
    """The file at a path, opened once; raises OSError, also if it is not a regular file."""
    folder_name, name = os.path.split(path)
    folder = open_folder(folder_name)
    try:
        file = open_file(folder, name)
    finally:
        leave(folder)
    try:
        yield looked_into(file)
    finally:
        close_file(file)


def looked_into(file: Handle) -> Opened:
    """An open file, ready to be looked into; raises OSError if it is not a regular file."""
    seen = facts_of(file)
    if not stat.S_ISREG(seen.st_mode):
        raise OSError(tr("it is not a plain file"))
    return Opened(file, seen.st_size)


def everything_in(path: str) -> Iterator[tuple[str, Facts]]:
    """The path and ``stat`` of each thing in a folder and below it, folders before their contents; raises OSError."""
    waiting = [path]
    while waiting:
        above = waiting.pop()
        folder = open_folder(above)
        try:
            for name in names_in(folder):
                inner, seen = os.path.join(above, name), facts_at(folder, name)
                if stat.S_ISDIR(seen.st_mode):
                    waiting.append(inner)
                yield inner, seen
        finally:
            leave(folder)
