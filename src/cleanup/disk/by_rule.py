"""Whether a rule of a category names a thing as it is now: asked again right before it moves. Reads the disk."""

from __future__ import annotations

import os
from pathlib import Path

from cleanup.disk.builds import build_at, holds_work
from cleanup.disk.leftovers import OWN_RULES, Leftover, leftover_rules, own_rules, which
from cleanup.disk.link_ends import LinkEnd, end_of
from cleanup.disk.looks import Seen
from cleanup.disk.system import Facts, home_told, leave, open_folder, own_folders
from cleanup.model.paths import split


def is_by_rule(category: str, what: str, path: str, status: Facts) -> bool:
    """Whether a rule of this category that finds ``what`` holds for what lies at a path.

    Its age was looked at when it was found.
    """
    folder, name = split(path)
    if category == "broken-links":
        return _leads_nowhere(path)
    if category == "build-folders":
        return _is_build(path, what)
    if category != "leftovers" or not name:
        return False
    home = os.path.realpath(home_told())
    try:
        handle = open_folder(folder)
        try:
            return which(_rules(home, what), Seen(handle, folder, name, status), home) is not None
        finally:
            leave(handle)
    except OSError:
        return False


def _leads_nowhere(path: str) -> bool:
    """Whether a link leads nowhere still, whatever is known of where it should."""
    try:
        return end_of(path, ()) is not LinkEnd.FINE
    except OSError:
        return False


def _rules(home: str, what: str) -> list[Leftover]:
    """The rules that find this: of those that come with the program, and the user's own."""
    every = [*leftover_rules().values(), *own_rules(Path(own_folders(home)[2]) / OWN_RULES).values()]
    return [rule for rule in every if rule.what == what]


def _is_build(path: str, what: str) -> bool:
    """Whether a rule of builds that finds this still holds for a folder, and no work of a person's is in it."""
    try:
        found = build_at(path)
        return found is not None and found.build.what == what and not holds_work(path)
    except OSError:
        return False
