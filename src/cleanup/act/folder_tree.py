"""A folder and everything in it: whether it can be erased completely, and erasing it. Follows no link.

However deep it is, only two folders are open at a time: the way up must be the same as the way down.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from cleanup.act.system import is_read_only, marks_at, may_change, remove, remove_folder, set_mode
from cleanup.disk.descent import Descent
from cleanup.disk.status import are_one
from cleanup.disk.system import Facts, facts_at, facts_of, is_elevated, names_in, owner_name, user_number
from cleanup.language import tr

_ALL_OF_OWN = stat.S_IRWXU


class Stays(Exception):
    """Something would be left over: ``code`` is a stable word, ``message`` says what and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(slots=True)
class _Level:
    """A folder on the way down: its name in the one above, its ``stat``, and the names still to be dealt with."""

    name: bytes
    facts: Facts
    names: list[bytes]
    is_opened_up: bool = False


class _Way(Descent):
    """The way down into a folder of an open one, and up again; raises OSError if somebody moves a folder on it."""

    def __init__(self, folder: int, name: bytes) -> None:
        super().__init__(folder)
        self.levels: list[_Level] = []
        self.down(name)

    def __exit__(self, *_: object) -> None:
        """Folders that are left keep the permissions they had."""
        with suppress(OSError):
            while self.levels:
                level = self.levels[-1]
                # If the way up was lost, the current folder is another one.
                if level.is_opened_up and are_one(facts_of(self.here), level.facts):
                    set_mode(self.here, stat.S_IMODE(level.facts.st_mode))
                self.up()
        super().__exit__()

    def down(self, name: bytes) -> None:
        super().down(name)
        try:
            names = sorted(map(os.fsencode, names_in(self.here)), reverse=True)
            level = _Level(name, facts_of(self.here), names)
        except BaseException:
            self.up_to(len(self.levels))
            raise
        self.levels.append(level)

    def up(self) -> bytes:
        """Go back to the folder above; gives the name of the one just left."""
        name = self.levels.pop().name
        self.up_to(len(self.levels))
        return name

    def path(self, *names: bytes) -> str:
        """Where this is, for people."""
        return _text(b"/".join([*self.names[1:], *names]))

    def _find_again(self) -> None:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))


def check_erasable(folder: int, name: bytes) -> None:
    """Raise Stays if erasing a name in an open folder, with everything in it, would leave something; changes nothing.

    Raises OSError if something cannot be looked at.
    """
    _check_marks(folder, name, partial(_text, name))
    if not stat.S_ISDIR(facts_at(folder, name).st_mode):
        return
    with _Way(folder, name) as way:
        _check_folder(way)
        while way.levels:
            if not way.levels[-1].names:
                way.up()
                continue
            each = way.levels[-1].names.pop()
            seen = facts_at(way.here, each)
            _check_marks(way.here, each, partial(way.path, each))
            _check_sticky(way.levels[-1].facts, seen, partial(way.path, each))
            if stat.S_ISDIR(seen.st_mode):
                way.down(each)
                _check_folder(way)


def erase_tree(folder: int, name: bytes) -> None:
    """Erase a folder and everything in it from an open folder; raises OSError, and then some of it is left.

    A folder of the user's own that is not writable is made writable once it is open.
    """
    with _Way(folder, name) as way:
        while way.levels:
            level = way.levels[-1]
            if not level.names:
                left = way.up()
                remove_folder(way.here, left)
                continue
            if not level.is_opened_up and not may_change(way.here):
                set_mode(way.here, stat.S_IMODE(level.facts.st_mode) | _ALL_OF_OWN)
                level.is_opened_up = True
            each = level.names.pop()
            if stat.S_ISDIR(facts_at(way.here, each).st_mode):
                way.down(each)
            else:
                remove(way.here, each)


def _check_marks(folder: int, name: bytes, path: Callable[[], str]) -> None:
    marks = marks_at(folder, name)
    if marks.locked:
        raise Stays("locked", tr("“{path}” is locked against any change; “chattr -i -a” unlocks it", path=path()))
    if marks.mounted:
        raise Stays("mount-point", tr("it contains another drive or subvolume"))


def _check_folder(way: _Way) -> None:
    """Check whether names can be removed from the folder that was just entered."""
    level = way.levels[-1]
    if not level.names or may_change(way.here):
        return
    if is_read_only(way.here):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    owner = level.facts.st_uid
    if owner != user_number():
        raise _of_another(owner, way.path() or _text(level.name))


def _check_sticky(folder: Facts, seen: Facts, path: Callable[[], str]) -> None:
    """In a sticky folder, users can remove only what is theirs."""
    if folder.st_mode & stat.S_ISVTX and not is_elevated() and user_number() not in {folder.st_uid, seen.st_uid}:
        raise _of_another(seen.st_uid, path())


def _of_another(owner: int, path: str) -> Stays:
    message = tr(
        "“{path}” belongs to {owner}, and only they can erase what is in it", path=path, owner=owner_name(owner)
    )
    return Stays("other-owner", message)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")
