"""An open Recycle Bin of a user on one drive: made the way Windows makes it, and refused if anybody else could change
it.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from datetime import datetime

from cleanup.act import bin_note
from cleanup.act.bin_note import BinNote
from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import (
    closing,
    flush_file,
    flush_folder,
    hide,
    make_folder,
    make_shared_folder,
    new_file,
    remove,
)
from cleanup.disk.system import enter, facts_of, open_folder
from cleanup.disk.trashes.bin_places import BIN
from cleanup.disk.trashes.trash_places import TrashPlace
from cleanup.disk.trashes.trash_rights import why_not_own_folder
from cleanup.language import tr
from cleanup.model.paths import split

_LOOKS = "desktop.ini"
# Without it Explorer does not take the folder for one of its bins, and calls it corrupted.
_SHELL_CLASS = (
    b"[.ShellClassInfo]\r\nCLSID={645FF040-5081-101B-9F08-00AA002F954E}\r\n"
    b"LocalizedResourceName=@%SystemRoot%\\system32\\shell32.dll,-8964\r\n"
)


class BinFolder:
    """The folder, held open so that nobody can put another one in its place."""

    def __init__(self, place: TrashPlace, device: int) -> None:
        """Open or make the bin; raises NotPossible if it cannot be used, or is on another device."""
        self.path = os.fsencode(place.path)
        name = split(place.path)[1]
        try:
            with closing(open_folder(place.top)) as top:
                if make_shared_folder(top, BIN):
                    hide(top, BIN.encode())
                with closing(enter(top, BIN)) as above:
                    is_new = make_folder(above, name)
                    self.folder = enter(above, name)
                    try:
                        if is_new:
                            _furnish(above, name, self.folder)
                        self._check(place.path, device)
                    except BaseException:
                        self.close()
                        raise
        except OSError as error:
            raise NotPossible(
                "no-trash",
                tr("the trash {path} cannot be used: {reason}", path=place.path, reason=error.strerror),
            ) from None

    def write_note(self, name: bytes, origin: bytes, size: int, at: datetime) -> None:
        """Make the note of the next item, on the disk; raises OSError, and then there is no note."""
        content = bin_note.written(BinNote(os.fsdecode(origin), size, at))
        file = new_file(self.folder, bin_note.note_beside(name))
        try:
            with closing(file):
                if os.write(file, content) != len(content):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                flush_file(file)
        except OSError:
            self.drop_note(name)
            raise

    def drop_note(self, name: bytes) -> None:
        """Remove the note of an item, if it is there."""
        with suppress(FileNotFoundError):
            remove(self.folder, bin_note.note_beside(name))

    def flush(self) -> None:
        """Flush the names in it to the disk; raises OSError."""
        flush_folder(self.folder)

    def close(self) -> None:
        """Close it."""
        os.close(self.folder)

    def _check(self, path: str, device: int) -> None:
        facts = facts_of(self.folder)
        if problem := why_not_own_folder(path, facts):
            raise NotPossible("no-trash", problem)
        if facts.st_dev != device:
            raise NotPossible("no-trash", tr("the trash {path} is on another volume", path=path))


def _furnish(above: int, name: str, folder: int) -> None:
    """Make a new folder look like a bin to Explorer."""
    with closing(new_file(folder, _LOOKS.encode())) as file:
        os.write(file, _SHELL_CLASS)
    hide(folder, _LOOKS.encode())
    hide(above, name.encode())
