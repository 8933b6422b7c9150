"""Duplicate folders that are worth a look, one line for each that could go. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanup.model.finding import SMALL, Findings
from cleanup.model.look_line import LineKind, LookLine
from cleanup.model.thing import Mask, Things
from cleanup.model.tree import sums_within

# More lines than anybody reads: then the category has one line for all of them.
_MOST = 100


def lines_of_folders(found: Findings, things: Things, look: Mask) -> tuple[list[LookLine], NDArray[np.uint16]]:
    """A line for each folder in ``look``, those that free most first; none if there are too many. For each member the
    number of its line, from 1 on.

    ``found`` are counted groups of equal folders, each with the one that stays.
    """
    places = np.flatnonzero(look[found.members])
    numbers = np.zeros(len(found.members), dtype=SMALL)
    if not len(places) or len(places) > _MOST or not len(found.keepers):
        return [], numbers
    inventory = things.inventory
    right_in = np.bincount(inventory.files["folder"][inventory.first], minlength=len(inventory.parents))
    within = sums_within(inventory.parents, right_in)
    groups = np.searchsorted(found.starts, places, side="right") - 1
    rows, keepers = found.members[places], found.keepers[groups]
    lines = [
        LookLine(
            folder=inventory.folder_path(row),
            kind=LineKind.SAME_TREE,
            files=int(within[row]),
            files_in_folder=int(within[row]),
            reclaimable_bytes=frees,
            elsewhere=inventory.folder_path(keeper),
        )
        for row, keeper, frees in zip(
            things.folders_of(rows).tolist(),
            things.folders_of(keepers).tolist(),
            found.frees[places].tolist(),
            strict=True,
        )
    ]
    order = sorted(range(len(lines)), key=lambda line: (-lines[line].reclaimable_bytes, lines[line].folder))
    numbers[places] = 1 + np.argsort(order)
    return [lines[line] for line in order], numbers
