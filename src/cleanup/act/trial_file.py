"""A file of our own, beside people's files, with which a way to the trash is tried before anything of theirs moves."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from cleanup.act.system import closing, flush_file, new_file, remove
from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.system import Facts, facts_at, open_file, reach_folder, read_at
from cleanup.language import tr
from cleanup.model.paths import joined, split

_START, _ENDING = b"cleanup-self-test-", b".txt"
_SAYS = b"cleanup made this file to see whether what it moves comes back. It is of no use to anybody.\n%s\n"


class TrialFile:
    """It has a name and a content that no other file has; raises OSError if it cannot be made."""

    def __init__(self, folder: bytes, note: Path) -> None:
        """Its path is in the file ``note`` before it is there, so that whoever comes after a kill can take it away."""
        random = os.urandom(8).hex().encode()
        self.path = joined(folder, _START + random + _ENDING)
        self._content = _SAYS % random
        make_private_folder(note.parent)
        note.write_bytes(self.path)
        with closing(reach_folder(folder)) as opened, closing(new_file(opened, split(self.path)[1])) as file:
            if os.write(file, self._content) != len(self._content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            flush_file(file)
        self._made = _look(self.path)

    @property
    def inode(self) -> int:
        """The number it has where it was made."""
        return self._made.st_ino

    def why_not_at(self, path: bytes, inode: int | None) -> str:
        """Why this file is not there as it was made, or ""; raises OSError if nothing can be looked at.

        ``inode`` is the number it must have there, None for a copy whose number is not known.
        """
        if inode is not None and _look(path).st_ino != inode:
            return tr("another file is in its place")
        folder, name = split(path)
        with closing(reach_folder(folder)) as opened, closing(open_file(opened, name)) as file:
            if read_at(file, len(self._content) + 1, 0) != self._content:
                return tr("its content differs")
        if (now := _look(path)).st_mtime_ns != self._made.st_mtime_ns or now.st_mode != self._made.st_mode:
            return tr("its time or its permissions differ")
        if path == self.path:
            self._made = now
        return ""

    def drop(self) -> None:
        """Remove it where it was made, and nothing else, whatever has its name by now. Raises OSError."""
        drop_trial(self.path, self.inode)


def drop_trial(path: bytes, inode: int) -> None:
    """Remove a file of ours, if it is there with this number; raises OSError."""
    folder, name = split(path)
    try:
        if not name.startswith(_START) or _look(path).st_ino != inode:
            return
    except (FileNotFoundError, NotADirectoryError):
        return
    with closing(reach_folder(folder)) as opened:
        remove(opened, name)


def drop_noted(note: Path) -> None:
    """Remove a file of ours that was cut off before a journal had it, and its note; raises OSError.

    Its name and what is in it say that it is ours.
    """
    if not note.exists():
        return
    try:
        _drop_if_ours(note.read_bytes())
    finally:
        note.unlink()


def _drop_if_ours(path: bytes) -> None:
    folder, name = split(path)
    if not name.startswith(_START):
        return
    content = _SAYS % name.removeprefix(_START).removesuffix(_ENDING)
    with suppress(FileNotFoundError, NotADirectoryError), closing(reach_folder(folder)) as opened:
        with closing(open_file(opened, name)) as file:
            found = read_at(file, len(content) + 1, 0)
        if content.startswith(found):
            remove(opened, name)


def _look(path: bytes) -> Facts:
    folder, name = split(path)
    with closing(reach_folder(folder)) as opened:
        return facts_at(opened, name)
