r"""What Wine does and Windows does not: here it is as on Windows.

``paths_have_an_end`` refuses paths of more than 259 letters that are not written as ``\\?\``;
``stands_for_another_place`` makes a name a junction, in what a folder lists and in what is told of it when it is open.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Callable
from typing import Any

import pytest

from cleanup.disk.system.windows import calls, layouts

_LONGEST = 259
_NOT_FOUND = 3
_TAKE_PATHS = ("stat", "lstat", "listdir", "scandir", "open", "mkdir", "rename", "replace", "unlink", "rmdir", "utime")
_JUNCTION = 0xA0000003


def _is_refused(path: Any) -> bool:
    text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
    return len(text) > _LONGEST and not text.startswith("\\\\?\\")


def paths_have_an_end(patch: pytest.MonkeyPatch) -> None:
    def limited(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *more: Any, **named: Any) -> Any:
            if _is_refused(path):
                raise FileNotFoundError(2, "longer than Windows takes it", path)
            return real(path, *more, **named)

        return call

    create = calls._create

    def opened(path: str, *more: Any) -> int | None:
        if _is_refused(path):
            ctypes.set_last_error(_NOT_FOUND)
            return calls._INVALID
        handle: int | None = create(path, *more)
        return handle

    patch.setattr(calls, "_create", opened)
    for name in _TAKE_PATHS:
        patch.setattr(os, name, limited(getattr(os, name)))


def stands_for_another_place(patch: pytest.MonkeyPatch, junction: str) -> None:
    named = junction.encode("utf-16-le")
    ask, open_in, portion_of = calls.ask, calls.open_in, calls.next_portion
    links: set[int] = set()

    def next_portion(handle: int, kind: int, size: int) -> bytes:
        portion = bytearray(portion_of(handle, kind, size))
        begin, following = 0, -1
        while portion and following:
            (following,) = struct.unpack_from("<I", portion, begin)
            attributes, length = struct.unpack_from("<II", portion, begin + 56)
            if portion[begin + 104 : begin + 104 + length] == named:
                struct.pack_into("<IIIxxxx", portion, begin + 56, attributes | layouts.REPARSE_POINT, length, _JUNCTION)
            begin += following
        return bytes(portion)

    def opened(folder: int, name: str, access: int, options: int, **more: int) -> int:
        handle = open_in(folder, name, access, options, **more)
        links.discard(handle)
        if name == junction:
            links.add(handle)
        return handle

    def asked(handle: int, kind: int, size: int) -> bytes:
        told = ask(handle, kind, size)
        if handle in links and kind == calls.TAG:
            return layouts.TAG.pack(layouts.TAG.unpack(told)[0] | layouts.REPARSE_POINT, _JUNCTION)
        if handle in links and kind == calls.BASIC:
            *times, attributes = layouts.BASIC.unpack(told)
            return layouts.BASIC.pack(*times, attributes | layouts.REPARSE_POINT)
        return told

    for name, stand_in in (("next_portion", next_portion), ("open_in", opened), ("ask", asked)):
        patch.setattr(calls, name, stand_in)
