"""Places that stay: the lists in ``protected.toml``, and the questions the walk asks about them."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Set
from pathlib import Path

from msgspec import Struct

from cleanup.disk.system import HAS_APPLE_TRASH, NAME, known_folders
from cleanup.disk.trashes.apple_trash import own_trash
from cleanup.disk.trashes.trash_places import home_trash
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.paths import ended, folded

_LISTS = Path(__file__).with_name("protected.toml")


class Protection(Struct, frozen=True):
    """What is protected; names of folders are in lower case, paths are absolute, real and folded.

    ``system_except`` are users' folders inside folders of the system, including the home. ``own`` are our cache, state
    and settings folders, which are not even counted: they change while we look. ``kinds`` says for names, endings and
    markers what a report calls such a place. ``never`` are paths that no option opens: the trash of this home, and our
    own cache, state and settings.
    """

    folder_names: frozenset[str]
    folder_endings: tuple[str, ...]
    file_endings: tuple[str, ...]
    markers: frozenset[str]
    holding: tuple[frozenset[str], ...]
    beside: dict[str, frozenset[str]]
    trash_names: frozenset[str]
    trash_beginnings: tuple[str, ...]
    trash_named: str
    trash_holding: frozenset[str]
    system: frozenset[str]
    system_except: frozenset[str]
    home_folders: frozenset[str]
    never: frozenset[str]
    own: frozenset[str]
    kinds: dict[str, str] = {}

    def is_never_searched(self, path: str, name: str) -> bool:
        """Whether a folder is a trash or our own, which no option opens."""
        low = name.lower()
        return low in self.trash_names or low.startswith(self.trash_beginnings) or folded(path) in self.never

    def is_own(self, path: str) -> bool:
        """Whether this very path is a folder of our own."""
        return folded(path) in self.own

    def is_trash_by_contents(self, name: str, names: Set[str]) -> bool:
        """Whether a folder with this name that contains these names is a trash."""
        return name.lower() == self.trash_named and self.trash_holding <= names

    def is_system(self, path: str) -> bool:
        """Whether this very path is a folder of the system."""
        return folded(path) in self.system

    def is_in_system(self, path: str) -> bool:
        """Whether an absolute path is a folder of the system or inside one, and in none of the exceptions for users."""
        alike = ended(folded(path))
        around = (place for place in (*self.system_except, *self.system) if alike.startswith(ended(place)))
        # The nearest one decides.
        return max(around, key=len, default="") in self.system

    def is_in_system_below(self, path: str, *, above: bool) -> bool:
        """As ``is_in_system``, if it is known for the folder ``above``: faster for very many paths."""
        alike = folded(path)
        return alike in self.system or (above and alike not in self.system_except)

    def is_protected_folder(self, name: str, siblings: Set[str]) -> bool:
        """Whether a folder is protected by its name, or by its name and a name beside it."""
        low = name.lower()
        if low in self.folder_names or low.endswith(self.folder_endings):
            return True
        neighbours = self.beside.get(low)
        return neighbours is not None and not neighbours.isdisjoint(siblings)

    def is_protected_by_contents(self, names: Set[str]) -> bool:
        """Whether a folder is protected because it contains these names."""
        return not self.markers.isdisjoint(names) or any(store <= names for store in self.holding)

    def kind_of_name(self, name: str) -> str:
        """What a report calls a folder that is protected, or hidden, by its name; "" if it has no word for it."""
        low = name.lower()
        return self.kinds.get(low) or self.kinds.get(os.path.splitext(low)[1], "")

    def kind_of_contents(self, names: Set[str]) -> str:
        """What a report calls a folder that is protected because it contains these names; "" if it has no
        word for it.
        """
        stores = [name for store in self.holding if store <= names for name in store]
        return next((self.kinds[name] for name in sorted({*(self.markers & names), *stores}) if name in self.kinds), "")

    def is_protected_file(self, name: str) -> bool:
        """Whether a file is protected by the ending of its name."""
        return name.lower().endswith(self.file_endings)


def load_protection(home: str, own: Collection[str], more: Iterable[str] = ()) -> Protection:
    """Read the lists that come with the program; raises DocumentProblem if they cannot be used.

    ``home`` is a real path, and so are ``own``, our cache, state and settings folders; the home's trash is added.
    ``more`` are places that this computer protects like those of the system.
    """
    added = frozenset(map(folded, more))
    import tomllib

    try:
        lists = tomllib.loads(_LISTS.read_text("utf-8"))
        trash, beside = lists["trash"], lists["beside"]
        trash_in = own_trash if HAS_APPLE_TRASH else home_trash
        return Protection(
            folder_names=_names(lists["folder_names"]),
            folder_endings=tuple(sorted(_names(lists["folder_endings"]))),
            file_endings=tuple(sorted(_names(lists["file_endings"]))),
            markers=_names(lists["markers"]),
            holding=tuple(_names(store) for store in lists["holding"]),
            beside={name: _names(names) for name, names in beside.items()},
            trash_names=_names(trash["folder_names"]),
            trash_beginnings=tuple(sorted(_names(trash["folder_beginnings"]))),
            trash_named=_name(trash["named"]),
            trash_holding=_names(trash["holding"]),
            system=_system_folders(lists["system"]) | added,
            system_except=frozenset(map(folded, _names(lists["system"]["except"]) | {home})),
            home_folders=frozenset(map(folded, _expected(home, _names(lists["home"]["folder_names"])))),
            never=frozenset(map(folded, [os.path.realpath(trash_in(home)), *own])),
            own=frozenset(map(folded, own)),
            kinds={name: kind for kind, names in lists["kinds"].items() for name in _names(names)},
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentProblem(
            tr("The list of protected places cannot be read: {error}", error=error),
            tr("Reinstall cleanup; without this list it does not look at your files."),
        ) from error


def _expected(home: str, names: Iterable[str]) -> Iterator[str]:
    """The folders that a desktop expects in a home, and those that the system knows elsewhere."""
    yield from (os.path.join(home, name) for name in names)
    yield from known_folders().values()


def _name(name: object) -> str:
    (checked,) = _names([name])
    return checked


def _names(names: object) -> frozenset[str]:
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise ValueError(names)
    return frozenset(names)


def _system_folders(by_platform: dict[str, list[str]]) -> frozenset[str]:
    listed = by_platform.get(NAME, by_platform["linux"])
    return frozenset(folded(os.path.expandvars(path)) for path in _names(listed))
