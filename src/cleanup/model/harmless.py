"""File names made harmless: people recognise them, and no program is steered by them."""

from __future__ import annotations

import os
import re

_BAD_BYTES = range(0xDC80, 0xDD00)
# What spreadsheets take for the start of a formula (OWASP, "CSV Injection"), as wide letters too. In many languages a
# cell ends at a semicolon, whatever the file says, and quotes around it are taken off.
_FORMULA = r"""(^|[;\t\r\n]["\s]*)(?=[=+\-@\t\r\n＝＋－＠])"""

# Pictures that a joiner makes into one (Unicode, emoji-zwj-sequences.txt), with a skin tone or the mark of a picture.
_PICTURE = (
    "[\u2194\u2195\u2620\u2640\u2642\u2695\u2696\u26a7\u26d3\u26f9\u2708\u2764\u27a1\u2b1b"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb"
    "\U0001f900-\U0001f9ff\U0001fa70-\U0001faff][\U0001f3fb-\U0001f3ff]?\ufe0f?"
)
# No family has more than four: a longer chain would be drawn far wider than it is counted.
_FAMILY = f"((?<!\u200d){_PICTURE}(?:\u200d{_PICTURE}){{1,3}}(?!\u200d))"


def shown(path: bytes | str) -> str:
    """A path for a terminal: control characters, direction marks and bytes that are not text become escapes.

    The joiner stays within families of emoji. Anywhere else it could make two names look alike.
    """
    text = os.fsdecode(path) if isinstance(path, bytes) else path
    if text.isprintable():
        return text
    return "".join(part if _is_family(part) else _escaped(part) for part in re.split(_FAMILY, text))


def for_spreadsheet(text: str) -> str:
    """Text that a spreadsheet shows and does not calculate. Doing it again changes nothing."""
    return re.sub(_FORMULA, r"\1'", text)


def _is_family(text: str) -> bool:
    return bool(re.fullmatch(_FAMILY, text)) and text.replace("\u200d", "").isprintable()


def _escaped(text: str) -> str:
    return "".join(character if character.isprintable() else _escape(character) for character in text)


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
