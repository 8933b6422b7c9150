"""File names made harmless: shown so that a person recognises them and no program is steered by them."""

from __future__ import annotations

import os
from unicodedata import combining

from cleanup.model.paths import is_inside, quoted_for_shell

_BAD_BYTES = range(0xDC80, 0xDD00)
# What spreadsheets take for the start of a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ELLIPSIS = "…"


def shown(path: bytes | str) -> str:
    """A path for a terminal: control characters, direction marks and bytes that are no text become escapes."""
    text = os.fsdecode(path) if isinstance(path, bytes) else path
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(character) for character in text)


def at_home(path: bytes, home: bytes) -> str:
    """A path for a terminal, with ``~`` for the home folder."""
    if not home or not is_inside(path, home):
        return shown(path)
    return "~" + shown(path[len(home) :])


def typed(path: str) -> str:
    """A path as an argument to type, made harmless for a terminal."""
    return shown(quoted_for_shell(path))


def shortened(text: str, width: int) -> str:
    """Text cut in the middle to fit so many terminal cells; the end of a path, its name, is kept longest."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width:
        return text
    if width < 2:
        return _ELLIPSIS[:width]
    tail = max((width - 1) * 2 // 3, 1)
    end = text
    while cell_len(end) > tail and len(end) > 1:
        end = end[max(1, (cell_len(end) - tail) // 2) :]
    if cell_len(end) >= width:
        return set_cell_size(text, width - 1).rstrip() + _ELLIPSIS
    # An accent without its letter would land on the ellipsis.
    end = end.lstrip("".join(character for character in end if combining(character)))
    start = set_cell_size(text, width - 1 - cell_len(end)).rstrip()
    return start + _ELLIPSIS + end


def for_spreadsheet(text: str) -> str:
    """Text that a spreadsheet shows and does not calculate."""
    return "'" + text if text.startswith(_FORMULA) else text


def _escape(character: str) -> str:
    number = ord(character)
    if number in _BAD_BYTES:
        return f"\\x{number - 0xDC00:02x}"
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    if named:
        return named
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
