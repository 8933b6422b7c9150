"""Which files are in the old place of a comparison, which in the new ones; and what is only there, by folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cleanup.model.comparison import OnlyThere
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.tree import nearest, sums_within


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """``in_old`` marks the folders of the old place. ``old`` and ``new`` are rows, one for each physical file: those
    with any name in the old place, by their first name there; and those with none.
    """

    in_old: NDArray[np.bool_]
    old: Rows
    new: Rows

    @classmethod
    def of(cls, inventory: Inventory, root: bytes) -> Self:
        """The sides of an inventory whose old place has this path; a root inside another one is a place of its own."""
        parents = inventory.parents
        roots = np.flatnonzero(parents == NO_FOLDER)
        old_roots = [row for row in roots.tolist() if inventory.folder_path(row) == root]
        in_old = np.isin(nearest(parents, roots), old_roots)
        first = inventory.first
        named = first.copy()
        is_old = in_old[inventory.files["folder"][first]]
        for row, others in inventory.other_names():
            there = [each for each in (row, *others.tolist()) if in_old[inventory.files["folder"][each]]]
            if there:
                place = int(np.searchsorted(first, row))
                # A file that is in both has no copy there: it is that very file.
                is_old[place], named[place] = True, there[0]
        return cls(in_old, named[is_old], named[~is_old])


def folded(inventory: Inventory, sides: Sides, alone: Rows) -> tuple[OnlyThere, ...]:
    """What is ``alone`` in the old place, from these rows: the topmost folders in which all files are, and single
    files.

    Largest first.
    """
    count, parents = len(inventory.folders), inventory.parents
    sizes, owners = inventory.files["size"], inventory.files["folder"].astype(np.int64)

    def within(rows: Rows) -> Rows:
        return sums_within(parents, np.bincount(owners[rows], minlength=count).astype(np.int64))

    # Empty files contain nothing, so they do not keep a folder from being only there.
    every, mine = within(sides.old[sizes[sides.old] > 0]), within(alone)
    whole = sides.in_old & (mine > 1) & (mine == every)
    above = (parents != NO_FOLDER) & whole[parents]
    tops = nearest(parents, np.flatnonzero(whole & ~above)) if whole.any() else np.full(count, NO_FOLDER)
    found = [
        OnlyThere(inventory.path(row), 1, int(sizes[row])) for row in alone[tops[owners[alone]] == NO_FOLDER].tolist()
    ]
    for top in np.flatnonzero(whole & ~above).tolist():
        rows = alone[tops[owners[alone]] == top]
        found.append(OnlyThere(inventory.folder_path(top), len(rows), int(sizes[rows].sum()), is_folder=True))
    return tuple(sorted(found, key=lambda each: (-each.size, each.path)))
