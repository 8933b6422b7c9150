"""The rules that can be picked, and the groups they can be picked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cleanup.language import tr, trn
from cleanup.model.inventory import Rows
from cleanup.model.rule import WITH_FOLDER, Rule, RuleName
from cleanup.review.lines import Lines
from cleanup.review.shown import Shown

_RULES = tuple(RuleName)


def rules_to_pick(folder: str) -> list[str]:
    """Each rule in words; ``folder`` is that of the current line, as it is shown."""
    words = {
        RuleName.IN: tr("one in {folder}; all in there stays", folder=folder),
        RuleName.NOT_IN: tr("one that is not in {folder}", folder=folder),
        RuleName.ORIGINAL_NAME: tr("one whose name is not that of a copy"),
        RuleName.OLDEST: tr("the oldest"),
        RuleName.NEWEST: tr("the newest"),
        RuleName.SHORTEST_PATH: tr("the one with the shortest path"),
        RuleName.FIRST_ROOT: tr("the one in the folder that was named first"),
    }
    return [words[name] for name in _RULES]


def rule_named(number: int, folder: bytes) -> Rule:
    """The rule that was picked."""
    name = _RULES[number]
    return Rule(name, folder if name in WITH_FOLDER else b"")


def scopes_to_pick(shown: Shown, group: int, folder: bytes, lines: Lines) -> list[tuple[str, Callable[[], Rows]]]:
    """For which groups a rule can be picked, in words, and what gives those groups."""

    def one() -> Rows:
        return np.asarray([group], dtype=np.int64)

    def in_folder() -> Rows:
        inside, _ = shown.groups.below((folder,))
        return np.flatnonzero(shown.groups.with_any(inside[shown.groups.members]))

    count = len(shown.numbers)
    return [
        (tr("only in this one"), one),
        (tr("in all with a copy in {folder}", folder=lines.path(folder, 30)), in_folder),
        (trn("in the {n} that is shown", "in the {n} that are shown", count), lambda: shown.numbers),
        (tr("in all there are"), lambda: shown.groups.every),
    ]
