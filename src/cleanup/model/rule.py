"""Keep rules: which copy of a group stays, each able to say why."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

from cleanup.language import tr


class RuleName(StrEnum):
    """The rules there are; those with a folder are written ``in:FOLDER``."""

    IN = "in"
    NOT_IN = "not-in"
    ORIGINAL_NAME = "original-name"
    OLDEST = "oldest"
    NEWEST = "newest"
    SHORTEST_PATH = "shortest-path"
    FIRST_ROOT = "first-root"


WITH_FOLDER = frozenset({RuleName.IN, RuleName.NOT_IN})


@dataclass(frozen=True, slots=True)
class Rule:
    """One keep rule; ``folder`` is the real, absolute path of those that have one.

    ``in`` names a folder whose files stay all, also where a group has several copies in it.
    """

    name: RuleName
    folder: bytes = b""


# A name that was not made for a copy says more than a date, which copying may set anew; a date more than a place.
DEFAULT_RULES = (Rule(RuleName.ORIGINAL_NAME), Rule(RuleName.OLDEST), Rule(RuleName.SHORTEST_PATH))
TIE = "tie"
BY_HAND = "by-hand"


def written(rule: Rule) -> str:
    """A rule as people write it."""
    return f"{rule.name.value}:{os.fsdecode(rule.folder)}" if rule.folder else rule.name.value


def why_kept(rule: Rule | None, folder: str = "") -> str:
    """Why a copy stays, in words; ``folder`` is the rule's as it is to be shown, no rule a tie."""
    if rule is None:
        return tr("a tie: first by its path")
    return {
        RuleName.IN: tr("in {folder}", folder=folder),
        RuleName.NOT_IN: tr("not in {folder}", folder=folder),
        RuleName.ORIGINAL_NAME: tr("its name is not that of a copy"),
        RuleName.OLDEST: tr("the oldest"),
        RuleName.NEWEST: tr("the newest"),
        RuleName.SHORTEST_PATH: tr("the shortest path"),
        RuleName.FIRST_ROOT: tr("in the folder that was named first"),
    }[rule.name]
