"""Which groups are listed, in which order, and what is on each line."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from cleanup.model.finding import NO_KEEPER
from cleanup.model.inventory import Rows
from cleanup.model.thing import Mask
from cleanup.plan.groups import Groups

NOBODY = -1
# A group of more copies is one line until it is opened.
_OPEN_AT_MOST = 6


class Order(StrEnum):
    """How the list is sorted; what is worth most of it stands first."""

    FREES = "frees"
    COPIES = "copies"
    OLDEST = "oldest"
    PATH = "path"


class Shown:
    """The list: groups of one category, or of all, with a thing in a folder, or anywhere, that have some words.

    What was ``moved`` is not on it, nor a group of copies with one left. ``marked`` are the groups to which it is cut
    down, if it is; ``words`` is what was typed to find ``with_words``.
    Among all categories, what was shown in one is not shown again in the next.
    A group of one thing has one line; one of several has a line of its own, and unless it is ``folded`` one for each
    thing. ``line`` is the current one, ``open_folders`` are those opened in the tree: so that a page which is shown
    once more stands where it stood.
    """

    def __init__(self, groups: Groups, asked: Mask) -> None:
        """``asked`` says for each group whether it is to be shown at all."""
        self.groups = groups
        self.asked = asked
        # What is safe to move is listed first: begin there.
        self.category: int | None = next(iter(self.categories()), None)
        self.folder: int | None = None
        self.words = ""
        self.with_words: Mask | None = None
        self.marked: Mask | None = None
        self.moved: Mask = np.zeros(groups.all_things.count, dtype=np.bool_)
        self.order = Order.FREES
        self.turned = False
        self.folded: Mask = np.diff(groups.starts) > _OPEN_AT_MOST
        self.line = 0
        self.open_folders: set[int] = set()
        # Computed now, so that sorting by it does not have to wait.
        self._paths = _places_by_path(groups)
        self._firsts = _with_first_things(groups)
        self.update()

    def categories(self) -> list[int]:
        """The categories with a group to show, by their places in the scan's findings."""
        groups = self.groups
        return [place for place in range(len(groups.scan.findings)) if self.asked[groups.of_category(place)].any()]

    def groups_of(self, category: int | None) -> int:
        """How many groups a category has to show, or all of them together."""
        if category is None:
            return int(np.count_nonzero(self.asked & self._firsts))
        return int(np.count_nonzero(self.asked[self.groups.of_category(category)]))

    def update(self) -> None:
        """Make the list again after a change of category, folder, words, order or folding."""
        wanted = self.asked & self._with_something_left()
        if self.category is None:
            wanted &= self._firsts
        else:
            mine = np.zeros(len(wanted), dtype=np.bool_)
            mine[self.groups.of_category(self.category)] = True
            wanted &= mine
        if self.folder is not None:
            wanted &= self.with_thing_in(self.folder)
        if self.with_words is not None:
            wanted &= self.with_words
        if self.marked is not None:
            wanted &= self.marked
        self.numbers = self._sorted(np.flatnonzero(wanted))
        self._number_lines()

    def _with_something_left(self) -> Mask:
        """For each group, whether something of it can still be chosen after what was moved."""
        if not self.moved.any():
            return np.ones(len(self.groups), dtype=np.bool_)
        left = _of_groups(self.groups, np.add, (~self.moved).astype(np.int64))
        return np.asarray(left >= np.minimum(np.diff(self.groups.starts), 2))

    def fold(self, groups: Rows, *, folded: bool) -> None:
        """Show one line of each of these groups, or all; those of a single thing have no more."""
        self.folded[groups] = folded
        self._number_lines()

    def _number_lines(self) -> None:
        lengths = np.diff(self.groups.starts)[self.numbers]
        several = (lengths > 1) & ~self.folded[self.numbers]
        self.tops = np.concatenate([[0], np.cumsum(np.where(several, lengths + 1, 1))]).astype(np.int64)

    def __len__(self) -> int:
        """How many lines there are."""
        return int(self.tops[-1])

    def at(self, line: int) -> tuple[int, int]:
        """The group on a line, and the thing, or NOBODY on the line of a group of several."""
        place = int(np.searchsorted(self.tops, line, "right")) - 1
        group = int(self.numbers[place])
        things = self.groups.in_order(group)
        if len(things) == 1:
            return group, things[0]
        within = line - int(self.tops[place])
        return group, things[within - 1] if within else NOBODY

    def line_of(self, group: int) -> int | None:
        """The first line of a group, or None where it is not on the list."""
        places = np.flatnonzero(self.numbers == group)
        return int(self.tops[places[0]]) if len(places) else None

    def next_group(self, line: int, step: int) -> int:
        """The first line of the group that is ``step`` groups further on; back if that is negative."""
        place = int(np.searchsorted(self.tops, line, "right")) - 1
        if step < 0 and line > self.tops[place]:
            step += 1
        return int(self.tops[min(max(place + step, 0), len(self.numbers) - 1)])

    def things_between(self, first: int, last: int) -> tuple[Rows, Rows]:
        """The things on these lines and all between them, and for each its group; of a folded group all."""
        found = []
        for line in range(min(first, last), max(first, last) + 1):
            group, thing = self.at(line)
            if thing != NOBODY:
                found.append((thing, group))
            elif self.folded[group]:
                found += [(each, group) for each in self.groups.things(group).tolist()]
        pairs = np.asarray(found, dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def with_thing_in(self, folder: int) -> Mask:
        """For each group, whether one of its things lies in a folder, at any depth."""
        groups = self.groups
        inside = groups.all_things.folders_within(np.asarray([folder]))
        return groups.with_any(inside[groups.folder_of[groups.members]])

    def _sorted(self, numbers: Rows) -> Rows:
        """The groups in the order asked for; those that are equal by it as the scan has them."""
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
                values = self._paths
        if self.turned:
            values = -values
        return np.asarray(numbers[np.argsort(values[numbers], kind="stable")])


def _places_by_path(groups: Groups) -> Rows:
    """For each group, its place by the first of its things' paths, whatever order a folder was listed in."""
    paths = [min(map(groups.path, groups.in_order(group))) for group in range(len(groups))]
    places = np.empty(len(paths), dtype=np.int64)
    places[sorted(range(len(paths)), key=paths.__getitem__)] = np.arange(len(paths))
    return places


def _with_first_things(groups: Groups) -> Mask:
    """For each group, whether it has a thing that is in no group before it."""
    firsts = np.zeros(len(groups), dtype=np.bool_)
    firsts[groups.owners[np.unique(groups.members, return_index=True)[1]]] = True
    return firsts


def _of_groups(groups: Groups, reduce: np.ufunc, values: Rows) -> Rows:
    return np.asarray(reduce.reduceat(values[groups.members], groups.starts[:-1]))
