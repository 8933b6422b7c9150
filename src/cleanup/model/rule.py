"""Keep rules: which copy of a group stays, each able to say why."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

from cleanup.language import Marked, mark, said, tr


class RuleName(StrEnum):
    """The rules that are built in; those with a folder are written ``in:FOLDER``."""

    IN = "in"
    NOT_IN = "not-in"
    ORIGINAL_NAME = "original-name"
    OLDEST = "oldest"
    NEWEST = "newest"
    SHORTEST_PATH = "shortest-path"
    FIRST_ROOT = "first-root"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What is said of a rule: why a copy stays by it, and which copy that is, to pick it in a list.

    ``{folder}`` stands for the folder of a rule ``with_folder``.
    """

    why: Marked
    pick: Marked
    with_folder: bool = False


# In the order of lists. A rule that is not built in is added here, and to ``plan.keeper.VALUES``.
RULES: dict[str, RuleWords] = {
    RuleName.IN: RuleWords(mark("in {folder}"), mark("one in {folder}; all in there stays"), with_folder=True),
    RuleName.NOT_IN: RuleWords(mark("not in {folder}"), mark("one that is not in {folder}"), with_folder=True),
    RuleName.ORIGINAL_NAME: RuleWords(
        mark("its name is not that of a copy"), mark("one whose name is not that of a copy")
    ),
    RuleName.OLDEST: RuleWords(mark("the oldest"), mark("the oldest")),
    RuleName.NEWEST: RuleWords(mark("the newest"), mark("the newest")),
    RuleName.SHORTEST_PATH: RuleWords(mark("the shortest path"), mark("the one with the shortest path")),
    RuleName.FIRST_ROOT: RuleWords(
        mark("in the folder that was named first"), mark("the one in the folder that was named first")
    ),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One keep rule; ``folder`` is the real, absolute path of those that have one.

    ``in`` names a folder whose files stay all, also where a group has several copies in it.
    """

    name: str
    folder: bytes = b""


# A name that was not made for a copy says more than a date, which copying may set anew; a date more than a place.
DEFAULT_RULES = (Rule(RuleName.ORIGINAL_NAME), Rule(RuleName.OLDEST), Rule(RuleName.SHORTEST_PATH))
TIE = "tie"
BY_HAND = "by-hand"


def written(rule: Rule) -> str:
    """A rule as people write it."""
    return f"{rule.name}:{os.fsdecode(rule.folder)}" if rule.folder else str(rule.name)


def why_kept(rule: Rule | None, folder: str = "") -> str:
    """Why a copy stays, in words; ``folder`` is the rule's as it is to be shown, no rule a tie."""
    if rule is None:
        return tr("a tie: first by its path")
    return said(RULES[rule.name].why, folder=folder)
