"""Catalogues of made-up languages, as gettext reads them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

Key = str | tuple[str, str]


def write_catalogue(folder: Path, language: str, words: Mapping[Key, Key]) -> None:
    """Write a catalogue; a pair is a sentence that counts, for one and for many."""
    head = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n"
    entries = sorted({"": head, **{_joined(key): _joined(word) for key, word in words.items()}}.items())
    texts = [text.encode() for pair in zip(*entries, strict=True) for text in pair]
    # The .mo file: a header, a table of (length, place) of the keys, one of the words, and the texts.
    place = 28 + 8 * len(texts)
    table = b""
    for text in texts:
        table += struct.pack("<II", len(text), place)
        place += len(text) + 1
    half = 28 + 4 * len(texts)
    path = folder / language / "LC_MESSAGES" / "cleanup.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(
        struct.pack("<7I", 0x950412DE, 0, len(entries), 28, half, 0, place) + table + b"".join(t + b"\0" for t in texts)
    )


def _joined(text: Key) -> str:
    return text if isinstance(text, str) else "\0".join(text)
