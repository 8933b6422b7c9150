"""The choices from one scan, carried over to a later scan of the same folders."""

from __future__ import annotations

import numpy as np

from cleanup.model.finding import NO_KEEPER
from cleanup.model.inventory import Rows
from cleanup.model.plan import identity_seen
from cleanup.plan.groups import NO_GROUP
from cleanup.plan.selection import Selection


def carry_over(old: Selection, new: Selection) -> None:
    """Choose in the new scan what was chosen in the old one, and set aside what was: as far as the files are the same.

    What was one too many, and no longer is, is not chosen: what it was compared with is gone.
    """
    numbers = _same_things(old, new)
    chosen = np.flatnonzero(old.chosen)
    chosen = chosen[numbers[chosen] != NO_KEEPER]
    sides, now = old.copies.proving(), new.copies.proving()
    proven = (sides[chosen] == NO_GROUP) | (now[numbers[chosen]] != NO_GROUP)
    chosen = chosen[proven]
    stays = np.where(sides[chosen] == NO_GROUP, NO_KEEPER, old.copies.keepers[sides[chosen]])
    new.begin_with(numbers[chosen], np.where(stays == NO_KEEPER, NO_KEEPER, numbers[np.maximum(stays, 0)]))
    new.aside.spared[_of_new(numbers, np.flatnonzero(old.aside.spared))] = True
    new.hold(_of_new(numbers, np.flatnonzero(old.held)))
    for column, before in ((new.aside.skipped, old.aside.skipped), (new.aside.forgotten, old.aside.forgotten)):
        column[_same_groups(old, new, np.flatnonzero(before), numbers)] = True
    new.leave_what_is_aside()


def _same_things(old: Selection, new: Selection) -> Rows:
    """For each thing in the old scan its number in the new one, if it was found there unchanged; otherwise
    NO_KEEPER.
    """
    before, now = old.groups.all_things, new.groups.all_things
    olds, news = np.unique(old.groups.members), np.unique(new.groups.members)
    found = {
        entry.path: (thing, identity_seen(entry)) for thing, entry in zip(news.tolist(), now.entries(news), strict=True)
    }
    numbers = np.full(before.count, NO_KEEPER, dtype=np.int64)
    for thing, entry in zip(olds.tolist(), before.entries(olds), strict=True):
        other, identity = found.get(entry.path, (NO_KEEPER, None))
        if identity == identity_seen(entry):
            numbers[thing] = other
    return numbers


def _of_new(numbers: Rows, things: Rows) -> Rows:
    found: Rows = numbers[things]
    return np.asarray(found[found != NO_KEEPER])


def _same_groups(old: Selection, new: Selection, groups: Rows, numbers: Rows) -> list[int]:
    """The groups in the new scan with one of these things, in the same category."""
    wanted = {
        (old.groups.place(group)[0].category.name, thing)
        for group in groups.tolist()
        for thing in _of_new(numbers, old.groups.things(group)).tolist()
    }
    things = {thing for _, thing in wanted}
    pairs = zip(new.groups.members.tolist(), new.groups.owners.tolist(), strict=True)
    found = {group for thing, group in pairs if thing in things and (_category(new, group), thing) in wanted}
    return sorted(found)


def _category(selection: Selection, group: int) -> str:
    return selection.groups.place(group)[0].category.name
