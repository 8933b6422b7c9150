"""All findings of a scan side by side: groups with numbers, and in them things with numbers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.grouping import members_of_groups
from cleanup.model.inventory import FileEntry, Inventory, Rows
from cleanup.model.scan import Scan
from cleanup.plan.keeper import is_in
from cleanup.plan.savings import freed_by_file

NO_GROUP = -1
_REMEMBERED = 200
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Groups:
    """The findings of a scan, all categories one after the other.

    A thing is a file or a folder: its number is a file's row, or a folder's row behind all files. A file that is in
    several categories is one thing. Does not touch the disk.
    """

    scan: Scan

    @property
    def inventory(self) -> Inventory:
        """What the things are rows of."""
        return self.scan.inventory

    @cached_property
    def offsets(self) -> Rows:
        """The number of each category's first group and, last, of all groups."""
        return np.cumsum([0, *map(len, self.scan.findings)], dtype=np.int64)

    @cached_property
    def every(self) -> Rows:
        """The numbers of all groups."""
        return np.arange(len(self), dtype=np.int64)

    @cached_property
    def members(self) -> Rows:
        """The things of all groups, one group after the other."""
        return np.concatenate([_NONE, *(self._things(found) for found in self.scan.findings)])

    @cached_property
    def starts(self) -> Rows:
        """Where in ``members`` each group begins and, last, their number."""
        lengths = [np.diff(found.starts) for found in self.scan.findings]
        return np.concatenate([[0], np.cumsum(np.concatenate([_NONE, *lengths]))]).astype(np.int64)

    @cached_property
    def owners(self) -> Rows:
        """For each of ``members``, the number of its group."""
        return np.repeat(self.every, np.diff(self.starts))

    @cached_property
    def sizes(self) -> Rows:
        """The bytes of each thing; a folder itself has none."""
        return np.concatenate([self.inventory.files["size"], np.zeros(len(self.inventory.folders), dtype=np.int64)])

    @cached_property
    def freed(self) -> Rows:
        """The bytes that come free with each thing, all its names gone."""
        return np.concatenate([freed_by_file(self.inventory), self.inventory.folders["allocated"]])

    @cached_property
    def modified(self) -> Rows:
        """When each thing was changed, in nanoseconds since 1970."""
        return np.concatenate([self.inventory.files["modified"], self.inventory.folders["modified"]])

    @cached_property
    def folder_of(self) -> Rows:
        """The folder row each thing lies in; of a folder its own."""
        folders = np.arange(len(self.inventory.folders), dtype=np.int64)
        return np.concatenate([self.inventory.files["folder"].astype(np.int64), folders])

    def __len__(self) -> int:
        return int(self.offsets[-1])

    def place(self, group: int) -> tuple[Findings, int]:
        """The findings a group belongs to, and its place in them."""
        category = int(np.searchsorted(self.offsets, group, "right")) - 1
        return self.scan.findings[category], group - int(self.offsets[category])

    def of_category(self, category: int) -> Rows:
        """The groups of one category, by its place in the scan's findings."""
        return np.arange(self.offsets[category], self.offsets[category + 1], dtype=np.int64)

    def things(self, group: int) -> Rows:
        """The things in one group."""
        return self.members[self.starts[group] : self.starts[group + 1]]

    def in_order(self, group: int) -> list[int]:
        """The things in one group: the copy that the scan shows as kept, then the others by their paths."""
        if group not in self._in_order:
            if len(self._in_order) > _REMEMBERED:
                self._in_order.clear()
            findings, place = self.place(group)
            keeper = int(findings.keepers[place]) if len(findings.keepers) else NO_KEEPER
            things = self.things(group).tolist()
            self._in_order[group] = sorted(things, key=lambda thing: (thing != keeper, _sorting(self.path(thing))))
        return self._in_order[group]

    def members_of(self, groups: Rows) -> tuple[Rows, Rows]:
        """The things in these groups, and for each the number of its group."""
        places, lengths = members_of_groups(self.starts, groups)
        return self.members[places], np.repeat(groups, lengths)

    def with_any(self, members: Mask) -> Mask:
        """For each group, whether it has one of these ``members``, which are marked."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[self.owners[members]] = True
        return found

    def is_folder(self, thing: int) -> bool:
        """Whether a thing is a folder."""
        return thing >= len(self.inventory.files)

    def row(self, thing: int) -> int:
        """A thing's row among the inventory's files, or its folders."""
        return thing - len(self.inventory.files) if self.is_folder(thing) else thing

    def entry(self, thing: int) -> FileEntry:
        """What the walk saw of a thing."""
        row = self.row(thing)
        return self.inventory.folder_entry(row) if self.is_folder(thing) else self.inventory.entry(row)

    def path(self, thing: int) -> bytes:
        """A thing's path, of several names the first."""
        row = self.row(thing)
        return self.inventory.folder_path(row) if self.is_folder(thing) else self.inventory.path(row)

    def paths(self, things: Rows) -> list[bytes]:
        """The paths of many things, whose numbers grow."""
        inventory, files = self.inventory, len(self.inventory.files)
        folders = things[things >= files] - files
        return inventory.paths(things[things < files]) + [inventory.folder_path(row) for row in folders.tolist()]

    def other_names(self, thing: int) -> tuple[bytes, ...]:
        """The other paths of a thing that has several."""
        return tuple(map(self.inventory.path, self._others[thing].tolist())) if thing in self._others else ()

    @cached_property
    def partly_seen(self) -> Mask:
        """For each thing, whether it has names that the scan did not see."""
        inventory, first = self.inventory, self.inventory.first
        partly = np.zeros(len(self.sizes), dtype=np.bool_)
        partly[first] = inventory.names_seen() < inventory.files["links"][first]
        return partly

    def keepers(self) -> Rows:
        """The thing that stays of each group, as the scan shows it, or NO_KEEPER."""
        return np.concatenate([_NONE, *(
            found.keepers if len(found.keepers) else np.full(len(found), NO_KEEPER, dtype=np.int64)
            for found in self.scan.findings
        )])  # fmt: skip

    def below(self, folders: tuple[bytes, ...]) -> tuple[Mask, Mask]:
        """For each thing, whether any of its names, and whether all of them, lie in one of these folders."""
        inventory = self.inventory
        inside = np.fromiter(
            (
                any(is_in(inventory.folder_path(row), folder) for folder in folders)
                for row in range(len(inventory.folders))
            ),
            np.bool_,
            len(inventory.folders),
        )
        some = inside[self.folder_of]
        every = some.copy()
        for row, others in self._others.items():
            more = inside[inventory.files["folder"][others]]
            some[row] |= more.any()
            every[row] &= more.all()
        return some, every

    @cached_property
    def _in_order(self) -> dict[int, list[int]]:
        """The groups that were asked for last; a group can have very many things."""
        return {}

    @cached_property
    def _others(self) -> dict[int, Rows]:
        """For each file with several names, the rows of all but the first."""
        return dict(self.inventory.other_names())

    def _things(self, found: Findings) -> Rows:
        return found.rows + len(self.inventory.files) if found.of_folders else found.rows


_NONE = np.zeros(0, dtype=np.int64)


def _sorting(path: bytes) -> tuple[bytes, tuple[bytes, bytes]]:
    """What sorts paths as people do: by folder, then ``x.jpg`` before ``x (1).jpg``."""
    folder, name = os.path.split(path)
    return folder, os.path.splitext(name)
