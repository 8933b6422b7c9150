"""Folder names that say that a folder is a copy of another place: a backup, an old computer, a copied folder."""

from __future__ import annotations

import re
from functools import cache

from cleanup.disk.rules.homes import kinds_of_folders
from cleanup.disk.rules.marks import Marks, Names
from cleanup.disk.rules.tables import Rule, read_rules
from cleanup.model.copy_names import is_named_a_copy, may_be_a_copy, original_name
from cleanup.model.names import Phrases, letters_of

# A date, at most with a word before it or a time and a number after it.
_DATED = re.compile(
    r"(?:[a-z]+[-_. ]?)?(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d[-_.t ]?[\d:h-]{0,8}(?:\.\d{1,6})?z?", re.IGNORECASE
)
# A text: to make a pattern of it takes a while, and few names need one.
_BETWEEN_WORDS = (
    r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])|(?<=[A-Za-z])(?=[\u3040-\u9fff\uac00-\ud7af])"
    r"|(?<=[\u3040-\u9fff\uac00-\ud7af])(?=[A-Za-z])"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ASCII_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_ENDINGS = (".old", ".bak", ".orig", ".backup", "~")
# After what it is said about.
_OLD_AFTER = frozenset({
    "old", "alt", "oud", "gammal", "gammel", "viejo", "vecchio", "ancien", "antigo", "stary", "starý", "старый",
    "старое", "старые", "eski", "vanha", "régi", "旧",
})  # fmt: skip
_AGES = frozenset({"year", "years", "yr", "month", "months", "week", "weeks", "day", "days"})


def is_copy_of_a_place(name: str, *, drive: bool = False) -> bool:
    """Whether a folder's name alone says that it is, or may be, a copy of another place: for an archive, the user is
    asked.

    A ``drive`` called archive is where somebody files things.
    """
    if name.endswith(_ENDINGS) or (may_be_a_copy(name) and is_named_a_copy(name)):
        return True
    if name.isascii() and "backup" not in name.lower() and _first_words().isdisjoint(_words_of(name)):
        # True for nearly all.
        return False
    # "MacBook" is one word and "OldLaptop" two.
    return any(_says_so(name, letters_of(text), drive) for text in {name, re.sub(_BETWEEN_WORDS, " ", name)})


def _says_so(name: str, text: str, drive: bool) -> bool:
    if any(word.startswith("backup") or word.endswith(("backup", "backups")) for word in text.split()):
        return True
    if _has(text, "backup") or _has(text, "recovered") or (text and not _without(text, "reserve")):
        return True
    return _is_old(text) or _is_dated_machine(name, text) or (not drive and _is_archive(text))


def was_a_system(names: Names) -> bool:
    """Whether a folder with these names in it came from a computer's disk, or is a user's folder from one."""
    return bool(_of_systems().by_contents(names))


def may_be_copy_of(name: str) -> str:
    """The name of the folder that this one would be a copy of, if that is beside it; "" if none."""
    return original_name(name) if may_be_a_copy(name) else ""


def dated(name: str) -> bool:
    """Whether a folder is named with a date, like the states of a backup."""
    return _DATED.fullmatch(name) is not None


def _is_old(text: str) -> bool:
    """Old, an old machine, "x old", old files, and the folders of a home that are called old."""
    if not _has(text, "old"):
        return _has(text, "old-machine") and _has(text, "machine")
    words = text.split()
    if len(words) > 1 and words[-1] == "old" and words[-2] in _AGES:
        return False
    if _has(text, "machine") or (len(words) > 1 and words[-1] in _OLD_AFTER):
        return True
    return not _without(_without(_without(text, "old"), "things"), "archive", of_home=True)


def _is_dated_machine(name: str, text: str) -> bool:
    """A machine and the year in which its contents were copied: "Laptop 2015"."""
    return _YEAR.search(name) is not None and _has(text, "machine") and not _without(text, "machine")


def _is_archive(text: str) -> bool:
    """Just "archive" by name: national archives, or a photo archive, are not copies of a place."""
    return _has(text, "archive") and not _without(_without(_without(text, "archive"), "old"), "things")


def _words_of(name: str) -> set[str]:
    """The words of a name with only plain letters, in lower case."""
    return {*map(str.lower, _ASCII_WORDS.findall(name)), *re.findall("[a-z]+", name.lower())}


@cache
def _rules() -> dict[str, Rule]:
    return read_rules("copied_places.toml")


@cache
def _of_systems() -> Marks:
    return Marks({"system-disk": _rules()["system-disk"]}, {})


@cache
def _first_words() -> frozenset[str]:
    """The first words of meaningful phrases."""
    tables = ("backup", "recovered", "old", "old-machine", "archive", "reserve", "machine")
    return frozenset(letters_of(name).split()[0] for table in tables for name in _rules()[table].names)


@cache
def _phrases(table: str, *, of_home: bool = False) -> Phrases:
    return Phrases((*_rules()[table].names, *(kinds_of_folders() if of_home else ())))


def _has(text: str, table: str) -> bool:
    return _phrases(table).are_in(text)


def _without(text: str, table: str, *, of_home: bool = False) -> str:
    """What is left of a text without the words in a table."""
    return _phrases(table, of_home=of_home).taken_out(text)
