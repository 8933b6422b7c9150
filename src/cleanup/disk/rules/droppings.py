"""Files that systems drop in folders somebody looked at, and folders with nothing else in them. Reads the disk."""

from __future__ import annotations

import os
import stat

from cleanup.disk.rules.looks import Seen
from cleanup.disk.system import facts_at, leave, names_in, open_folder
from cleanup.model.category import Kind

# For each name, in lower case, how such a file begins: the name alone could be anybody's.
_STARTS = {
    "thumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "ehthumbs.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "ehthumbs_vista.db": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ".ds_store": b"\0\0\0\1Bud1",
    "._.ds_store": b"\0\5\x16\7",
    ".directory": b"[Desktop Entry]",
    "desktop.ini": b"[",
}
NAMES = tuple(map(os.fsencode, _STARTS))
"""Their names, in lower case."""
# A folder with a special name of the system's is not an empty folder of a person's.
_OF_THE_SYSTEM = (b"clsid", b"localizedresourcename")
_MOST_OF_TEXT = 1 << 16
_MARKS_OF_TEXT = b"\xff\xfe\xef\xbb\xbf"
_MARKERS = frozenset({b".stfolder", b".stversions", b".sync", b".dropbox.cache", b".tmp.drivedownload"})


def is_marker(name: bytes) -> bool:
    """Whether a folder is empty on purpose: Syncthing stops without its marker, and a program that makes it again would
    take everything for deleted.
    """
    return name in _MARKERS


def dropping_at(path: bytes, begins: bytes = b"") -> bytes | None:
    """The first bytes of a file that a system dropped at a path, as far as they were read; None for any other file.

    ``begins`` is what was read of it before.
    """
    folder, name = os.path.split(os.fsdecode(path))
    try:
        handle = open_folder(folder)
        try:
            seen = Seen(handle, folder, name, facts_at(handle, name), begins)
            return seen.begins if _is_one(seen) else None
        finally:
            leave(handle)
    except OSError:
        return None


def holds_nothing(path: bytes, but_droppings: bool) -> bool:
    """Whether a folder contains nothing but folders like it, or nothing ``but_droppings``; False if unknown."""
    waiting = [os.fsdecode(path)]
    try:
        while waiting:
            folder = waiting.pop()
            handle = open_folder(folder)
            try:
                for name in names_in(handle):
                    if stat.S_ISDIR(facts_at(handle, name).st_mode) and not is_marker(os.fsencode(name)):
                        waiting.append(os.path.join(folder, name))
                    elif not (but_droppings and _is_one(Seen(handle, folder, name, facts_at(handle, name)))):
                        return False
            finally:
                leave(handle)
    except OSError:
        return False
    return True


def _is_one(seen: Seen) -> bool:
    start, size = _STARTS.get(seen.name.lower()), seen.status.st_size
    if start is None or seen.kind is not Kind.FILE:
        return False
    if not size:
        return True
    if seen.name.lower() != "desktop.ini":
        return seen.head(len(start)) == start
    text = seen.head(_MOST_OF_TEXT).lstrip(_MARKS_OF_TEXT).translate(None, b"\0").lower()
    return (
        size <= _MOST_OF_TEXT and text.lstrip().startswith(start) and not any(word in text for word in _OF_THE_SYSTEM)
    )
