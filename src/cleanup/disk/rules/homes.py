"""People's homes, and the folders in them where files arrive."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Set
from functools import cache, lru_cache

from cleanup.disk.quietly import beginning_of
from cleanup.disk.rules.tables import Rule, read_rules
from cleanup.disk.system import known_folders
from cleanup.model.names import Phrases, alike, letters_of, without_blanks
from cleanup.model.paths import is_inside, joined, usual

INBOXES = frozenset({"desktop", "downloads"})
_KINDS = ("desktop", "downloads", "documents", "pictures", "music", "videos", "templates", "public")
# A folder with this many of the usual folders is somebody's home.
_FOR_A_HOME = 3
_TOLD = re.compile(r'^\s*XDG_(DESKTOP|DOWNLOAD)_DIR="((?:[^"\\]|\\.)*)"', re.MULTILINE)
# In the folder of homes on Windows and macOS.
_OF_SYSTEMS = frozenset({"default", "public", "all users", "default user", "shared", "guest", "administrator"})
_YEAR = re.compile(r"(?:19|20)\d\d")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_MOST_TOLD = 1 << 16


@cache
def _rules() -> dict[str, Rule]:
    return read_rules("homes.toml")


@cache
def kinds_of_folders() -> dict[str, str]:
    """The kind of each folder that a desktop makes in a home, by its names in all languages.

    They are in the form in which names are compared, with and without spaces.
    """
    return {form(name): kind for kind in _KINDS for name in _rules()[kind].names for form in (alike, without_blanks)}


@cache
def received_names(*, anywhere: bool = False) -> frozenset[str]:
    """The names of folders where programs put what they receive: in an inbox or among pictures, or anywhere."""
    return frozenset(map(without_blanks, _rules()["received-anywhere" if anywhere else "received"].names))


def is_in_inbox(folder: str) -> bool:
    """Whether a folder is an inbox by its name, or inside one at any depth."""
    return any(kinds_of_folders().get(alike(part)) in INBOXES for part in folder.split(os.sep))


def is_where_things_arrive(path: str) -> bool:
    """Whether a folder is an inbox by its name, or one for received files; ambiguous names count only in an inbox."""
    above, name = os.path.split(path)
    return _arrive_in(name, os.path.basename(above))


# The same names are asked about for very many folders.
@lru_cache(maxsize=4096)
def _arrive_in(name: str, above: str) -> bool:
    inbox, mine = (kinds_of_folders().get(without_blanks(each)) in INBOXES for each in (above, name))
    return mine or without_blanks(name) in received_names(anywhere=not inbox)


def is_pile(name: str) -> bool:
    """Whether a folder's name says it waits to be sorted, sent or thrown away; one for a year is filed."""
    text = letters_of(_HUMP.sub(" ", name))
    return (text in _piles() and not _YEAR.search(name)) or _pile_words().are_in(text)


def holds_homes(name: str) -> bool:
    """Whether a folder is named like a folder of homes."""
    return alike(name) in _users()


def are_homes(names: Set[str]) -> bool:
    """Whether a folder of homes with these names in it is in use: it has several homes, and did not come from a system
    disk.
    """
    return len(names) > 1 and names.isdisjoint(_OF_SYSTEMS)


@cache
def _piles() -> frozenset[str]:
    return frozenset(map(letters_of, _rules()["pile"].names))


@cache
def _pile_words() -> Phrases:
    return Phrases(_rules()["pile-by-word"].names)


@cache
def _users() -> frozenset[str]:
    return frozenset(map(alike, _rules()["users"].names))


def looks_like_a_home(names: Set[str]) -> bool:
    """Whether a folder with these names in it, in the form in which they are compared, is a home: an inbox and two more
    of the usual folders.
    """
    kinds = kinds_of_folders()
    found = {kinds[name] for name in names & kinds.keys()}
    return len(found) >= _FOR_A_HOME and not found.isdisjoint(INBOXES)


def told_inboxes(home: str, *, anywhere: bool) -> Iterator[str]:
    """The inboxes that ``user-dirs.dirs`` of a home names; inside the home, or ``anywhere``. Reads that file.

    ``anywhere`` is for the home of the current user: the folders that the system itself knows are added. A home, or one
    of its folders for documents and the like, never counts, whatever the file says.
    """
    settings = os.environ.get("XDG_CONFIG_HOME", "") if anywhere else ""
    if anywhere:
        yield from (path for kind, path in known_folders().items() if kind in INBOXES)
    kinds = kinds_of_folders()
    for _, written in _TOLD.findall(_read(settings if os.path.isabs(settings) else joined(home, ".config"))):
        path = re.sub(r"\\(.)", r"\1", written)
        if path.startswith("$HOME"):
            path = home + path.removeprefix("$HOME")
        if not os.path.isabs(path):
            continue
        path = usual(path)
        inside = path != home and is_inside(path, home)
        if (inside or (anywhere and not is_inside(home, path))) and kinds.get(
            alike(os.path.basename(path)), "downloads"
        ) in INBOXES:
            yield path


def _read(settings: str) -> str:
    """The contents of ``user-dirs.dirs``; nothing if it cannot be read. Follows no link."""
    try:
        return beginning_of(os.path.join(settings, "user-dirs.dirs"), _MOST_TOLD).decode("utf-8", "surrogateescape")
    except OSError:
        return ""
