"""Names of files made harmless: a person recognises them, and no program is steered by them."""

from __future__ import annotations

import os

_BAD_BYTES = range(0xDC80, 0xDD00)
# What spreadsheets take for the start of a formula (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shown(path: bytes | str) -> str:
    """A path for a terminal: control characters, direction marks and bytes that are no text become escapes."""
    text = os.fsdecode(path) if isinstance(path, bytes) else path
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _escape(character) for character in text)


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
