"""Keep rules: which copy of a group stays, each able to say why; read as people write them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cleanup.language import Marked, mark, said, tr
from cleanup.model.errors import UsageProblem
from cleanup.model.near import did_you_mean


class RuleName(StrEnum):
    """The built-in rules; those with a folder are written ``in:FOLDER``."""

    IN = "in"
    NOT_IN = "not-in"
    LASTING = "lasting"
    FILED = "filed"
    LIVE_FOLDER = "live-folder"
    ORIGINAL_NAME = "original-name"
    OLDEST = "oldest"
    NEWEST = "newest"
    TOGETHER = "together"
    FULLER_PATH = "fuller-path"
    SHORTEST_PATH = "shortest-path"
    FIRST_ROOT = "first-root"
    FIRST_PATH = "first-path"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What is said about a rule: why a copy stays by it, and which copy that is, to pick it in a list.

    ``{folder}`` stands for the folder of a rule ``with_folder``.
    """

    why: Marked
    pick: Marked
    with_folder: bool = False


# In the order of lists, in which each has a number. A rule that is not built in is added here, and to
# ``plan.keep_rules.VALUES``.
RULES: dict[str, RuleWords] = {
    RuleName.IN: RuleWords(mark("in {folder}"), mark("one in {folder}; everything in there stays"), with_folder=True),
    RuleName.NOT_IN: RuleWords(mark("not in {folder}"), mark("one that is not in {folder}"), with_folder=True),
    RuleName.LASTING: RuleWords(mark("in a place that lasts"), mark("one in a place that lasts")),
    RuleName.ORIGINAL_NAME: RuleWords(
        mark("its name is not that of a copy"), mark("one whose name is not that of a copy")
    ),
    RuleName.OLDEST: RuleWords(mark("the oldest"), mark("the oldest")),
    RuleName.NEWEST: RuleWords(mark("the newest"), mark("the newest")),
    RuleName.SHORTEST_PATH: RuleWords(mark("the shortest path"), mark("the one with the shortest path")),
    RuleName.FIRST_ROOT: RuleWords(
        mark("in the folder that was named first"), mark("the one in the folder that was named first")
    ),
    RuleName.FILED: RuleWords(
        mark("filed, and not in an inbox"), mark("one that is filed, and not in Downloads or another inbox")
    ),
    RuleName.LIVE_FOLDER: RuleWords(
        mark("not in a backup or another copy of a folder"), mark("one that is in no backup or other copy of a folder")
    ),
    RuleName.TOGETHER: RuleWords(
        mark("more copies stay in its folder"), mark("one in the folder where more copies stay")
    ),
    RuleName.FULLER_PATH: RuleWords(mark("its folders say most about it"), mark("one whose folders say most about it")),
    RuleName.FIRST_PATH: RuleWords(mark("the first by its path"), mark("the first by its path")),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One keep rule; ``folder`` is the real, absolute path for those that have one.

    ``in`` names a folder whose files all stay, even if a group has several copies in it. ``sure``: it decides only
    where what it goes by means something.
    """

    name: str
    folder: bytes = b""
    sure: bool = False


# Comes before all others, whatever a user says: no copy in a temporary place stays for one that is not.
FIRST_RULE = Rule(RuleName.LASTING)
# Where somebody put a file says more than its name; a name not made for a copy says more than a date, which copying may
# change; a date says more than a path.
DEFAULT_RULES = (
    Rule(RuleName.FILED), Rule(RuleName.LIVE_FOLDER), Rule(RuleName.ORIGINAL_NAME), Rule(RuleName.OLDEST, sure=True),
    Rule(RuleName.TOGETHER), Rule(RuleName.FULLER_PATH),
)  # fmt: skip
TIE = "tie"
WHY_TIE = mark("a tie: first by its path")
BY_HAND = "by-hand"
BEST = "best-picture"


def written(rule: Rule) -> str:
    """A rule as people write it."""
    return f"{rule.name}:{os.fsdecode(rule.folder)}" if rule.folder else str(rule.name)


def why_kept(rule: Rule | None, folder: str = "") -> str:
    """Why a copy stays, in words; ``folder`` is the rule's, as shown; no rule means a tie."""
    if rule is None:
        return said(WHY_TIE)
    return said(RULES[rule.name].why, folder=folder)


def parse_rules(texts: Iterable[str], folder_of: Callable[[str], bytes]) -> tuple[Rule, ...]:
    """The rules in their order; raises UsageProblem for one that is unknown, named twice, or contradicts another.

    ``folder_of`` gives the real path of a folder as it was typed, or raises UsageProblem.
    """
    rules: list[Rule] = []
    for text in texts:
        rule = _parse(text, folder_of)
        if rule in rules:
            raise UsageProblem(tr("The keep rule “{rule}” is named twice.", rule=text), tr("Leave one of them out."))
        rules.append(rule)
    _check(rules)
    return tuple(rules)


def _parse(text: str, folder_of: Callable[[str], bytes]) -> Rule:
    name, colon, folder = text.partition(":")
    known = RULES.get(name)
    if known is None:
        raise UsageProblem(tr("“{rule}” is not a keep rule.", rule=text), did_you_mean(name, RULES, _there_are()))
    if not known.with_folder:
        if colon:
            raise UsageProblem(tr("The keep rule “{name}” takes no folder.", name=name), _there_are())
        return Rule(name)
    if not folder:
        raise UsageProblem(
            tr("The keep rule “{name}” needs a folder.", name=name), tr("Write it as {name}:FOLDER.", name=name)
        )
    return Rule(name, folder_of(folder))


def _check(rules: list[Rule]) -> None:
    for one, other in ((RuleName.OLDEST, RuleName.NEWEST), (RuleName.IN, RuleName.NOT_IN)):
        for rule in rules:
            against = Rule(other, rule.folder)
            if rule.name == one and against in rules:
                raise UsageProblem(
                    tr("The keep rules “{one}” and “{other}” contradict each other.",
                       one=written(rule), other=written(against)),
                    tr("Leave one of them out."),
                )  # fmt: skip


def _there_are() -> str:
    names = ", ".join(f"{name}:FOLDER" if words.with_folder else str(name) for name, words in RULES.items())
    return tr("Choose one of: {names}.", names=names)
