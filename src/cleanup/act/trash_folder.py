"""An open trash of the freedesktop.org kind: made if missing, refused if anybody else could change it."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime

from cleanup.act.movers.mover import NotPossible
from cleanup.act.naming import INFO_ENDING, info_text
from cleanup.act.system import remove
from cleanup.disk.system import open_folder
from cleanup.disk.trash_places import TrashPlace, is_sound_shared_trash, nearest_folder, why_not_own_folder
from cleanup.language import tr

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


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

    def write_info(self, name: bytes, origin: bytes) -> None:
        """Make the info file of an item that comes next; raises OSError, and then there is none."""
        self.put_info(name, info_text(origin, self._top, datetime.now(UTC)))

    def put_info(self, name: bytes, content: bytes) -> None:
        """Make an info file with this content; raises OSError, and then there is none."""
        file = os.open(name + INFO_ENDING, _NEW, 0o600, dir_fd=self.info)
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
        """Take the info file of an item of ours away, if it is there."""
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
        _make_home_trash(place.path)
        return _checked(os.open(os.path.dirname(place.path), _FOLDER), place.path)
    top = open_folder(place.top)
    assert isinstance(top, int)
    try:
        name = os.path.relpath(place.path, place.top)
        if os.sep not in name:
            return _own_folder(top, name, place.top)
        shared = os.open(".Trash", _FOLDER, dir_fd=top)
        try:
            if not is_sound_shared_trash(os.fstat(shared)):
                raise NotPossible("no-trash", tr("{path} is not safe to use", path=os.path.dirname(place.path)))
            return _own_folder(shared, os.path.basename(name), os.path.dirname(place.path))
        finally:
            os.close(shared)
    finally:
        os.close(top)


def _make_home_trash(path: str) -> None:
    """Make the folders above the home trash as the base directory specification wants them: for the user alone."""
    above = os.path.dirname(path)
    missing = []
    there = nearest_folder(above)
    while above != there:
        missing.append(above)
        above = os.path.dirname(above)
    for folder in reversed(missing):
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)


def _checked(above: int, path: str) -> int:
    try:
        return _own_folder(above, os.path.basename(path), os.path.dirname(path))
    finally:
        os.close(above)


def _own_folder(above: int, name: str, above_path: str) -> int:
    """Open a folder that only this user can change, made if it is missing; raises NotPossible or OSError."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, 0o700, dir_fd=above)
    folder = os.open(name, _FOLDER, dir_fd=above)
    if problem := why_not_own_folder(os.path.join(above_path, name), os.fstat(folder)):
        os.close(folder)
        raise NotPossible("no-trash", problem)
    return folder
