"""An open trash of the freedesktop.org kind: made if missing, refused if anybody else could change it."""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path

from cleanup.act.movers.mover import NotPossible
from cleanup.act.naming import INFO_ENDING, info_text, unique_name
from cleanup.act.system import closing, make_folder, new_file, remove, remove_folder, rename_without_replacing
from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.system import enter, facts_at, facts_of, open_folder, pass_into
from cleanup.disk.trashes.trash_places import TrashPlace
from cleanup.disk.trashes.trash_rights import is_sound_shared_trash, why_not_own_folder
from cleanup.language import tr


class TrashFolder:
    """The folders ``files`` and ``info`` of a trash, held open so that nobody can put others in their place."""

    def __init__(self, place: TrashPlace, device: int) -> None:
        """Open or make the trash; raises NotPossible if it cannot be used, or is on another device.

        What was made for one that cannot be used is removed again.
        """
        self.path = os.fsencode(place.path)
        self._top = os.fsencode(place.top)
        self._opened: list[int] = []
        self._made: list[tuple[int, str]] = []
        try:
            above, name = _folder_above(place)
            self._opened.append(above)
            trash = self._own_folder(above, name, os.path.dirname(place.path))
            self.files = self._own_folder(trash, "files", place.path)
            self.info = self._own_folder(trash, "info", place.path)
            for folder in (trash, self.files, self.info):
                if facts_of(folder).st_dev != device:
                    raise NotPossible("no-trash", tr("the trash {path} is on another volume", path=place.path))
            if place.unsure:
                self._try()
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise NotPossible(
                    "no-trash",
                    tr("the trash {path} cannot be used: {reason}", path=place.path, reason=error.strerror),
                ) from None
            raise

    def write_info(self, name: bytes, origin: bytes, at: datetime) -> None:
        """Make the info file of the next item, with this time; raises OSError, and then there is none."""
        content = info_text(origin, self._top, at)
        file = new_file(self.info, name + INFO_ENDING)
        try:
            written = os.write(file, content)
            if written != len(content):
                raise OSError(28, os.strerror(28))
        except OSError:
            self.drop_info(name)
            raise
        finally:
            os.close(file)

    def drop_info(self, name: bytes) -> None:
        """Remove the info file of an item, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            remove(self.info, name + INFO_ENDING)

    def close(self) -> None:
        """Close the folders, and remove those that were made here and are still empty.

        A note without its item, from a run that was cut off, keeps all of them: recovery looks for both.
        """
        with contextlib.suppress(OSError):
            for above, name in reversed(self._made):
                remove_folder(above, os.fsencode(name))
        self._made.clear()
        for folder in self._opened:
            os.close(folder)
        self._opened.clear()

    def _own_folder(self, above: int, name: str, above_path: str) -> int:
        """Open a folder that only this user can change, made if missing; raises NotPossible or OSError."""
        if make_folder(above, name):
            self._made.append((above, name))
        folder = enter(above, name)
        self._opened.append(folder)
        if problem := why_not_own_folder(os.path.join(above_path, name), facts_of(folder)):
            raise NotPossible("no-trash", problem)
        return folder

    def _try(self) -> None:
        """Raise NotPossible unless a file of our own can be renamed here without replacing, and stays the same file."""
        name, other = unique_name(b"try"), unique_name(b"tried")
        os.close(new_file(self.files, name))
        try:
            before = facts_at(self.files, name)
            rename_without_replacing(self.files, name, self.files, other)
            if facts_at(self.files, other).st_ino != before.st_ino:
                raise NotPossible("no-trash", tr("a file that is moved there cannot be recognised again"))
        except OSError as error:
            raise NotPossible(
                "no-trash", tr("files cannot be moved there without replacing others: {reason}", reason=error.strerror)
            ) from None
        finally:
            for each in (name, other):
                with contextlib.suppress(FileNotFoundError):
                    remove(self.files, each)


def _folder_above(place: TrashPlace) -> tuple[int, str]:
    """The open folder that the trash is in, and its name there; raises NotPossible or OSError.

    Links above the home trash are the user's own doing; below a volume's top, none is followed.
    """
    above, name = os.path.split(place.path)
    if not place.top:
        make_private_folder(Path(above))
        return pass_into(os.fsencode(above)), name
    top = open_folder(place.top)
    if above == place.top:
        return top, name
    with closing(top):
        shared = enter(top, os.path.basename(above))
    if not is_sound_shared_trash(facts_of(shared)):
        os.close(shared)
        raise NotPossible("no-trash", tr("{path} is not safe to use", path=above))
    return shared, name
