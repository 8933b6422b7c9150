"""The rules to pick from, and the groups they can apply to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cleanup.language import mark, said, tr, trn
from cleanup.language import number as counted
from cleanup.model.inventory import Rows
from cleanup.model.rule import BEST, FIRST_RULE, RULES, Rule, RuleName, RuleWords
from cleanup.model.thing import Mask
from cleanup.plan.left_in_folders import Emptied
from cleanup.plan.selection import Selection
from cleanup.review.lines import Lines
from cleanup.review.shown import Shown

_BEST_PICTURE = RuleWords(mark("the best picture"), mark("the best of pictures: from the camera, most pixels"))


def rules_to_pick(folder: str) -> list[str]:
    """Each rule in words; ``folder`` is that of the current line, as shown."""
    return [said(words.pick, folder=folder) for _, words in _to_pick()]


def rule_named(number: int, folder: bytes) -> Rule:
    """The rule that was picked."""
    name, words = _to_pick()[number]
    return Rule(name, folder if words.with_folder else b"")


def _to_pick() -> list[tuple[str, RuleWords]]:
    """All rules but the one that always comes first, and the one for pictures."""
    return [*((name, words) for name, words in RULES.items() if name != FIRST_RULE.name), (BEST, _BEST_PICTURE)]


def emptied_in_words(each: Emptied, selection: Selection, path: Callable[[bytes], str]) -> str:
    """What a rule would do to a folder; ``path`` makes that presentable."""
    folder = path(selection.groups.scan.inventory.folder_path(each.folder))
    return tr("This empties {folder}: {n} of {n} found in it.", folder=folder, n=counted(each.found))


def applied_in_words(rule: Rule, more: int, path: Callable[[bytes], str]) -> str:
    """What a rule did; ``more`` is how many more things go, negative for fewer."""
    goes = more_in_words(more)
    if rule.name != RuleName.IN:
        return goes
    return tr("Everything in {folder} stays. {goes}", folder=path(rule.folder), goes=goes)


def more_in_words(more: int) -> str:
    """How many more go than before, or fewer."""
    if more < 0:
        return trn("{n} fewer goes.", "{n} fewer go.", -more)
    return trn("{n} more goes.", "{n} more go.", more) if more else tr("As many go as before.")


def scopes_to_pick(
    shown: Shown, asked: Mask, here: Rows, folder: bytes, lines: Lines
) -> list[tuple[str, Callable[[], Rows]]]:
    """The groups a rule can apply to, out of all that are ``asked`` about, with those ``here`` on the current line
    first: in words, and a function that returns them.
    """

    def in_folder() -> Rows:
        inside, _ = shown.groups.below((folder,))
        return np.flatnonzero(asked & shown.groups.with_any(inside[shown.groups.members]))

    count = len(shown.numbers)
    return [
        (trn("only in this one", "only in these {n}", len(here)), lambda: here),
        (tr("in all with a copy in {folder}", folder=lines.path(folder, 30)), in_folder),
        (trn("in the {n} that is shown", "in the {n} that are shown", count), lambda: shown.numbers),
        (tr("in all of them"), lambda: np.flatnonzero(asked)),
    ]
