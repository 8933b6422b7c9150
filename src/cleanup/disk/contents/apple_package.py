"""The contents of an installer package for a Mac: the identifier and version of each of its parts. Reads the disk.

A ``.pkg`` is a xar archive: a header, a packed table of contents in XML, and then the data that the table points to.
Each part has a file ``PackageInfo``.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from cleanup.disk.quietly import Opened

_HEADER = struct.Struct(">4sHHQQ")
_MOST, _MOST_TOLD = 1 << 24, 1 << 22


def parts_of(file: Opened) -> list[tuple[str, str]]:
    """Identifier and version of each part; none if it cannot be read this way. Raises OSError."""
    begins = file.begins(_MOST)
    if len(begins) < _HEADER.size:
        return []
    _, size, _, packed, _ = _HEADER.unpack_from(begins)
    try:
        contents = _parsed(_unpacked(begins[size : size + packed]))
        told = [_parsed(text) for text in _infos(contents, begins[size + packed :])]
    except (ElementTree.ParseError, ValueError, zlib.error):
        return []
    return [(each.get("identifier", ""), each.get("version", "")) for each in told]


def _infos(contents: ElementTree.Element, heap: bytes) -> Iterator[bytes]:
    """The texts of all files ``PackageInfo``."""
    for file in contents.iter("file"):
        if file.findtext("name") == "PackageInfo":
            at, length = (int(file.findtext(f"data/{name}", "")) for name in ("offset", "length"))
            encoding = file.find("data/encoding")
            style = encoding.get("style", "") if encoding is not None else ""
            text = heap[at : at + length]
            yield _unpacked(text) if style.endswith("gzip") else text


def _parsed(text: bytes) -> ElementTree.Element:
    if b"<!" in text:
        # Nothing here needs entities, which can turn a short text into a huge one.
        raise ValueError
    return ElementTree.fromstring(text)  # noqa: S314


def _unpacked(text: bytes) -> bytes:
    # What xar calls gzip is a zlib stream without a gzip header.
    return zlib.decompressobj().decompress(text, _MOST_TOLD)
