"""How much of each category is in each folder."""

from __future__ import annotations

import numpy as np

from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.thing import Mask
from cleanup.model.tree import sums_within
from cleanup.plan.groups import Groups
from cleanup.plan.savings import once


class Places:
    """For each category, the bytes that could come free in each folder and all below it.

    Of copies that stay nothing comes free; of what is not asked about neither.
    """

    def __init__(self, groups: Groups, asked: Mask, kept: Mask) -> None:
        self._groups = groups
        self._parents = groups.scan.inventory.parents
        self._order = np.argsort(self._parents, kind="stable")
        self._asked = asked
        self._kept = kept
        self._sums: dict[int | None, Rows] = {}

    def bytes_of(self, category: int | None) -> int:
        """What a category, or all of them, could free."""
        return int(self._sum(category)[self._parents == NO_FOLDER].sum())

    def groups_of(self, category: int) -> int:
        """How many groups of a category are asked about."""
        return int(np.count_nonzero(self._asked[self._groups.of_category(category)]))

    def bytes_in(self, category: int | None, folder: int) -> int:
        """What could come free in a folder."""
        return int(self._sum(category)[folder])

    def roots(self) -> list[int]:
        """The folders that have no other above them."""
        return [int(row) for row in np.flatnonzero(self._parents == NO_FOLDER)]

    def folders_in(self, category: int | None, folder: int) -> list[int]:
        """The folders directly in a folder in which something could come free, largest first."""
        sums = self._sum(category)
        first, end = np.searchsorted(self._parents, [folder, folder + 1], sorter=self._order)
        rows = self._order[first:end]
        rows = rows[sums[rows] > 0]
        return [int(row) for row in rows[np.argsort(-sums[rows], kind="stable")]]

    def _sum(self, category: int | None) -> Rows:
        if category not in self._sums:
            self._sums[category] = self._add_up(category)
        return self._sums[category]

    def _add_up(self, category: int | None) -> Rows:
        groups = self._groups
        wanted = groups.every if category is None else groups.of_category(category)
        free = np.zeros(groups.all_things.count, dtype=np.bool_)
        free[groups.members_of(wanted[self._asked[wanted]])[0]] = True
        things = np.flatnonzero(once(free & ~self._kept, groups.all_things))
        sums = np.zeros(len(self._parents), dtype=np.int64)
        np.add.at(sums, groups.folder_of[things], groups.freed[things])
        return sums_within(self._parents, sums)
