"""Two copies side by side: their folders, ages, neighbours and contents."""

from __future__ import annotations

import os

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.category import Proof
from cleanup.model.finding import NO_KEEPER
from cleanup.model.preview import Preview
from cleanup.model.reasons import in_local_time
from cleanup.model.thing import Kind
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from cleanup.report.numbers import moment
from cleanup.report.safe import shown
from cleanup.review.details import drawn
from cleanup.review.lines import MARKS, Lines
from cleanup.review.shown import NOBODY

Pair = tuple[int, int]


def pair_to_compare(selection: Selection, group: int, thing: int) -> Pair | None:
    """The copy that stays and the current one; if the current one stays, the first of the others. None for a single
    thing.
    """
    things = selection.groups.in_order(group)
    if len(things) < 2:
        return None
    keeper = selection.copies.keeper(group)
    stays = keeper if keeper != NO_KEEPER else things[0]
    other = thing if thing not in {NOBODY, stays} else next(each for each in things if each != stays)
    return stays, other


def side_by_side(
    selection: Selection, lines: Lines, group: int, pair: Pair, previews: tuple[Preview, Preview], width: int
) -> RenderableType:
    """The facts about two copies, fitted into a width."""
    half = max((width - 12) // 2, 10)
    table = Table.grid(padding=(0, 1))
    for _ in range(3):
        table.add_column(overflow="fold")
    table.add_row("", *(Text(MARKS[lines.state(thing)]) for thing in pair))
    for name, two in facts_of_two(selection, lines, pair, half):
        table.add_row(Text(name, "dim"), *(Text(text) for text in two))
    if same := same_content(selection, group):
        table.add_row(Text(tr("content"), "dim"), Text(same), "")
    table.add_row("", *(Text("\n").join(drawn(preview)) for preview in previews))
    return Group(table)


def facts_of_two(selection: Selection, lines: Lines, pair: Pair, width: int) -> list[tuple[str, list[str]]]:
    """The name of each fact about two copies, and the fact for each."""
    groups = selection.groups
    facts = [
        (tr("name"), [shown(os.path.basename(groups.path(thing))) for thing in pair]),
        (tr("folder"), [lines.path(os.path.dirname(groups.path(thing)), width) for thing in pair]),
        (tr("changed"), [_when(selection, thing) for thing in pair]),
        # A folder has no size of its own.
        (tr("size"), [lines.size(int(groups.sizes[thing])) for thing in pair if not _is_folder(groups, thing)]),
        (tr("beside it"), [_neighbours(selection, thing) for thing in pair]),
    ]
    return [(name, two) for name, two in facts if len(two) == len(pair)]


def same_content(selection: Selection, group: int) -> str:
    """That the copies of a group have the same contents, if that was checked; otherwise ""."""
    findings, _ = selection.groups.place(group)
    match findings.category.proof:
        case Proof.SAME_BYTES:
            return tr("the same, byte by byte")
        case Proof.SAME_TREE:
            return tr("the same, file by file")
    return ""


def _is_folder(groups: Groups, thing: int) -> bool:
    return groups.all_things.kind(thing) is Kind.FOLDER


def _when(selection: Selection, thing: int) -> str:
    return f"{in_local_time(moment(int(selection.groups.modified[thing]))):%Y-%m-%d %H:%M}"


def _neighbours(selection: Selection, thing: int) -> str:
    """What else was found in its folder, and how much of that goes."""
    groups = selection.groups
    found = np.unique(groups.members)
    # A folder has its own row, not that of the folder around it.
    rows, parents = groups.folder_of[found], groups.scan.inventory.parents
    around = np.where(groups.all_things.are_folders(found), parents[rows], rows)
    beside = found[(around == around[np.searchsorted(found, thing)]) & (found != thing)]
    going = int(np.count_nonzero(selection.chosen[beside]))
    goes = trn("{n} goes", "{n} go", going)
    return trn("{n} other found, {goes}", "{n} others found, {goes}", len(beside), goes=goes)
