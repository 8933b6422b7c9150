"""Compare two open files byte by byte."""

from __future__ import annotations

from collections.abc import Callable

from cleanup.disk.system import read_at

_BLOCK = 1 << 20


class Stopped(Exception):
    """The user does not want to wait for the rest of the comparison."""


def same_bytes(one: int, other: int, size: int, stopped: Callable[[], bool]) -> bool:
    """Whether two open files have the same first ``size`` bytes; raises OSError.

    What follows is not read: a growing file would never end. The system may give fewer bytes than asked for at any
    time; only an empty read is the end. Raises Stopped.
    """
    offset = 0
    while offset < size:
        if stopped():
            raise Stopped
        wanted = min(_BLOCK, size - offset)
        first = _read(one, wanted, offset)
        if len(first) < wanted or first != _read(other, wanted, offset):
            return False
        offset += wanted
    return True


def _read(file: int, size: int, offset: int) -> bytes:
    """This many bytes from an offset on, fewer only at the end of the file."""
    content = read_at(file, size, offset)
    while len(content) < size and (more := read_at(file, size - len(content), offset + len(content))):
        content += more
    return content
