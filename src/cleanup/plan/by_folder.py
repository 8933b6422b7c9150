"""What one decision about a folder covers: the folder lines of a scan, each with its groups and its copies. Pure."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cleanup.model.finding import SMALL
from cleanup.model.grouping import members_of_groups
from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.look_line import LookLine
from cleanup.model.thing import Mask
from cleanup.plan.groups import Groups


class ByFolder:
    """Folder lines, and for each the groups in which it has a copy, and its copies in the folder."""

    def __init__(self, groups: Groups, lines: tuple[LookLine, ...]) -> None:
        self.lines = lines
        self._groups = groups
        self._reach: dict[int, tuple[Rows, Rows]] = {}
        self._groups_of: dict[int, Rows] = {}
        self._rows: dict[int, int] = {}

    @cached_property
    def _places(self) -> tuple[Rows, Rows]:
        """The positions of covered members, line after line, and where each line begins and, last, their number."""
        told = np.concatenate(
            [
                np.zeros(0, dtype=SMALL),
                *(
                    found.told if len(found.told) else np.zeros(len(found.members), dtype=SMALL)
                    for found in self._groups.scan.findings
                ),
            ]
        )
        told[told > len(self.lines)] = 0
        places = np.flatnonzero(told)
        places = places[np.argsort(told[places], kind="stable")]
        return places, np.searchsorted(told[places], np.arange(1, len(self.lines) + 2)).astype(np.int64)

    def groups_of(self, line: int) -> Rows:
        """The groups in which a line has a copy."""
        if line not in self._groups_of:
            places, starts = self._places
            self._groups_of[line] = np.unique(self._groups.owners[places[starts[line] : starts[line + 1]]])
        return self._groups_of[line]

    def with_groups(self, wanted: Mask) -> Rows:
        """The lines that have a copy in one of these groups, which are marked."""
        places, starts = self._places
        some = np.concatenate([[0], np.cumsum(wanted[self._groups.owners[places]])])
        return np.flatnonzero(some[starts[1:]] > some[starts[:-1]])

    def folder_of(self, line: int) -> int:
        """The row of the folder that a line is about."""
        if line not in self._rows:
            self._rows[line] = self._find_folder(line)
        return self._rows[line]

    def things(self, line: int, wanted: Mask | None = None) -> tuple[Rows, Rows]:
        """The copies in the folder of a line that go or stay together, with the group of each; only in groups that are
        ``wanted``, if that is given.

        These are the copies the line covers. If such a copy is in the other folder, it is the copy here.
        """
        if line not in self._reach:
            self._reach[line] = self._find_things(line)
        things, owners = self._reach[line]
        if wanted is None:
            return things, owners
        return things[wanted[owners]], owners[wanted[owners]]

    def _find_things(self, line: int) -> tuple[Rows, Rows]:
        groups, (places, starts) = self._groups, self._places
        mine = places[starts[line] : starts[line + 1]]
        told, owners = groups.members[mine], groups.owners[mine]
        folder = self.folder_of(line)
        if folder == NO_FOLDER:
            return told[:0], owners[:0]
        # What has a name outside stays: its bytes come free only when all its names go.
        inside = groups.all_things.within(groups.all_things.folders_within(np.asarray([folder])))[1]
        elsewhere = np.unique(owners[~inside[told]])
        others, lengths = members_of_groups(groups.starts, elsewhere)
        here = inside[groups.members[others]]
        things = np.concatenate([told[inside[told]], groups.members[others][here]])
        things, first = np.unique(things, return_index=True)
        return things, np.concatenate([owners[inside[told]], np.repeat(elsewhere, lengths)[here]])[first]

    def _find_folder(self, line: int) -> int:
        groups, folder = self._groups, self.lines[line].folder
        parents, path = groups.scan.inventory.parents, groups.scan.inventory.folder_path
        things, _ = groups.members_of(self.groups_of(line))
        for row in groups.folder_of[things].tolist():
            while row != NO_FOLDER:
                if path(row) == folder:
                    return int(row)
                row = int(parents[row])
        return NO_FOLDER
