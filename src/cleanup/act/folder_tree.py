"""A folder and all that is in it: whether it can be erased to the last, and erasing it. Follows no link.

However deep it is, two folders are open at a time: the way up is the one that the way down was, or none.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Self

from cleanup.act.system import is_read_only, marks_at, may_change, remove, remove_folder, set_mode
from cleanup.disk.system import Facts, enter, facts_at, facts_of, is_elevated, leave, names_in, owner_name, user_number
from cleanup.language import tr

_ALL_OF_OWN = stat.S_IRWXU


class Stays(Exception):
    """Something would be left: ``code`` is a stable word, ``message`` says what and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(slots=True)
class _Level:
    """A folder on the way down: its name in the one above, what ``stat`` said of it, the names that are still left."""

    name: bytes
    facts: Facts
    names: list[bytes]
    is_opened_up: bool = False


class _Way:
    """The way down into a folder of an open one and up again; raises OSError when somebody moves what is on it."""

    def __init__(self, folder: int, name: bytes) -> None:
        self.levels: list[_Level] = []
        self._start = folder
        self.opened = folder
        self.down(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """What is left keeps the rights it had."""
        with suppress(OSError):
            while self.levels:
                if self.levels[-1].is_opened_up:
                    set_mode(self.opened, stat.S_IMODE(self.levels[-1].facts.st_mode))
                self.up()
        if self.opened != self._start:
            leave(self.opened)

    def down(self, name: bytes) -> None:
        deeper = enter(self.opened, name)
        try:
            level = _Level(name, facts_of(deeper), sorted(map(os.fsencode, names_in(deeper)), reverse=True))
        except BaseException:
            leave(deeper)
            raise
        self._go(deeper)
        self.levels.append(level)

    def up(self) -> bytes:
        """Go back to the folder above; gives the name of the one that was left."""
        name = self.levels.pop().name
        if not self.levels:
            self._go(self._start)
            return name
        above = enter(self.opened, b"..")
        if not os.path.samestat(facts_of(above), self.levels[-1].facts):
            leave(above)
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        self._go(above)
        return name

    def path(self, *names: bytes) -> str:
        """Where this is, for people."""
        return _text(b"/".join([*(level.name for level in self.levels[1:]), *names]))

    def _go(self, folder: int) -> None:
        left, self.opened = self.opened, folder
        if left not in {self._start, folder}:
            leave(left)


def check_erasable(folder: int, name: bytes) -> None:
    """Raise Stays if something would stay when a name in an open folder and all in it is erased; changes nothing.

    Raises OSError for what cannot be looked at.
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
            seen = facts_at(way.opened, each)
            _check_marks(way.opened, each, partial(way.path, each))
            _check_sticky(way.levels[-1].facts, seen, partial(way.path, each))
            if stat.S_ISDIR(seen.st_mode):
                way.down(each)
                _check_folder(way)


def erase_tree(folder: int, name: bytes) -> None:
    """Take a folder and all that is in it out of an open folder; raises OSError, and then some of it is left.

    A folder of the user's own that is not writable is made so, once it is open.
    """
    with _Way(folder, name) as way:
        while way.levels:
            level = way.levels[-1]
            if not level.names:
                left = way.up()
                remove_folder(way.opened, left)
                continue
            if not level.is_opened_up and not may_change(way.opened):
                set_mode(way.opened, stat.S_IMODE(level.facts.st_mode) | _ALL_OF_OWN)
                level.is_opened_up = True
            each = level.names.pop()
            if stat.S_ISDIR(facts_at(way.opened, each).st_mode):
                way.down(each)
            else:
                remove(way.opened, each)


def _check_marks(folder: int, name: bytes, path: Callable[[], str]) -> None:
    marks = marks_at(folder, name)
    if marks.locked:
        raise Stays("locked", tr("“{path}” is locked against any change; “chattr -i -a” takes that away", path=path()))
    if marks.mounted:
        raise Stays("mount-point", tr("another drive is mounted in it"))


def _check_folder(way: _Way) -> None:
    """Whether names can be taken out of the folder that was just entered."""
    level = way.levels[-1]
    if not level.names or may_change(way.opened):
        return
    if is_read_only(way.opened):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))
    owner = level.facts.st_uid
    if owner != user_number():
        raise _of_another(owner, way.path() or _text(level.name))


def _check_sticky(folder: Facts, seen: Facts, path: Callable[[], str]) -> None:
    """In a sticky folder, each takes out only what is theirs."""
    if folder.st_mode & stat.S_ISVTX and not is_elevated() and user_number() not in {folder.st_uid, seen.st_uid}:
        raise _of_another(seen.st_uid, path())


def _of_another(owner: int, path: str) -> Stays:
    message = tr(
        "“{path}” belongs to {owner}, and only they can erase what is in it", path=path, owner=owner_name(owner)
    )
    return Stays("other-owner", message)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")
