"""Whether a rule of a category still fits a thing: checked again right before it moves. Reads the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Set
from pathlib import Path
from typing import NamedTuple

from cleanup.disk.link_ends import LinkEnd, end_of
from cleanup.disk.rules.builds import build_at, holds_work
from cleanup.disk.rules.leftovers import OWN_RULES, Leftover, leftover_rules, own_rules, which
from cleanup.disk.rules.looks import Seen
from cleanup.disk.system import Facts, home_told, leave, open_folder, own_folders
from cleanup.model.errors import DocumentProblem
from cleanup.model.paths import split


def is_by_rule(category: str, what: str, path: str, status: Facts) -> bool:
    """Whether a rule of this category that finds ``what`` fits the thing at a path.

    Its age was checked when it was found. What cannot be looked at fits no rule.
    """
    try:
        return category in BY_RULE and BY_RULE[category].holds(what, path, status)
    except OSError:
        return False


def loses_its_rule(category: str, path: str, going: Set[str]) -> bool:
    """Whether no rule of this category would fit a path without the names ``going`` beside it, in the form of
    ``alike``; False if that cannot be looked at: the move will say.
    """
    try:
        return category in BY_RULE and not BY_RULE[category].holds_without(path, going)
    except OSError:
        return False


def _leads_nowhere(_what: str, path: str, _status: Facts) -> bool:
    """Whether a link still leads nowhere, whatever is known about where it should lead."""
    return end_of(path, ()) is not LinkEnd.FINE


def _is_left_over(what: str, path: str, status: Facts) -> bool:
    folder, name = split(path)
    home = os.path.realpath(home_told())
    handle = open_folder(folder)
    try:
        return bool(name) and which(_rules(home, what), Seen(handle, folder, name, status), home) is not None
    finally:
        leave(handle)


def _rules(home: str, what: str) -> list[Leftover]:
    """The rules that find this: those that come with the program, and the user's own if they can be used."""
    try:
        own = own_rules(Path(own_folders(home)[2]) / OWN_RULES)
    except DocumentProblem:
        own = {}
    return [rule for rule in (*leftover_rules().values(), *own.values()) if rule.what == what]


def _is_build(what: str, path: str, _status: Facts) -> bool:
    """Whether a build rule that finds this still fits a folder, and no person's work is in it."""
    found = build_at(path)
    return found is not None and found.build.what == what and not holds_work(path)


class ByRule(NamedTuple):
    """The checks for things of one category; both may raise OSError.

    ``holds``: whether a rule that finds what the reason says fits a path, and what was seen there. ``holds_without``:
    whether one would without these names beside it.
    """

    holds: Callable[[str, str, Facts], bool]
    holds_without: Callable[[str, Set[str]], bool] = lambda _path, _going: True


# By the name of the category. Finders that are not built in add theirs here.
BY_RULE: dict[str, ByRule] = {
    "broken-links": ByRule(_leads_nowhere),
    "build-folders": ByRule(_is_build, lambda path, going: build_at(path, going) is not None),
    "leftovers": ByRule(_is_left_over),
}
