"""Decisions about many groups at once in a review by questions and answers, and undoing decisions."""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np

from cleanup.language import Marked, mark, said, tr, trn
from cleanup.model.inventory import Rows
from cleanup.model.rule import Rule, RuleName
from cleanup.plan.left_in_folders import emptied
from cleanup.plan.past import Change
from cleanup.review.plain_desk import Desk, Then
from cleanup.review.plain_stops import Stops
from cleanup.review.plain_words import numbered
from cleanup.review.rules import (
    applied_in_words,
    emptied_in_words,
    more_in_words,
    rule_named,
    rules_to_pick,
    scopes_to_pick,
)
from cleanup.review.shown import MORE
from cleanup.review.steps import in_words, steps_to_pick


def choose_all(desk: Desk) -> Then:
    """Choose all copies on the list except those that stay."""
    return _told(desk, lambda: desk.selection.choose_all(desk.shown.numbers))


def leave_all(desk: Desk) -> Then:
    """Choose nothing on the list."""
    return _told(desk, lambda: desk.selection.leave_all(desk.shown.numbers))


def invert(desk: Desk) -> Then:
    """Swap chosen and free on the list; one copy of each group stays."""
    return _told(desk, lambda: desk.selection.invert(desk.shown.numbers))


def choose_to(desk: Desk, typed: str) -> Then:
    """Choose everything from here to a place in the list."""
    stops = Stops(desk.shown)
    to = numbered(typed)
    if to is None or not 0 < to <= len(stops) or not desk.is_on_list:
        desk.say(tr("To where? Type a place of the list after it, from 1 to {most}.", most=len(stops)))
        return Then.ASK
    here, there = sorted((stops.at(desk.shown.line), to - 1))
    things, groups = desk.shown.things_between(stops.line(here), stops.line(there + 1) - 1)
    return _told(desk, lambda: desk.selection.choose_these(things, groups))


def _told(desk: Desk, change: Callable[[], str]) -> Then:
    """Do this to what is listed, and say how many things it changed and how many more go."""
    before = _going(desk)
    change()
    listed = trn("{n} group is listed.", "{n} groups are listed.", len(desk.shown.numbers))
    desk.say(f"{listed} {more_in_words(_going(desk) - before)}")
    return Then.SAME


def _going(desk: Desk) -> int:
    return int(np.count_nonzero(desk.selection.chosen))


def keep_folder(desk: Desk, typed: str) -> Then:
    """Keep everything in the folder of a copy, or of a folder line, and choose copies elsewhere."""
    if desk.has_line and not typed:
        folder = desk.selection.by_folder.lines[desk.folder].folder
    elif (thing := desk.thing(typed)) is not None:
        folder = os.path.dirname(desk.selection.groups.path(thing))
    else:
        return Then.ASK
    return _apply(desk, Rule(RuleName.IN, folder), np.flatnonzero(desk.selection.asked()))


def pick_rule(desk: Desk) -> Then:
    """Ask for a rule and where it applies; no number means no rule."""
    if not desk.is_on_list or desk.folder == MORE:
        desk.say(tr("Go to a group first."))
        return Then.ASK
    if desk.has_line:
        folder, here = desk.selection.by_folder.lines[desk.folder].folder, desk.shown.groups_below(desk.folder)
    else:
        folder = os.path.dirname(desk.selection.groups.path(desk.things()[0]))
        here = np.asarray([desk.group], dtype=np.int64)
    number = desk.pick(tr("Which copy stays?"), rules_to_pick(desk.lines.path(folder, 0)))
    if number is None:
        return _as_it_is(desk)
    scopes = scopes_to_pick(desk.shown, desk.selection.asked(), here, folder, desk.lines)
    where = desk.pick(tr("In which groups?"), [text for text, _ in scopes])
    return _as_it_is(desk) if where is None else _apply(desk, rule_named(number, folder), scopes[where][1]())


def _apply(desk: Desk, rule: Rule, groups: Rows) -> Then:
    """Apply a rule; if it would empty folders, say so first and ask."""
    selection = desk.selection
    folders = emptied(selection.groups, selection.chosen, selection.foreseen(rule, groups))
    for each in folders:
        desk.say(emptied_in_words(each, selection, lambda path: desk.lines.path(path, 0)))
    if folders and not desk.agrees(tr("Do it?")):
        return _as_it_is(desk)
    before = _going(desk)
    selection.apply(rule, groups)
    desk.say(applied_in_words(rule, _going(desk) - before, lambda path: desk.lines.path(path, 0)))
    return Then.SAME


def _as_it_is(desk: Desk) -> Then:
    desk.say(tr("Everything is left as it is."))
    return Then.ASK


def undo(desk: Desk) -> Then:
    """Undo the last decision."""
    return _stepped(
        desk, desk.selection.undo(), mark("Undone: {what}. Type redo to do it again."), mark("Nothing to undo.")
    )


def redo(desk: Desk) -> Then:
    """Redo what was undone last."""
    return _stepped(desk, desk.selection.redo(), mark("Redone: {what}."), mark("Nothing to redo."))


def _stepped(desk: Desk, change: Change | None, told: Marked, nothing: Marked) -> Then:
    """Say what was taken back or done again, if anything was."""
    desk.say(said(told, what=in_words(change, desk.lines)) if change else said(nothing))
    return Then.SAME if change else Then.ASK


def pick_step(desk: Desk) -> Then:
    """List all decisions, and go to the one that is picked, back or forward."""
    answers, away = steps_to_pick(desk.selection, desk.lines)
    picked = desk.pick(tr("Go back to, or on to, which step?"), answers)
    if picked is None or not away[picked]:
        return _as_it_is(desk)
    for _ in range(abs(away[picked])):
        desk.selection.redo() if away[picked] > 0 else desk.selection.undo()
    desk.say(tr("Everything is as it was after that step."))
    return Then.SAME
