"""The marks of a review, recorded when it is left and restored when somebody comes back."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from cleanup.model.finding import NO_KEEPER
from cleanup.model.inventory import Rows
from cleanup.model.marks import Marks
from cleanup.plan.groups import NO_GROUP, Groups
from cleanup.plan.selection import Selection


def marks_in(selection: Selection, at: datetime) -> Marks:
    """What is currently chosen and set aside."""
    chosen = np.flatnonzero(selection.chosen)
    sides = selection.copies.proving()[chosen]
    stay = np.full(len(chosen), NO_KEEPER, dtype=np.int64)
    stay[sides != NO_GROUP] = selection.copies.keepers[sides[sides != NO_GROUP]]
    groups = selection.groups
    skipped = tuple(_named(groups, group) for group in np.flatnonzero(selection.aside.skipped).tolist())
    return Marks(at, chosen, stay, np.flatnonzero(selection.aside.spared), np.flatnonzero(selection.held), skipped)


def mark_as(selection: Selection, marks: Marks) -> None:
    """Choose and set aside what was then; things that are in no group any more are left out."""
    groups = selection.groups
    there = np.isin(marks.chosen, groups.members)
    stay = np.where(np.isin(marks.stay, groups.members), marks.stay, NO_KEEPER)
    selection.begin_with(marks.chosen[there], stay[there])
    selection.hold(_known(marks.held, groups))
    selection.aside.spared[_known(marks.spared, groups)] = True
    wanted = set(marks.skipped)
    for group in range(len(groups)) if wanted else ():
        if _named(groups, group) in wanted:
            selection.aside.skipped[group] = True
    selection.leave_what_is_aside()


def _known(things: Rows, groups: Groups) -> Rows:
    return things[(things >= 0) & (things < groups.all_things.count)]


def _named(groups: Groups, group: int) -> tuple[str, int]:
    return groups.place(group)[0].category.name, int(groups.things(group).min())
