"""Ask the kernel which names anybody opened or changed in some folders (inotify(7))."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path
from types import TracebackType
from typing import Self

_ACCESSED, _MODIFIED, _ATTRIBUTES, _OPENED = 0x1, 0x2, 0x4, 0x20
_MOVED, _CREATED, _DELETED = 0x40 | 0x80, 0x100, 0x200
_CHANGED = _MODIFIED | _ATTRIBUTES | _MOVED | _CREATED | _DELETED
_IS_FOLDER = 0x40000000
_EVENT = struct.Struct("iIII")


class Watch:
    """Watches folders, not what is below them, while it is entered; ``seen`` tells what happened so far."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._libc = ctypes.CDLL(None, use_errno=True)

    def __enter__(self) -> Self:
        self._number = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for folder in self._folders:
            if self._libc.inotify_add_watch(self._number, os.fsencode(folder), _OPENED | _CHANGED) < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch", str(folder))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._number)

    def seen(self) -> tuple[set[str], set[str]]:
        """The names of files that were opened, and of files and folders that were changed."""
        opened, changed = set(), set()
        while True:
            try:
                events = os.read(self._number, 1 << 20)
            except BlockingIOError:
                return opened, changed
            while events:
                _, mask, _, length = _EVENT.unpack_from(events)
                name = os.fsdecode(events[_EVENT.size : _EVENT.size + length].rstrip(b"\0"))
                events = events[_EVENT.size + length :]
                if mask & _OPENED and not mask & _IS_FOLDER:
                    opened.add(name)
                if mask & _CHANGED:
                    changed.add(name)
