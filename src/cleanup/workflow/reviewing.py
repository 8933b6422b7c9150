"""The story of a review: from a scan to a selection to choose in, and from that to a plan."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from cleanup.disk.as_seen import are_as_seen
from cleanup.disk.contents.preview import preview_of
from cleanup.disk.only_here import only_here
from cleanup.disk.opening import open_outside
from cleanup.model.category import Proof, Unit
from cleanup.model.choice import Choice
from cleanup.model.errors import CleanupError
from cleanup.model.finding import NO_KEEPER
from cleanup.model.inventory import Rows
from cleanup.model.plan import Kind, Plan, identity_seen
from cleanup.model.preview import NoPreview, Preview
from cleanup.model.scan import Scan
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from cleanup.plan.steps import left_alone, steps_of
from cleanup.workflow.changes import asked_for_changes
from cleanup.workflow.checking import check_scan
from cleanup.workflow.environment import Context
from cleanup.workflow.find_scan import find_scan
from cleanup.workflow.matching_nothing import tell_what_matches_nothing
from cleanup.workflow.places import belonging_of_places, level_of_places
from cleanup.workflow.staying_put import find_what_stays_put
from cleanup.workflow.used_up import journals_as_they_are, moved_since
from cleanup.workflow.what_stays import as_scanned, why_it_stays

_AT_ONCE = 500


def begin(scan: Scan | str, choice: Choice, context: Context) -> Selection:
    """A selection with what the rules choose from a scan. Raises DocumentProblem, also for one from another computer or
    user.

    Reads the disk, so that later changes to the selection need not.
    """
    scan = check_scan(find_scan(context.state, scan), context)
    choice = as_scanned(choice, scan)
    stays, level = why_it_stays(scan, choice, context), level_of_places(context)
    groups = _groups_of(scan, context)
    tell_what_matches_nothing(groups, choice, context)
    selection = Selection(groups, choice, stays, level, belonging_of_places(context, scan.roots))
    selection.staying.stay(selection.groups.members)
    return selection


def _groups_of(scan: Scan, context: Context) -> Groups:
    """The findings of a scan, with what cannot move from where it is: looked for only if the scan found any."""
    groups = Groups(scan)
    if not scan.savings.cannot_move:
        return groups
    stays_put = find_what_stays_put(groups.members, groups.all_things, context.real_home)
    return Groups(scan, np.flatnonzero(stays_put.numbers))


def begin_with_plan(plan: Plan, choice: Choice, context: Context) -> Selection:
    """A selection with what a plan would move, to go on with; raises DocumentProblem if its scan is not remembered."""
    selection = begin(plan.scan, choice, context)
    selection.begin_with(*marks_of(selection, plan))
    return selection


def marks_of(selection: Selection, plan: Plan) -> tuple[Rows, Rows]:
    """The things in a scan that a plan from it would move, and what stays for each, or NO_KEEPER."""
    things = selection.groups.all_things
    members = np.unique(selection.groups.members)
    numbers = dict(zip(things.paths(members), members.tolist(), strict=True))
    pairs = [
        (numbers[step.path], numbers.get(step.keeper.path, NO_KEEPER) if step.keeper else NO_KEEPER)
        for step in plan.steps
        if step.path in numbers
    ]
    chosen = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return chosen[:, 0], chosen[:, 1]


def plan_of_selection(selection: Selection, context: Context) -> Plan:
    """The plan to move what is chosen. Reads the disk."""
    # What moves is loaded when something is to move.
    from cleanup.workflow.planning import plan_of_steps

    scan = selection.groups.scan
    categories = tuple(found.category.name for found in scan.findings)
    return plan_of_steps(steps_of(selection, categories), left_alone(selection), scan, context)


def leave_what_changed(selection: Selection, context: Context) -> int:
    """Free what has changed or is gone, or whose copy that stays has; gives how many things that were.

    Looks at what is chosen, and at what stays for it.
    """
    chosen = np.flatnonzero(selection.chosen)
    kept = selection.copies.keepers[selection.copies.keepers != NO_KEEPER]
    looked_at = _changed_of(selection.groups, np.union1d(chosen, kept), context.state, lambda: False)
    if len(changed := np.concatenate([chosen[:0], *looked_at])):
        selection.mark_changed(changed)
    return len(chosen) - int(np.count_nonzero(selection.chosen[chosen]))


def changed_things(groups: Groups, state: Path, stopped: Callable[[], bool]) -> Iterator[Rows]:
    """Look at each thing again, and give the numbers of those that changed or are gone, a few hundred at a time.

    What cannot be looked at counts as unchanged: it is checked again before it moves. Ends early when ``stopped``.
    ``state`` says what our own moves touched.
    """
    return _changed_of(groups, np.unique(groups.members), state, stopped)


def _changed_of(groups: Groups, things: Rows, state: Path, stopped: Callable[[], bool]) -> Iterator[Rows]:
    all_things, has_changed = groups.all_things, asked_for_changes(state)

    for start in range(0, len(things), _AT_ONCE):
        if stopped():
            return
        some = things[start : start + _AT_ONCE]
        are_files = some < all_things.folders_begin
        same = np.zeros(len(some), dtype=np.bool_)
        same[are_files] = are_as_seen(groups.scan.inventory, some[are_files])
        # Few fail the quick check: these are looked at one by one.
        some = some[~same]
        changed = [
            has_changed(entry.path, all_things.kind(thing), identity_seen(entry))
            for thing, entry in zip(some.tolist(), all_things.entries(some), strict=True)
        ]
        yield some[np.asarray(changed, dtype=np.bool_)]


def moved_things(groups: Groups, state: Path) -> Rows:
    """The numbers of the things that cleanup itself moved since the scan; none if the journals cannot be read."""
    try:
        return np.flatnonzero(moved_since(groups, state))
    except CleanupError:
        return np.zeros(0, dtype=np.int64)


class Moved:
    """What we ourselves moved since a scan, as often as it is asked: the journals are read again only when they are
    others."""

    def __init__(self, groups: Groups, state: Path) -> None:
        self._groups = groups
        self._state = state
        self._read: object = None
        self._things: Rows = np.zeros(0, dtype=np.int64)

    def __call__(self) -> Rows:
        """The numbers of the things, as ``moved_things`` gives them."""
        with suppress(CleanupError, OSError):
            if (journals := journals_as_they_are(self._state)) != self._read:
                self._things, self._read = moved_things(self._groups, self._state), journals
        return self._things


def preview(groups: Groups, thing: int, columns: int, rows: int) -> Preview:
    """What can be shown of a thing's contents in this many cells: for one of two folders that differ, what only it
    contains.

    Reads the disk.
    """
    match groups.all_things.kind(thing):
        case Kind.FOLDER:
            other = _folder_beside(groups, thing)
            return NoPreview("") if other is None else only_here(groups.path(thing), groups.path(other), columns, rows)
        case Kind.LINK:
            return NoPreview("")
    return preview_of(groups.path(thing), identity_seen(groups.all_things.entry(thing)), columns, rows)


def _folder_beside(groups: Groups, thing: int) -> int | None:
    """The folder that a folder was found with, unless both have the same contents."""
    for group in groups.owners[groups.members == thing].tolist():
        category, things = groups.place(group)[0].category, groups.in_order(group)
        if category.unit is Unit.FOLDER and category.proof is not Proof.SAME_TREE and len(things) == 2:
            return next(each for each in things if each != thing)
    return None


def open_file(groups: Groups, thing: int) -> str:
    """Open a thing in its own program; gives why it did not, or "". Looks at the disk."""
    return open_outside(groups.path(thing))


def open_folder(groups: Groups, thing: int) -> str:
    """Open the folder that a thing is in; gives why it did not, or "". Looks at the disk."""
    return open_outside(os.path.dirname(groups.path(thing)))
