"""Homes with other names for the same things."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate

from quality.home import File, Group, Home

_SYLLABLES = ["ba", "de", "fu", "gi", "ko", "lu", "me", "no", "pi", "ra", "so", "ti", "ve", "wu", "xa", "zo"]


def as_written(home: Home) -> Home:
    return home


def without_inboxes(home: Home) -> Home:
    """The home with a word that says nothing for the name of each inbox, and nothing that points to them."""
    dice = random.Random(f"words {home.name}")
    words = {inbox: "".join(dice.sample(_SYLLABLES, 4)).capitalize() for inbox in home.inboxes}

    def renamed(path: str) -> str:
        folders = accumulate(path.split("/"), "{}/{}".format)
        return "/".join(words.get(folder, folder.rpartition("/")[2]) for folder in folders)

    alone = tuple(file for file in home.alone if not file.path.endswith("/user-dirs.dirs"))
    return _named(replace(home, alone=alone), renamed)


def decomposed(home: Home) -> Home:
    """The home as it comes from a Mac's old drive: letters and their accents are characters of their own."""
    return _named(home, lambda path: unicodedata.normalize("NFD", path))


def _named(home: Home, name: Callable[[str], str]) -> Home:
    return replace(
        home,
        inboxes=tuple(map(name, home.inboxes)),
        alone=tuple(_file(file, name) for file in home.alone),
        groups=tuple(_group(group, name) for group in home.groups),
    )


def _group(group: Group, name: Callable[[str], str]) -> Group:
    files = tuple(_file(file, name) for file in group.files)
    return replace(group, files=files, goes=frozenset(map(name, group.goes)))


def _file(file: File, name: Callable[[str], str]) -> File:
    return replace(file, path=name(file.path), link=file.link and name(file.link))
