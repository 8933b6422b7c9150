"""A group in a review by questions and answers: what is said about it, and what is decided."""

from __future__ import annotations

import numpy as np

from cleanup.language import tr, trn
from cleanup.model.inventory import Rows
from cleanup.model.rule import TIE
from cleanup.report.words import why_not
from cleanup.review.plain_desk import Desk, Then
from cleanup.review.shown import NOBODY

_TOLD = 20


def heading(desk: Desk, group: int) -> str:
    """What a group is, and how much of it goes, in one line."""
    lines, selection = desk.lines, desk.selection
    things = selection.groups.things(group)
    parts = [lines.name(group), lines.what(group)]
    if desk.shown.category is None:
        parts.insert(0, selection.groups.place(group)[0].category.name)
    goes = lines.goes(group) or tr("nothing of it may go")
    parts.append(goes if len(things) > 1 else lines.size(int(selection.groups.freed[things[0]])))
    if note := lines.note(group):
        parts.append(note)
    return ", ".join(parts)


def tell(desk: Desk, group: int, *, whole: bool = False) -> None:
    """Say what is in a group: the first few of many copies, unless all are asked for."""
    things = desk.selection.groups.in_order(group)
    told = things if whole or len(things) <= _TOLD + 1 else things[:_TOLD]
    for number, thing in enumerate(told, 1):
        label = f"{number}  " if len(things) > 1 else ""
        desk.say(f"  {label}{_state(desk, group, thing)}, {desk.lines.day(thing)}, {_path(desk, thing)}")
    if rest := things[len(told) :]:
        going = int(np.count_nonzero(desk.selection.chosen[rest]))
        goes = trn("{n} of them goes", "{n} of them go", going)
        desk.say("  " + trn("{n} more, {goes}. Type copies to hear it.", "{n} more, {goes}. Type copies to hear them.",
                            len(rest), goes=goes))  # fmt: skip


def _state(desk: Desk, group: int, thing: int) -> str:
    why = desk.lines.why(group, thing)
    match desk.lines.state(thing):
        case "chosen":
            return tr("goes")
        case "kept":
            return tr("stays ({why})", why=why)
        case "fixed":
            return tr("may not go ({why})", why=why)
    return tr("not marked")


def _path(desk: Desk, thing: int) -> str:
    return desk.lines.path(desk.selection.groups.path(thing), 0)


def mark(desk: Desk, group: int) -> Then:
    """Choose all but one of a group; or a single thing."""
    selection = desk.selection
    things = selection.groups.things(group)
    if selection.aside.groups()[group]:
        selection.ask_again(group)
    if len(things) == 1:
        why = selection.choose(group, int(things[0]))
        desk.tell_why_not(why)
        return Then.ASK if why else Then.NEXT
    selection.choose_group(group)
    if selection.chosen[things].any():
        return Then.NEXT
    desk.say(_why_nothing(desk, group, things))
    return Then.ASK


def _why_nothing(desk: Desk, group: int, things: Rows) -> str:
    if desk.selection.copies.is_one(group) and desk.selection.copies.rule(group) == TIE:
        return tr("No rule tells these copies apart. Type the number of the one to keep.")
    return tr("Nothing of it was marked: {reason}.", reason=why_not(desk.selection.why_none(things)))


def unmark(desk: Desk, group: int) -> Then:
    """Choose nothing in a group."""
    desk.selection.leave_all(np.asarray([group], dtype=np.int64))
    return Then.NEXT


def keep(desk: Desk, group: int, typed: str) -> Then:
    """Keep the copy with this number, and choose the others."""
    if (thing := desk.thing(typed)) is None:
        return Then.ASK
    if len(desk.things()) == 1:
        return unmark(desk, group)
    why = desk.selection.keep(group, thing)
    desk.tell_why_not(why)
    return Then.ASK if why else Then.NEXT


def turn(desk: Desk, typed: str) -> Then:
    """Let a copy go that stayed, or stay that went."""
    if (thing := desk.thing(typed)) is None:
        return Then.ASK
    selection = desk.selection
    why = selection.leave(thing) if selection.chosen[thing] else selection.choose(desk.group, thing)
    desk.tell_why_not(why)
    return Then.ASK if why else Then.SAME


def skip(desk: Desk, group: int) -> Then:
    """Choose nothing in a group, whatever is done to many groups at once."""
    desk.selection.skip(group)
    return Then.NEXT


def never_ask(desk: Desk, group: int) -> Then:
    """Choose nothing in a group, now and in every later scan."""
    if group == NOBODY:
        desk.say(tr("Type groups, and say never to each of them."))
        return Then.ASK
    desk.selection.never_ask(group)
    desk.say(tr("It stays for good, and is not asked about again once you leave."))
    return Then.NEXT


def ask_again(desk: Desk, group: int) -> Then:
    """Take back that a group is skipped or never asked about again."""
    if group == NOBODY or not desk.selection.aside.groups()[group]:
        desk.say(tr("It was not skipped."))
        return Then.ASK
    desk.selection.ask_again(group)
    return Then.SAME
