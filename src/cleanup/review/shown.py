"""Which groups are listed, in which order, and what is on each line."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

import numpy as np

from cleanup.model.finding import NO_KEEPER
from cleanup.model.inventory import Rows
from cleanup.model.thing import Mask
from cleanup.plan.by_folder import ByFolder
from cleanup.plan.groups import Groups

NOBODY = -1
MORE = -2
"""The line of the list that stands for all lines by folder that are not shown yet."""
# A group with more copies is one line until it is opened.
_OPEN_AT_MOST = 6
# How many folder lines come before the groups; opening the last one shows the rest.
_FOLDERS_FIRST = 4


class Order(StrEnum):
    """How the list is sorted, highest first."""

    FREES = "frees"
    COPIES = "copies"
    OLDEST = "oldest"
    PATH = "path"


class Shown:
    """The list: folder lines, then the groups of one or all categories that match a search, anywhere or in one folder.

    What was ``moved`` is not on it, nor a group with only one copy left. ``marked`` are the groups it is narrowed to,
    if it is; ``words`` is the search, and ``with_words`` the groups that match. In the list of all categories, each
    thing is shown only once. A group of one thing has one line; a larger one has a line of its own and, unless
    ``folded``, one for each thing. A folder line stands for all its groups on the list, and has them below it if
    ``unfolded``. ``line`` is the current one, and ``open_folders`` are those opened in the tree, so that a page shown
    again is where it was. ``begun`` is the line from which a range is to be marked; it follows what is on it.
    """

    def __init__(self, groups: Groups, asked: Mask, by_folder: ByFolder | None = None) -> None:
        """``asked`` says for each group whether it is to be shown at all."""
        self.groups = groups
        self.asked = asked
        self.by_folder = by_folder or ByFolder(groups, ())
        self.unfolded: set[int] = set()
        self.folders: list[int] = []
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
        self.begun: int | None = None
        self.open_folders: set[int] = set()
        # The last answer to what is left, and what had been moved then.
        self._left: tuple[int, Mask, Mask] | None = None
        self._before: tuple[int | None, int | None] = (None, None)
        self.update()

    def stand_like(self, before: Shown) -> None:
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
        """Make the list again after a change of category, folder, search, order or folding."""
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
        self.numbers = self._sorted(np.flatnonzero(wanted))
        self._number_lines()

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

    def fold(self, groups: Rows, *, folded: bool) -> None:
        """Show one line of each of these groups, or all; those of a single thing have only one."""
        self.folded[groups] = folded
        self._number_lines()

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold every group on the list, but no group below a folder line."""
        if folded:
            self.unfolded &= {MORE}
        self.fold(self.numbers, folded=folded)

    def is_folded(self, line: int) -> bool | None:
        """Whether the group or folder line on this line is folded; None if there is nothing to fold."""
        group, _ = self.at(line)
        if group == NOBODY:
            return self.folder_at(line) not in self.unfolded
        return bool(self.folded[group]) if len(self.groups.things(group)) > 1 else None

    def fold_at(self, line: int, *, folded: bool) -> None:
        """Fold or unfold what is on this line: a folder line has its groups below it, and MORE has all other folder
        lines before it.
        """
        group, _ = self.at(line)
        if group != NOBODY:
            self.fold(self.groups.every[group : group + 1], folded=folded)
            return
        (self.unfolded.discard if folded else self.unfolded.add)(self.folder_at(line))
        self._number_lines()

    def _number_lines(self) -> None:
        """Number the lines, and find the line from which a range is to be marked."""
        begun = None if self.begun is None else (*self.at(self.begun), self.folder_at(self.begun))
        self._number_blocks()
        if begun is not None:
            self.begun = self._line_again(*begun)

    def _number_blocks(self) -> None:
        """The list is made of blocks, each a group or a folder line."""
        # In the list of what goes, everything goes; a folder line may not go as a whole.
        every = self._in_order_of_folders(self.by_folder.with_groups(self.wanted)) if self.marked is None else []
        few = MORE not in self.unfolded and len(every) > _FOLDERS_FIRST + 1
        self.folders = every[:_FOLDERS_FIRST] if few else every
        self.more = every[len(self.folders) :]
        groups, folders = [_NONE], [_NONE]
        for folder in self.folders:
            inner = self.groups_below(folder) if folder in self.unfolded else _NONE
            groups += [np.append(NOBODY, inner)]
            folders += [np.full(len(inner) + 1, folder)]
        if len(every) > _FOLDERS_FIRST + 1:
            groups, folders = [*groups, np.asarray([NOBODY])], [*folders, np.asarray([MORE])]
        self._groups = np.concatenate([*groups, self.numbers])
        self._folders = np.concatenate([*folders, np.full(len(self.numbers), NOBODY)])
        lengths = np.diff(self.groups.starts)[self._groups]
        several = (lengths > 1) & ~self.folded[self._groups] & (self._groups != NOBODY)
        self.tops = np.concatenate([[0], np.cumsum(np.where(several, lengths + 1, 1))]).astype(np.int64)

    def groups_below(self, folder: int) -> Rows:
        """The groups of a folder line that are on the list, in its order."""
        groups = self.by_folder.groups_of(folder)
        return self._sorted(groups[self.wanted[groups]])

    def __len__(self) -> int:
        """How many lines there are."""
        return int(self.tops[-1])

    def at(self, line: int) -> tuple[int, int]:
        """The group on a line, and the thing, or NOBODY on a group's own line; for a folder line NOBODY twice."""
        block = self._block_at(line)
        group = int(self._groups[block])
        if group == NOBODY:
            return NOBODY, NOBODY
        things = self.groups.in_order(group)
        if len(things) == 1:
            return group, things[0]
        within = line - int(self.tops[block])
        return group, things[within - 1] if within else NOBODY

    def is_below_folder(self, line: int) -> bool:
        """Whether a line stands below a folder line."""
        block = self._block_at(line)
        return bool(self._groups[block] != NOBODY and self._folders[block] != NOBODY)

    def folder_at(self, line: int) -> int:
        """The folder line, or MORE, on a line of the list or above it; otherwise NOBODY."""
        return int(self._folders[self._block_at(line)])

    def _block_at(self, line: int) -> int:
        """The number of the group or folder line on a line."""
        return int(np.searchsorted(self.tops, line, "right")) - 1

    def line_of(self, group: int, folder: int = NOBODY) -> int | None:
        """The first line of a group, below a folder line or by itself; the folder line if it is closed.

        None if it is not on the list.
        """
        places = np.flatnonzero((self._groups == group) & (self._folders == folder))
        if not len(places) and folder != NOBODY:
            places = np.flatnonzero((self._groups == NOBODY) & (self._folders == folder))
        return int(self.tops[places[0]]) if len(places) else None

    def _line_again(self, group: int, thing: int, folder: int) -> int | None:
        """The line of a thing that was on the list, or the one that stands for it."""
        line = self.line_of(group, folder)
        if line is None or thing == NOBODY or self.at(line) != (group, NOBODY) or self.folded[group]:
            return line
        return line + 1 + self.groups.in_order(group).index(thing)

    def next_block(self, line: int, step: int) -> int:
        """The first line of the block ``step`` groups or folders further on; back if negative."""
        block = self._block_at(line)
        if step < 0 and line > self.tops[block]:
            step += 1
        return int(self.tops[min(max(block + step, 0), len(self._groups) - 1)])

    def things_between(self, first: int, last: int) -> tuple[Rows, Rows]:
        """The things on these lines and all between them, with the group of each; if folded, all of them."""
        found = []
        for line in range(min(first, last), max(first, last) + 1):
            group, thing = self.at(line)
            if group == NOBODY:
                found += self._things_of_folder(self.folder_at(line))
            elif thing != NOBODY:
                found.append((thing, group))
            elif self.folded[group]:
                found += [(each, group) for each in self.groups.things(group).tolist()]
        pairs = np.asarray(found, dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def _things_of_folder(self, folder: int) -> list[tuple[int, int]]:
        if folder == MORE or folder in self.unfolded:
            return []
        things, groups = self.by_folder.things(folder, self.wanted)
        return list(zip(things.tolist(), groups.tolist(), strict=True))

    def with_thing_in(self, folder: int) -> Mask:
        """For each group, whether one of its things is in a folder, at any depth."""
        groups = self.groups
        inside = groups.all_things.folders_within(np.asarray([folder]))
        return groups.with_any(inside[groups.folder_of[groups.members]])

    def _in_order_of_folders(self, folders: Rows) -> list[int]:
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

    def _sorted(self, numbers: Rows) -> Rows:
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


_NONE = np.zeros(0, dtype=np.int64)


def _places_by_path(groups: Groups) -> Rows:
    """For each group, the place by path of its first thing, in whatever order a folder was listed."""
    if not len(groups):
        return _NONE
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
