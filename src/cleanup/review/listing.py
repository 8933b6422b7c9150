"""Which groups are listed, and in which order."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

import numpy as np

from cleanup.model.finding import NO_KEEPER
from cleanup.model.inventory import Rows
from cleanup.model.thing import Mask
from cleanup.plan.by_folder import ByFolder
from cleanup.plan.groups import Groups


class Order(StrEnum):
    """How the list is sorted, highest first."""

    FREES = "frees"
    COPIES = "copies"
    OLDEST = "oldest"
    PATH = "path"


class Listing:
    """The groups of one or all categories that match a search, anywhere or in one folder: ``numbers``, in their order.

    What was ``moved`` is not among them, nor a group with only one copy left. ``marked`` are the groups it is narrowed
    to, if it is; ``words`` is the search, and ``with_words`` the groups that match. Of all categories, each thing is
    listed only once.
    """

    def __init__(self, groups: Groups, asked: Mask, by_folder: ByFolder | None = None) -> None:
        """``asked`` says for each group whether it is to be shown at all."""
        self.groups = groups
        self.asked = asked
        self.by_folder = by_folder or ByFolder(groups, ())
        # What is safe to move is listed first: begin there.
        self.category: int | None = next(iter(self.categories()), None)
        self.folder: int | None = None
        self.words = ""
        self.with_words: Mask | None = None
        self.marked: Mask | None = None
        self.moved: Mask = np.zeros(groups.all_things.count, dtype=np.bool_)
        self.order = Order.FREES
        self.turned = False
        # The last answer to what is left, and what had been moved then.
        self._left: tuple[int, Mask, Mask] | None = None
        self._before: tuple[int | None, int | None] = (None, None)
        self.update()

    def stand_like(self, before: Listing) -> None:
        """Take over category, order and search from a list of another scan, if possible."""
        names = [found.category.name for found in self.groups.scan.findings]
        known = {None: None} | {names[place]: place for place in self.categories()}
        name = None if before.category is None else before.groups.scan.findings[before.category].category.name
        self.category = known.get(name, self.category)
        self.order, self.turned, self.words = before.order, before.turned, before.words
        self.update()

    def categories(self) -> list[int]:
        """The categories with a group to show, by their places in the scan's findings."""
        groups = self.groups
        return [place for place in range(len(groups.scan.findings)) if self.asked[groups.of_category(place)].any()]

    def groups_of(self, category: int | None) -> int:
        """How many groups a category has to show, or all categories together."""
        left, firsts = self._what_is_left()
        return int(np.count_nonzero(firsts if category is None else left[self.groups.of_category(category)]))

    def cut_down_to(self, chosen: Mask) -> None:
        """Show only groups of which something is chosen so far, from all categories and folders."""
        self._before = self.category, self.folder
        self.category = self.folder = None
        self.marked = self.groups.with_any(chosen[self.groups.members])

    def as_before(self) -> None:
        """Show the category and folder that were shown before the list was narrowed."""
        self.marked = None
        self.category, self.folder = self._before

    def sort_by(self, picked: int) -> None:
        """Sort by this order, given by number; the number after the last one reverses the list."""
        orders = list(Order)
        if picked < len(orders):
            self.order, self.turned = orders[picked], False
        else:
            self.turned = not self.turned

    def update(self) -> None:
        """Choose and sort the groups again after a change of category, folder, search or order."""
        left, firsts = self._what_is_left()
        wanted = (firsts if self.category is None else left).copy()
        if self.category is not None:
            mine = np.zeros(len(wanted), dtype=np.bool_)
            mine[self.groups.of_category(self.category)] = True
            wanted &= mine
        if self.folder is not None:
            wanted &= self.with_thing_in(self.folder)
        if self.with_words is not None:
            wanted &= self.with_words
        if self.marked is not None:
            wanted &= self.marked
        self.wanted = wanted
        self.numbers = self.in_order(np.flatnonzero(wanted))

    def _what_is_left(self) -> tuple[Mask, Mask]:
        """The groups to show in all categories, and those of them with a thing that no earlier group has."""
        moved = int(np.count_nonzero(self.moved))
        if self._left is None or self._left[0] != moved:
            left = self.asked & self._with_something_left()
            self._left = moved, left, _with_first_things(self.groups, left)
        return self._left[1:]

    def _with_something_left(self) -> Mask:
        """For each group, whether something in it can still be chosen after what was moved."""
        if not self.moved.any():
            return np.ones(len(self.groups), dtype=np.bool_)
        left = _of_groups(self.groups, np.add, (~self.moved).astype(np.int64))
        return np.asarray(left >= np.minimum(np.diff(self.groups.starts), 2))

    def with_thing_in(self, folder: int) -> Mask:
        """For each group, whether one of its things is in a folder, at any depth."""
        groups = self.groups
        inside = groups.all_things.folders_within(np.asarray([folder]))
        return groups.with_any(inside[groups.folder_of[groups.members]])

    def folders_in_order(self, folders: Rows) -> list[int]:
        """These folder lines in the order asked for; ties keep the order of the scan."""
        lines, groups = self.by_folder.lines, self.groups
        match self.order:
            case Order.FREES:
                values: list[int | bytes] = [-lines[folder].reclaimable_bytes for folder in folders]
            case Order.COPIES:
                values = [-lines[folder].files for folder in folders]
            case Order.OLDEST:
                values = [
                    int(groups.modified[self.by_folder.things(int(folder))[0]].min(initial=0)) for folder in folders
                ]
            case Order.PATH:
                values = [lines[folder].folder for folder in folders]
        order = sorted(range(len(folders)), key=values.__getitem__, reverse=self.turned)
        return [int(folders[place]) for place in order]

    @cached_property
    def places_by_path(self) -> Rows:
        """For each group, its place in the list sorted by path. Slow for very many groups."""
        return _places_by_path(self.groups)

    def in_order(self, numbers: Rows) -> Rows:
        """The groups in the order asked for; ties keep the order of the scan."""
        groups = self.groups
        if not len(numbers):
            return numbers
        match self.order:
            case Order.FREES:
                values = -_of_groups(groups, np.add, groups.freed)
                values += np.where(groups.keepers() != NO_KEEPER, groups.freed[np.maximum(groups.keepers(), 0)], 0)
            case Order.COPIES:
                values = -np.diff(groups.starts)
            case Order.OLDEST:
                values = _of_groups(groups, np.minimum, groups.modified)
            case Order.PATH:
                values = self.places_by_path
        if self.turned:
            values = -values
        return np.asarray(numbers[np.argsort(values[numbers], kind="stable")])


def _places_by_path(groups: Groups) -> Rows:
    """For each group, the place by path of its first thing, in whatever order a folder was listed."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    things = np.unique(groups.members)
    paths = list(groups.all_things.each_path(things))
    places = np.empty(len(paths), dtype=np.int64)
    places[sorted(range(len(paths)), key=paths.__getitem__)] = np.arange(len(paths))
    return np.asarray(np.minimum.reduceat(places[np.searchsorted(things, groups.members)], groups.starts[:-1]))


def _with_first_things(groups: Groups, shown: Mask) -> Mask:
    """Which of the shown groups have a thing that no earlier one has."""
    firsts = np.zeros(len(groups), dtype=np.bool_)
    places = np.flatnonzero(shown[groups.owners])
    firsts[groups.owners[places[np.unique(groups.members[places], return_index=True)[1]]]] = True
    return firsts


def _of_groups(groups: Groups, reduce: np.ufunc, values: Rows) -> Rows:
    return np.asarray(reduce.reduceat(values[groups.members], groups.starts[:-1]))
