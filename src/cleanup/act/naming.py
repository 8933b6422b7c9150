"""Names in the trash that nobody else picks, and the text that says where an item came from."""

from __future__ import annotations

import os
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote_to_bytes

from cleanup.model.reasons import in_local_time

INFO_ENDING = b".trashinfo"
_WHOLE = re.compile(rb"\[Trash Info\]\n(?=(?:.*\n)*?Path=.*\n)(?=(?:.*\n)*?DeletionDate=.*\n)(?:.*\n)*\Z")
_ESCAPED = re.compile(rb"[^A-Za-z0-9/._~-]")
# With the dot, the twelve digits and the ending of the info file, this makes a name of at most 255 bytes, as every
# Linux file system allows.
_LONGEST_STEM, _LONGEST_ENDING = 200, 20


def unique_name(name: bytes) -> bytes:
    """A name that looks like ``name`` and has 48 random bits in it: ``photo.4f1c….jpg``."""
    stem, ending = _looks(name)
    return stem + b"." + os.urandom(6).hex().encode() + ending


def is_unique_of(unique: bytes, name: bytes) -> bool:
    """Whether ``unique_name`` could have made one name from the other."""
    stem, ending = _looks(name)
    return re.fullmatch(re.escape(stem) + rb"\.[0-9a-f]{12}" + re.escape(ending), unique) is not None


def info_text(path: bytes, top: bytes, at: datetime) -> bytes:
    """The content of an info file: the origin, relative to a volume's ``top`` if there is one, and the local time.

    According to the Trash specification 1.0, which wants no time zone.
    """
    origin = path if not top else path[len(top.rstrip(b"/")) + 1 :]
    # Only the few bytes that need escaping are looked at one by one.
    escaped = _ESCAPED.sub(_escape, origin)
    return b"[Trash Info]\nPath=%s\nDeletionDate=%s\n" % (escaped, _local(at.replace(microsecond=0)))


def _escape(found: re.Match[bytes]) -> bytes:
    return b"%%%02X" % ord(found[0])


@lru_cache(maxsize=1)
def _local(second: datetime) -> bytes:
    """A moment in local time; cached, since many files move in one second."""
    return in_local_time(second).strftime("%Y-%m-%dT%H:%M:%S").encode()


def is_whole(info: bytes) -> bool:
    """Whether an info file has all its lines, whoever wrote them: a power cut can leave fewer."""
    return _WHOLE.match(info) is not None


def origin_in(info: bytes, top: bytes) -> bytes | None:
    """The path in an info file, or None if it has none; the first one counts."""
    for line in info.split(b"\n"):
        if line.startswith(b"Path="):
            path = unquote_to_bytes(line.removeprefix(b"Path="))
            return path if not top or path.startswith(b"/") else os.path.join(top, path)
    return None


def free_name(folder: Path, name: str) -> str:
    """A name like this one that is free in a folder now: ``photo (restored 1).jpg``."""
    stem, ending = os.path.splitext(name)
    if len(os.fsencode(ending)) > _LONGEST_ENDING:
        stem, ending = name, ""
    stem = os.fsdecode(_cut(os.fsencode(stem), _LONGEST_STEM))
    number = 1
    while os.path.lexists(folder / (candidate := f"{stem} (restored {number}){ending}")):
        number += 1
    return candidate


def _looks(name: bytes) -> tuple[bytes, bytes]:
    """The stem of a name, shortened to leave room for more, and its ending."""
    stem, ending = os.path.splitext(name)
    if len(ending) > _LONGEST_ENDING:
        stem, ending = name, b""
    return _cut(stem, _LONGEST_STEM), ending


def _cut(name: bytes, most: int) -> bytes:
    """The first bytes of a name, not cut inside a UTF-8 character."""
    if len(name) <= most:
        return name
    end = most
    while end > most - 4 and name[end] & 0xC0 == 0x80:
        end -= 1
    return name[:end]
