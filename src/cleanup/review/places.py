"""How much of each category is in each folder."""

from __future__ import annotations

import numpy as np

from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.thing import Mask
from cleanup.model.tree import sums_within
from cleanup.plan.savings import once
from cleanup.plan.selection import Selection


class Places:
    """For each category, the bytes that go and that could come free in each folder and everything below it.

    What stays, may not go, or is not asked about frees nothing. Call ``renew`` after a change of what is chosen.
    """

    def __init__(self, selection: Selection, asked: Mask) -> None:
        self._selection = selection
        self._groups = selection.groups
        self._parents = self._groups.scan.inventory.parents
        self._order = np.argsort(self._parents, kind="stable")
        self._asked = asked
        self._sums: dict[tuple[int | None, bool], Rows] = {}

    def renew(self) -> None:
        """Forget what was added up."""
        self._sums.clear()

    def bytes_in(self, category: int | None, folder: int | None) -> tuple[int, int]:
        """What goes in a folder, or in all of them, and what could."""
        goes, could = (self._sum(category, going=going) for going in (True, False))
        if folder is None:
            roots = self._parents == NO_FOLDER
            return int(goes[roots].sum()), int(could[roots].sum())
        return int(goes[folder]), int(could[folder])

    def tops(self, category: int | None) -> list[int]:
        """The topmost folders that say something: if everything is in one folder, the folders in that."""
        roots = np.flatnonzero(self._parents == NO_FOLDER)
        found = [int(row) for row in roots[self._sum(category, going=False)[roots] > 0]]
        while len(found) == 1 and (inner := self.folders_in(category, found[0])):
            found = inner
        return found

    def folders_in(self, category: int | None, folder: int) -> list[int]:
        """The folders directly in a folder in which something could come free, largest first."""
        sums = self._sum(category, going=False)
        first, end = np.searchsorted(self._parents, [folder, folder + 1], sorter=self._order)
        rows = self._order[first:end]
        rows = rows[sums[rows] > 0]
        return [int(row) for row in rows[np.argsort(-sums[rows], kind="stable")]]

    def _sum(self, category: int | None, *, going: bool) -> Rows:
        if (category, going) not in self._sums:
            self._sums[category, going] = self._add_up(category, going=going)
        return self._sums[category, going]

    def _add_up(self, category: int | None, *, going: bool) -> Rows:
        groups = self._groups
        wanted = groups.every if category is None else groups.of_category(category)
        counted = np.zeros(groups.all_things.count, dtype=np.bool_)
        counted[groups.members_of(wanted[self._asked[wanted]])[0]] = True
        if going:
            counted &= self._selection.chosen
        else:
            things = np.flatnonzero(counted)
            counted[things] = self._selection.can_go(things)
        things = np.flatnonzero(once(counted, groups.all_things))
        sums = np.zeros(len(self._parents), dtype=np.int64)
        np.add.at(sums, groups.folder_of[things], groups.freed[things])
        return sums_within(self._parents, sums)
