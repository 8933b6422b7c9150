"""Whether a path is in a place that rules never choose: a program's, a hidden one, the system's, a trash."""

from __future__ import annotations

import os
from typing import NamedTuple

from cleanup.disk.cloud import is_hidden
from cleanup.disk.native import look_at_names
from cleanup.disk.rules.protected import Protection
from cleanup.disk.system import MARKS_FILES, facts_by_path, fits, leave, pass_into
from cleanup.model.paths import SEPARATOR, above, folded, is_inside, split
from cleanup.model.remembered import OfFolders, Remembered


class _Known(NamedTuple):
    """What applies to everything in a folder: the code of a reason, and whether the folder is in the system."""

    code: str
    in_system: bool


class _Around(NamedTuple):
    """The same, and whether nothing but the name says of a file in it why it is not chosen."""

    code: str
    in_system: bool
    by_name: bool


class ProtectedAbove:
    """Checks a path and every folder above it against the lists; remembers folders. Reads the disk, lists nothing."""

    def __init__(self, protection: Protection, roots: tuple[bytes, ...]) -> None:
        """Hidden folders at or above these ``roots`` were named by the user and do not count."""
        self._protection = protection
        self._roots = tuple(os.fsdecode(root) for root in roots)
        self._known = OfFolders(_Known("", in_system=False), self._of_folder)
        # By everything before the file's name: very many files in one folder are each asked about.
        self._around: Remembered[bytes, _Around] = Remembered()
        places = protection.system | protection.system_except
        self._with_places = {os.path.dirname(place) for place in places}
        self._endings = tuple(map(os.fsencode, protection.file_endings))

    def why_it_stays(self, path: bytes) -> str:
        """The code of the reason why a path is not chosen: ``hidden``, ``protected``, or "" if it may be."""
        beginning, _, name = path.rpartition(SEPARATOR)
        around = self._around.get(beginning)
        if around is None:
            around = self._look_around(path)
            self._around.note(beginning, around, len(beginning))
        if around.code:
            return around.code
        if not around.by_name or not name.isascii():
            return self._of_path(os.fsdecode(path), in_system=around.in_system)
        if name.lower().endswith(self._endings):
            return "protected"
        return "hidden" if name.startswith(b".") else ""

    def _look_around(self, path: bytes) -> _Around:
        folder = os.path.split(os.fsdecode(path))[0]
        known = self._known[folder]
        by_name = not (known.in_system or MARKS_FILES or folded(folder) in self._with_places)
        return _Around(known.code, known.in_system, by_name)

    def _of_path(self, path: str, *, in_system: bool) -> str:
        name = path.rpartition(os.sep)[2]
        if self._protection.is_protected_file(name):
            return "protected"
        if self._protection.is_in_system_below(path, above=in_system):
            return "protected"
        return "hidden" if _hides(path, name) else ""

    def _of_folder(self, path: str, above: _Known) -> _Known:
        """With the code of the outermost folder on the way that has one."""
        name = split(path)[1]
        in_system = self._protection.is_in_system_below(path, above=above.in_system)
        return _Known(above.code or (self._of_name(path, name) if name else ""), in_system)

    def _of_name(self, path: str, name: str) -> str:
        if is_protected_place(path, name, self._protection):
            return "protected"
        named = any(is_inside(root, path) for root in self._roots)
        return "hidden" if not named and _hides(path, name) else ""


def _hides(path: str, name: str) -> bool:
    """Whether the file manager hides it, by its name or by a mark of the system's."""
    if name.startswith(".") or not MARKS_FILES:
        return name.startswith(".")
    try:
        return is_hidden(name, facts_by_path(path))
    except OSError:
        return False


def is_protected_place(path: str, name: str, protection: Protection) -> bool:
    """Whether this very folder is protected, by its name, a name beside it, or its contents."""
    beside = names_there(os.path.dirname(path), protection.beside.get(name.lower(), frozenset()))
    inside = names_there(path, protection.markers.union(*protection.holding))
    return protection.is_protected_folder(name, beside) or protection.is_protected_by_contents(inside)


def is_trash(path: str, name: str, protection: Protection) -> bool:
    """Whether this very folder is a trash, by its name or its contents, or our own."""
    if protection.is_never_searched(path, name):
        return True
    if name.lower() != protection.trash_named:
        return False
    return protection.is_trash_by_contents(name, names_there(path, protection.trash_holding))


def is_in_trash(path: str, protection: Protection) -> bool:
    """Whether a folder, or one above it, is a trash or our own."""
    return any(is_trash(each, split(each)[1], protection) for each in (path, *above(path)))


def names_there(folder: str, names: frozenset[str]) -> set[str]:
    """Which of these names are in a folder; lists nothing, so the folder's access time does not change."""
    if not names:
        return set()
    path = os.fsencode(folder)
    try:
        handle = pass_into(path)
    except OSError:
        # A link to a folder is not followed, but what it leads to counts.
        return {name for name in names if os.path.lexists(os.path.join(folder, name))} if fits(path) else set()
    try:
        failed = look_at_names(handle, list(names), 0)[-1]
    finally:
        leave(handle)
    return {*names}.difference(name for name, _ in failed)
