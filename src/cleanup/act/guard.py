"""Places that are never moved, whatever a plan, a document or an option says."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

import cleanup
from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import closing
from cleanup.disk.lasting import Lasting
from cleanup.disk.rules.protected import Protection
from cleanup.disk.rules.protected_above import is_trash
from cleanup.disk.system import facts_behind, facts_of, files_behind_volumes, homes, mount_table, pass_into
from cleanup.disk.views import show_one_file
from cleanup.disk.volumes import mounts_inside
from cleanup.language import tr
from cleanup.model.paths import above, ended, folded, is_inside, is_plain, split, top
from cleanup.model.plan import Kind
from cleanup.model.remembered import OfFolders

_NO_NUMBER = (-1, -1)


class Guard:
    """Checks each step right before it moves; remembers what it found out about folders."""

    def __init__(
        self, protection: Protection, home: str, roots: Iterable[bytes], quarantine: Path | None = None
    ) -> None:
        """``roots`` are the scanned folders: they, and all folders above them, stay.

        ``quarantine`` is where things go in this run: nothing in it moves, or counts as a copy that stays.
        """
        self._protection = protection
        stay = {home, *map(os.fsdecode, roots), *protection.never, *protection.own, *protection.system}
        stay |= protection.system_except
        stay |= {_here(), *homes(), *_program()}
        self._stay = frozenset(folded(path) for path in {os.path.realpath(path) for path in stay} | stay)
        self._above = frozenset(folder for path in self._stay for folder in above(path))
        self._quarantine = None if quarantine is None else os.path.realpath(quarantine)
        self._inside_own = tuple(folded(ended(own)) for own in (*protection.own, *_program()))
        self._lasting = Lasting(home)
        self._behind_volumes = files_behind_volumes()
        self._behind_numbers = _numbers_of(self._behind_volumes)
        self._mounts = mount_table()
        self._in_system = OfFolders(False, self._of_system)  # noqa: FBT003
        self._in_trash = OfFolders(False, lambda path, known: known or self._is_trash(path, split(path)[1]))  # noqa: FBT003
        self._other_spellings = _Numbers(
            stay=stay | self._above,
            own={*protection.own, *_program()},
            system=protection.system,
            users=protection.system_except,
        )

    def check(self, path: bytes, kind: Kind) -> None:
        """Raise NotPossible if this path may not move."""
        text = _checked(path)
        folder, name = split(text)
        alike = folded(text)
        if alike in self._stay or alike in self._above:
            raise _stays()
        if self._of_system(text, self._in_system[folder]) or (kind is Kind.FOLDER and folder == os.sep):
            raise _of_the_system()
        if alike.startswith(self._inside_own):
            raise _of_cleanup()
        self._other_spellings.check(text, kind)
        # A file may be named like a trash (.Trash-list.txt), and a link with such a name may lead to one.
        is_trash = kind is not Kind.FILE and self._is_trash(text, name)
        if is_trash or self._in_trash[folder]:
            raise NotPossible("in-trash", tr("it is in the trash already"))
        if self._is_in_quarantine(text):
            raise NotPossible("in-trash", tr("it is in the quarantine already"))
        if kind is Kind.FOLDER:
            self.check_mounts(path)
        self._check_in_use(text, kind)

    def check_mounts(self, folder: bytes) -> None:
        """Raise NotPossible if something is now mounted at or in a folder: it would be carried along.

        A file can be a mount point too; the system refuses to move that.
        """
        path = os.fsdecode(folder)
        mounts = mounts_inside(path, mount_table())
        if path in mounts or os.path.ismount(path):
            raise NotPossible("mount-point", tr("another drive or subvolume begins there"))
        if mounts:
            raise NotPossible("mount-point", tr("it contains another drive or subvolume, at {path}", path=mounts[0]))

    def _check_in_use(self, path: str, kind: Kind) -> None:
        """Raise NotPossible for what a volume is made of, or the system swaps to: everything on that would go too."""
        if kind is Kind.FOLDER and any(is_inside(file, path) for file in self._behind_volumes):
            raise NotPossible("in-use", tr("it contains a mounted disk image or a swap file"))
        if kind is Kind.FILE and self._behind_numbers and _number_of(path) in self._behind_numbers:
            raise NotPossible("in-use", tr("it is a mounted disk image or a swap file"))

    def check_keeper(self, path: bytes, going: bytes, kind: Kind = Kind.FILE) -> None:
        """Raise NotPossible if the copy of this ``kind`` that should stay is in a less safe place.

        In the trash, emptying it would take both; in a temporary place, it may vanish by itself.
        """
        text = _checked(path)
        # For a folder, its own name counts too.
        level = self._lasting.level if kind is Kind.FOLDER else self._lasting.level_of_file
        if level(path) > level(going):
            raise NotPossible(
                "keeper-not-lasting", tr("the copy that should stay is in a temporary place, or on its way out")
            )
        if self._in_trash[os.path.dirname(text)] or self._is_in_quarantine(text):
            raise NotPossible("keeper-in-trash", tr("the copy that should stay is in the trash"))

    def check_views(self, path: bytes, going: bytes) -> None:
        """Raise NotPossible if the copy that should stay may be the same file, according to the mount table."""
        if show_one_file(path, going, self._mounts):
            raise NotPossible("same-file", tr("the copy that should stay shows the same file through another mount"))

    def _of_system(self, path: str, above: bool) -> bool:
        return self._protection.is_in_system_below(path, above=above)

    def _is_in_quarantine(self, path: str) -> bool:
        return self._quarantine is not None and is_inside(path, self._quarantine)

    def _is_trash(self, path: str, name: str) -> bool:
        return is_trash(path, name, self._protection)


class _Numbers:
    """The places that stay, by device and inode number: through a bind mount, or where capitals do not matter, the same
    place has another path.
    """

    def __init__(self, stay: Set[str], own: Set[str], system: Set[str], users: Set[str]) -> None:
        """``users`` are places that belong to users inside those of the ``system``."""
        self._users = users
        self._stay = _numbers_of(stay)
        self._verdicts: dict[tuple[int, int], NotPossible | None] = {
            **dict.fromkeys(_numbers_of(system), _of_the_system()),
            **dict.fromkeys(_numbers_of(users), None),
            **dict.fromkeys(_numbers_of(own), _of_cleanup()),
        }
        self._inside: OfFolders[NotPossible | None] = OfFolders(None, self._of_folder)

    def check(self, path: str, kind: Kind) -> None:
        """Raise NotPossible if a path leads to such a place, or into one."""
        if kind is Kind.FOLDER and _number_of(path) in self._stay:
            raise _stays()
        if problem := self._inside[split(path)[0]]:
            raise problem

    def _of_folder(self, path: str, verdict: NotPossible | None) -> NotPossible | None:
        """Why nothing in a folder may move: the nearest protected place above it decides."""
        if folded(path) in self._users:
            return None
        return self._verdicts.get(_number_of(path), verdict)


def _numbers_of(paths: Iterable[str]) -> set[tuple[int, int]]:
    return {number for number in map(_number_of, paths) if number != _NO_NUMBER}


def _number_of(path: str) -> tuple[int, int]:
    """Device and inode number of whatever a path leads to."""
    try:
        seen = facts_behind(path)
    except (OSError, ValueError) as error:
        if getattr(error, "errno", 0) == errno.ENAMETOOLONG:
            return _number_of_deep(path)
        return _NO_NUMBER
    return seen.st_dev, seen.st_ino


def _number_of_deep(path: str) -> tuple[int, int]:
    """As ``_number_of``, for a folder whose path is longer than the system accepts."""
    try:
        with closing(pass_into(os.fsencode(path))) as folder:
            seen = facts_of(folder)
    except OSError:
        return _NO_NUMBER
    return seen.st_dev, seen.st_ino


def _stays() -> NotPossible:
    return NotPossible("protected", tr("it is a home, a scanned folder or a system folder, or contains one of these"))


def _of_the_system() -> NotPossible:
    return NotPossible("protected", tr("it belongs to the system, or this computer protects it"))


def _of_cleanup() -> NotPossible:
    return NotPossible("protected", tr("it belongs to cleanup itself"))


def _checked(path: bytes) -> str:
    """A path as text, if it is absolute and normalised; raises NotPossible."""
    text = os.fsdecode(path)
    if not is_plain(text):
        raise NotPossible("not-a-path", tr("not the full, plain path of a file"))
    return text


@cache
def _program() -> tuple[str, ...]:
    """Where this program and its Python are installed: without them, nothing could be brought back."""
    places = (sys.prefix, sys.base_prefix, os.path.dirname(cleanup.__file__))
    return tuple({real for path in places if (real := os.path.realpath(path)) != top(real)})


def _here() -> str:
    """The folder this program was started in; the root if that is gone."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return os.path.abspath(os.sep)
