"""Find what the system's own bin took, by a name that nobody else picks. Looks only, changes nothing.

None of the systems' calls tells where it put a thing; the disk does.
"""

from __future__ import annotations

import ntpath
import os
import stat
import struct
import sys
from collections.abc import Iterator

from cleanup.act.naming import INFO_ENDING
from cleanup.disk.trash_places import home_trash
from cleanup.model.run import Place

# The longest note: its head, the number of characters and a path of 32,767 of them.
_MOST_NOTE = 28 + 2 * 32_767
_BINARY = getattr(os, "O_BINARY", 0)
_CLOEXEC = getattr(os, "O_CLOEXEC", 0)
_MAC_TRASHES = frozenset({b".Trash", b".Trashes"})


def find_in_bin(claimed: bytes, home: str) -> Place | None:
    """Where the thing that had this path lies in the bin; raises OSError when the bin cannot be looked at."""
    name = os.path.basename(claimed)
    if sys.platform == "win32":
        return find_in_recycle_bin(recycle_bin_of(os.fsdecode(claimed)), name)
    if sys.platform == "darwin":
        top = volume_top(os.path.dirname(claimed))
        own = os.path.join(top, b".Trashes", str(os.getuid()).encode())
        return _first_there([os.path.join(os.fsencode(home), b".Trash"), own], name)
    trash = os.fsencode(os.path.realpath(home_trash(home)))
    there = _first_there([os.path.join(trash, b"files")], name)
    return there and _with_info(there)


def place_of_held(held: int) -> Place | None:
    """Where a thing that is held open lies now, if that is in a bin; None where the system does not tell."""
    path = _path_of_held(held)
    folder, name = os.path.split(path)
    if sys.platform == "darwin":
        return Place(folder, name) if _MAC_TRASHES.intersection(folder.split(b"/")) else None
    place = _with_info(Place(folder, name))
    return place if os.path.basename(folder) == b"files" and os.path.lexists(place.info) else None


def recycle_bin_of(path: str) -> str:
    """The folder that Windows keeps the thrown away things of a path's drive in, those of all users."""
    return ntpath.splitdrive(path)[0] + "\\$Recycle.Bin"


def find_in_recycle_bin(recycle_bin: str, name: bytes) -> Place | None:
    """Find a unique name in a recycle bin of Windows, by the notes beside its things; raises OSError.

    The newest notes are read first. Other users' parts, which cannot be read, are passed over.
    """
    wanted = os.fsdecode(name).casefold()
    ending = os.path.splitext(wanted)[1]
    notes = [note for note in _notes(recycle_bin) if os.path.splitext(note.name.casefold())[1] == ending]
    for note in sorted(notes, key=lambda note: note.stat().st_mtime_ns, reverse=True):
        origin = origin_in_note(_read(note.path))
        if origin is not None and ntpath.basename(origin).casefold() == wanted:
            folder = os.fsencode(os.path.dirname(note.path))
            return Place(folder, os.fsencode("$R" + note.name[2:]), os.fsencode(note.path))
    return None


def origin_in_note(content: bytes) -> str | None:
    """The path that a note of the recycle bin (``$I…``) tells, or None when it is no such note.

    Version 1 (Vista to 8.1) and 2 (10 and later); documented by libyal, "Windows Recycle.Bin file formats".
    """
    if len(content) < 28:
        return None
    (version,) = struct.unpack_from("<q", content)
    if version == 1:
        raw = content[24:]
    elif version == 2:
        (characters,) = struct.unpack_from("<I", content, 24)
        raw = content[28 : 28 + 2 * characters]
    else:
        return None
    return raw[: len(raw) & ~1].decode("utf-16-le", "replace").partition("\0")[0]


def volume_top(folder: bytes) -> bytes:
    """The topmost folder of the volume that a folder lies on."""
    while not os.path.ismount(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder


def _first_there(folders: list[bytes], name: bytes) -> Place | None:
    for folder in folders:
        try:
            os.lstat(os.path.join(folder, name))
        except (FileNotFoundError, NotADirectoryError):
            continue
        return Place(folder, name)
    return None


def _with_info(place: Place) -> Place:
    """The place in a trash of the freedesktop.org kind, and the file beside it that tells its origin."""
    info = os.path.join(os.path.dirname(place.folder), b"info", place.name + INFO_ENDING)
    return Place(place.folder, place.name, info)


def _notes(recycle_bin: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(recycle_bin) as owners:
        folders = [owner.path for owner in owners if owner.is_dir(follow_symlinks=False)]
    for folder in folders:
        try:
            with os.scandir(folder) as listing:
                yield from [entry for entry in listing if entry.name.startswith("$I")]
        except PermissionError:
            continue


def _read(path: str) -> bytes:
    """The content of a note, empty if it is gone by now or no file."""
    try:
        file = os.open(path, os.O_RDONLY | _BINARY | _CLOEXEC | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, PermissionError):
        return b""
    try:
        return os.read(file, _MOST_NOTE) if stat.S_ISREG(os.fstat(file).st_mode) else b""
    finally:
        os.close(file)


if sys.platform == "darwin":
    import fcntl

    def _path_of_held(held: int) -> bytes:
        # MAXPATHLEN of macOS.
        return fcntl.fcntl(held, fcntl.F_GETPATH, bytes(1024)).partition(b"\0")[0]

elif sys.platform == "win32":

    def _path_of_held(_held: int) -> bytes:
        return b""

else:

    def _path_of_held(held: int) -> bytes:
        if not os.fstat(held).st_nlink:
            return b""
        return os.readlink(f"/proc/self/fd/{held}".encode())
