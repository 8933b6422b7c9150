"""The notes beside things in a trash, of both kinds: where a note is, and the origin it gives."""

from __future__ import annotations

import errno
import os
import stat
from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import datetime

from cleanup.act import bin_note
from cleanup.act.bin_note import BinNote
from cleanup.act.naming import INFO_ENDING, info_text, is_whole, origin_in
from cleanup.act.open_folders import OpenFolders
from cleanup.act.system import closing, remove
from cleanup.disk.system import facts_of, open_file
from cleanup.model.paths import joined, split
from cleanup.model.run import Item, Place


class Notes(ABC):
    """One kind of notes."""

    most: int
    """Bytes that are read of one at the most."""

    @abstractmethod
    def beside(self, place: Place) -> bytes:
        """The path of the note for an item there; empty if no item of this kind of trash can be there."""

    @abstractmethod
    def is_whole(self, content: bytes) -> bool:
        """Whether a note is complete, whoever wrote it: a power cut can leave less."""

    @abstractmethod
    def origin(self, content: bytes, item: Item) -> bytes | None:
        """The path in the note of an item, or None if it has none."""

    @abstractmethod
    def text(self, item: Item, at: datetime) -> bytes:
        """The note for an item that was thrown away at this time; raises OSError for one that cannot be written."""


class _TrashInfos(Notes):
    """Those of the Trash specification."""

    most = 1 << 16

    def beside(self, place: Place) -> bytes:
        return joined(joined(split(place.folder)[0], b"info"), place.name + INFO_ENDING)

    def is_whole(self, content: bytes) -> bool:
        return is_whole(content)

    def origin(self, content: bytes, item: Item) -> bytes | None:
        return origin_in(content, _top_of(item))

    def text(self, item: Item, at: datetime) -> bytes:
        return info_text(item.path, b"" if is_in_home_trash(item) else _top_of(item), at)


class _BinNotes(Notes):
    """Those of the Recycle Bin."""

    most = bin_note.MOST

    def beside(self, place: Place) -> bytes:
        name = bin_note.note_beside(place.name)
        return joined(place.folder, name) if name else b""

    def is_whole(self, content: bytes) -> bool:
        return bin_note.read(content) is not None

    def origin(self, content: bytes, item: Item) -> bytes | None:  # noqa: ARG002  (whole paths need no place)
        note = bin_note.read(content)
        return os.fsencode(note.path) if note else None

    def text(self, item: Item, at: datetime) -> bytes:
        return bin_note.written(BinNote(os.fsdecode(item.path), item.size, at))


_TRASH_INFOS, _BIN_NOTES = _TrashInfos(), _BinNotes()


def notes_of(item: Item) -> Notes:
    """The kind of note that an item has, by its own name."""
    return _TRASH_INFOS if item.place.info.endswith(INFO_ENDING) else _BIN_NOTES


def has_own_note(item: Item) -> bool:
    """Whether what is recorded as an item's note is where its note must be."""
    return bool(item.place.info) and item.place.info == notes_of(item).beside(item.place)


def drop_note(item: Item, folders: OpenFolders) -> None:
    """Remove the note of an item, if there is one and it is in a trash of this user's; raises OSError."""
    if has_own_note(item) and folders.is_trash(item.place.folder):
        folder, name = split(item.place.info)
        with suppress(FileNotFoundError, NotADirectoryError):
            remove(folders.reach(folder), name)


def read_note(item: Item, folders: OpenFolders) -> bytes:
    """The content of an item's note, empty if there is none; raises OSError."""
    folder, name = split(item.place.info)
    try:
        file = open_file(folders.reach(folder), name)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EISDIR}:
            return b""
        raise
    with closing(file):
        return os.read(file, notes_of(item).most) if stat.S_ISREG(facts_of(file).st_mode) else b""


def origin_told(item: Item, folders: OpenFolders) -> bytes | None:
    """The path in the note of an item; None if there is no note, or no path in it. Raises OSError."""
    return notes_of(item).origin(read_note(item, folders), item) if has_own_note(item) else None


def tells_our_origin(item: Item, folders: OpenFolders) -> bool:
    """Whether the note of an item is there and says what we wrote into it; raises OSError."""
    return origin_told(item, folders) == item.path


def is_in_home_trash(item: Item) -> bool:
    """Whether an item is in the trash of a home, not in that of another volume."""
    return item.place.info.endswith(INFO_ENDING) and split(split(item.place.folder)[0])[1] == b"Trash"


def _top_of(item: Item) -> bytes:
    """The folder that the path in a note is relative to: the one the trash is in."""
    above = split(split(item.place.folder)[0])[0]
    shared, name = split(above)
    # PLACE/.Trash/UID/files: two folders up; PLACE/.Trash-UID/files: one.
    return shared if name == b".Trash" else above
