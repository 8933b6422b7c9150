"""The notes of Windows' Recycle Bin (``$I…``), which describe the item beside them (``$R…``). Pure: bytes in and out.

The layout is known from libyal's documentation of the Recycle Bin and from Windows' own files; all numbers are little
endian. Anybody may have written what is read.
"""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from struct import Struct, error
from typing import NamedTuple

NOTE, ITEM = b"$I", b"$R"
"""How the names of a note and of its item begin; the rest of the two is the same."""

# Version; size in bytes; when it was thrown away, in tenths of microseconds since 1601.
_HEAD = Struct("<qqQ")
# From version 2 on: the length of the path, with the 0 at its end.
_LENGTH = Struct("<I")
_VISTA, _TEN = 1, 2
_VISTA_LETTERS = 260
_MOST_LETTERS = 32767
MOST = _HEAD.size + _LENGTH.size + 2 * _MOST_LETTERS
"""Bytes of the longest note."""

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_LATEST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1) * 10
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
# Longer endings are part of a name with dots in it.
_LONGEST_ENDING = 20


class BinNote(NamedTuple):
    """What a note says: where the item was, how large it is, and when it was thrown away."""

    path: str
    size: int
    at: datetime


def names_for(name: bytes) -> tuple[bytes, bytes]:
    """The names of an item and its note as Windows makes them: six random letters, and the ending of the old name."""
    ending = os.path.splitext(name)[1]
    # 256 is not a multiple of 36, so larger values are drawn again.
    drawn = [each for each in os.urandom(64) if each < 252]
    random = "".join(_LETTERS[each % 36] for each in drawn[:6]).encode()
    rest = random + (ending if len(ending) <= _LONGEST_ENDING else b"")
    return ITEM + rest, NOTE + rest


def note_beside(name: bytes) -> bytes:
    """The name of the note for an item of this name; empty for a name that no item in a bin has."""
    return NOTE + name.removeprefix(ITEM) if name.startswith(ITEM) else b""


def written(note: BinNote) -> bytes:
    """A note as Windows 10 and 11 have it; raises OSError for a path that is too long for one."""
    path = (note.path + "\0").encode("utf-16-le", "surrogatepass")
    letters = len(path) // 2
    if letters > _MOST_LETTERS:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), note.path)
    tenths = (note.at - _EPOCH) // timedelta(microseconds=1) * 10
    return _HEAD.pack(_TEN, note.size, tenths) + _LENGTH.pack(letters) + path


def read(content: bytes) -> BinNote | None:
    """What a note says, or None if it is torn or not a note at all."""
    try:
        version, size, tenths = _HEAD.unpack_from(content)
        begin, letters = _HEAD.size, _VISTA_LETTERS
        if version == _TEN:
            (letters,) = _LENGTH.unpack_from(content, begin)
            begin += _LENGTH.size
    except error:
        return None
    end = begin + 2 * letters
    if version not in {_VISTA, _TEN} or letters > _MOST_LETTERS or end > len(content) or not 0 <= tenths <= _LATEST:
        return None
    text, closed, _ = content[begin:end].decode("utf-16-le", "surrogatepass").partition("\0")
    if not text or not closed:
        return None
    return BinNote(text, size, _EPOCH + timedelta(microseconds=tenths // 10))
