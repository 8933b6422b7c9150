"""An open trash of the freedesktop.org kind: made if missing, refused if anybody else could change it."""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from pathlib import Path

from cleanup.act.movers.mover import NotPossible
from cleanup.act.naming import INFO_ENDING, info_text
from cleanup.act.system import closing, make_folder, new_file, remove
from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.system import enter, open_folder, pass_into
from cleanup.disk.trash_places import TrashPlace, is_sound_shared_trash, why_not_own_folder
from cleanup.language import tr


class TrashFolder:
    """The folders ``files`` and ``info`` of a trash, held open, so that nobody can put others in their place."""

    def __init__(self, place: TrashPlace, device: int) -> None:
        """Open or make the trash; raises NotPossible when it cannot be used, or lies on another device."""
        self.path = os.fsencode(place.path)
        self._top = os.fsencode(place.top)
        opened: list[int] = []
        try:
            trash = _open_or_make(place)
            opened.append(trash)
            for name in ("files", "info"):
                opened.append(_own_folder(trash, name, place.path))  # noqa: PERF401  (each is closed if the next fails)
            for folder in opened:
                if os.fstat(folder).st_dev != device:
                    raise NotPossible("no-trash", tr("the trash {path} lies on another volume", path=place.path))
        except BaseException as error:
            for folder in opened:
                os.close(folder)
            if isinstance(error, OSError):
                raise NotPossible(
                    "no-trash",
                    tr("the trash {path} cannot be used: {reason}", path=place.path, reason=error.strerror),
                ) from None
            raise
        os.close(trash)
        self.files, self.info = opened[1], opened[2]

    def write_info(self, name: bytes, origin: bytes, at: datetime) -> None:
        """Make the info file of an item that comes next, at this time; raises OSError, and then there is none."""
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
        """Let go of the folders."""
        os.close(self.files)
        os.close(self.info)


def _open_or_make(place: TrashPlace) -> int:
    """The trash folder itself. Links above the home trash are the user's own doing; below a volume's top, none is
    followed."""
    if not place.top:
        make_private_folder(Path(place.path).parent)
        with closing(pass_into(os.fsencode(os.path.dirname(place.path)))) as above:
            return _own_folder(above, os.path.basename(place.path), os.path.dirname(place.path))
    with closing(open_folder(place.top)) as top:
        name = os.path.relpath(place.path, place.top)
        if os.sep not in name:
            return _own_folder(top, name, place.top)
        with closing(enter(top, ".Trash")) as shared:
            if not is_sound_shared_trash(os.fstat(shared)):
                raise NotPossible("no-trash", tr("{path} is not safe to use", path=os.path.dirname(place.path)))
            return _own_folder(shared, os.path.basename(name), os.path.dirname(place.path))


def _own_folder(above: int, name: str, above_path: str) -> int:
    """Open a folder that only this user can change, made if it is missing; raises NotPossible or OSError."""
    make_folder(above, name)
    folder = enter(above, name)
    if problem := why_not_own_folder(os.path.join(above_path, name), os.fstat(folder)):
        os.close(folder)
        raise NotPossible("no-trash", problem)
    return folder
