"""Compare two open files byte by byte."""

from __future__ import annotations

from collections.abc import Callable

from cleanup.disk.system import read_at

_BLOCK = 1 << 20


class Stopped(Exception):
    """The user does not want to wait for the rest of the comparison."""


def same_bytes(one: int, other: int, stopped: Callable[[], bool]) -> bool:
    """Whether two open files hold the same bytes, both read from their start to their end; raises OSError.

    The system may give fewer bytes than asked for at any time; only a read of nothing is an end. Raises Stopped.
    """
    offset = 0
    while True:
        if stopped():
            raise Stopped
        first = _read(one, offset)
        if first != _read(other, offset):
            return False
        if len(first) < _BLOCK:
            return True
        offset += len(first)


def _read(file: int, offset: int) -> bytes:
    """A whole block from an offset, less only at the end of the file."""
    content = read_at(file, _BLOCK, offset)
    while len(content) < _BLOCK and (more := read_at(file, _BLOCK - len(content), offset + len(content))):
        content += more
    return content
