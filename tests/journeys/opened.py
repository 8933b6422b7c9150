"""Tells which files somebody opens, by the kernel's own word (inotify)."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_IN_OPEN, _IN_ISDIR = 0x20, 0x40000000
_HEADER = struct.Struct("iIII")


@contextmanager
def opened_files(folder: Path) -> Iterator[set[str]]:
    """Fills a set with the names of the files in this folder (not below) that any process opened meanwhile."""
    c = ctypes.CDLL(None, use_errno=True)
    watch = c.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if watch < 0 or c.inotify_add_watch(watch, os.fsencode(folder), _IN_OPEN) < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    names: set[str] = set()
    try:
        yield names
        while True:
            try:
                events = os.read(watch, 1 << 20)
            except BlockingIOError:
                break
            while events:
                _, mask, _, length = _HEADER.unpack_from(events)
                name = events[_HEADER.size : _HEADER.size + length].rstrip(b"\0")
                if not mask & _IN_ISDIR:
                    names.add(os.fsdecode(name))
                events = events[_HEADER.size + length :]
    finally:
        os.close(watch)
