"""What is on each line of the list: folder lines, groups, and the things in them."""

from __future__ import annotations

import numpy as np

from cleanup.model.inventory import Rows
from cleanup.model.thing import Mask
from cleanup.plan.by_folder import ByFolder
from cleanup.plan.groups import Groups
from cleanup.review.listing import Listing

NOBODY = -1
MORE = -2
"""The line of the list that stands for all lines by folder that are not shown yet."""
# A group with more copies is one line until it is opened.
_OPEN_AT_MOST = 6
# How many folder lines come before the groups; opening the last one shows the rest.
_FOLDERS_FIRST = 4
_NONE = np.zeros(0, dtype=np.int64)


class Shown(Listing):
    """The list: folder lines, then the groups.

    A group of one thing has one line; a larger one has a line of its own and, unless ``folded``, one for each thing. A
    folder line stands for all its groups on the list, and has them below it if ``unfolded``. ``line`` is the current
    one, and ``open_folders`` are those opened in the tree, so that a page shown again is where it was. ``begun`` is the
    line from which a range is to be marked; it follows what is on it.
    """

    def __init__(self, groups: Groups, asked: Mask, by_folder: ByFolder | None = None) -> None:
        """See Listing."""
        self.unfolded: set[int] = set()
        self.folders: list[int] = []
        self.folded: Mask = np.diff(groups.starts) > _OPEN_AT_MOST
        self.line = 0
        self.begun: int | None = None
        self.open_folders: set[int] = set()
        super().__init__(groups, asked, by_folder)

    def update(self) -> None:
        """Make the list again after a change of category, folder, search, order or folding."""
        super().update()
        self._number_lines()

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
        every = self.folders_in_order(self.by_folder.with_groups(self.wanted)) if self.marked is None else []
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
        return self.in_order(groups[self.wanted[groups]])

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
