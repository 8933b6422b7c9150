"""The choices made so far, in words: to undo or redo."""

from __future__ import annotations

import os

from cleanup.language import Marked, mark, mark_count, said, said_count, tr
from cleanup.model.rule import BEST, RULES, RuleName
from cleanup.plan.past import Change
from cleanup.plan.selection import Selection
from cleanup.report.safe import shortened, shown
from cleanup.review.lines import Lines

_WIDTH = 44
_ONE = {
    "choose": mark("marked {name}"),
    "leave": mark("unmarked {name}"),
    "keep": mark("kept {name}"),
    "choose-all": mark("marked all of {name}"),
    "leave-all": mark("unmarked all of {name}"),
    "invert": mark("inverted {name}"),
    "skip": mark("skipped {name}"),
    "never-ask": mark("never again: {name}"),
    "ask-again": mark("asked again: {name}"),
    "plan": mark("went on with a plan"),
    "leave-these": mark("unmarked what is in {name}"),
    "let-go": mark("marked what is in {name}"),
    "spare": mark("kept what is in {name}"),
}
_MANY = {
    "choose-all": mark_count("marked {n} group", "marked {n} groups"),
    "leave-all": mark_count("unmarked {n} group", "unmarked {n} groups"),
    "invert": mark_count("inverted {n} group", "inverted {n} groups"),
    "choose-these": mark_count("marked in {n} group", "marked in {n} groups"),
}
_RULE = mark_count("in {n} group: {rule}", "in {n} groups: {rule}")


def in_words(change: Change, lines: Lines) -> str:
    """What a change did."""
    if change.name.startswith("rule-"):
        return _rule(change, lines)
    if change.name in _MANY and not change.path:
        return said_count(_MANY[change.name], change.groups)
    return said(_ONE[change.name], name=shortened(shown(os.path.basename(change.path)), _WIDTH))


def _rule(change: Change, lines: Lines) -> str:
    name = change.name.removeprefix("rule-")
    folder = lines.path(change.path, 30)
    if name == RuleName.IN:
        return tr("all in {folder} stays", folder=folder)
    why: Marked = mark("the best picture") if name == BEST else RULES[name].pick
    return said_count(_RULE, change.groups, rule=said(why, folder=folder))


def steps_to_pick(selection: Selection, lines: Lines) -> tuple[list[str], list[int]]:
    """All steps: first those that can be redone, then from the last back to how the page began, each with how many more
    things go by it. And how many steps away each is: negative for back.
    """
    done, undone = selection.history()
    answers = [_step(change, lines, tr("undone")) for change in undone]
    answers += [_step(change, lines, tr("now") if number == 0 else "") for number, change in enumerate(reversed(done))]
    answers.append(f"{'' if done else tr('now'):8}{tr('as it began')}")
    return answers, [len(undone) - number for number in range(len(answers))]


def _step(change: Change, lines: Lines, where: str) -> str:
    return f"{where:8}{in_words(change, lines)}" + (f"  {change.more:+,}" if change.more else "")
