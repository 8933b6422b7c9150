"""All findings of a scan side by side: numbered groups, and numbered things in them."""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from cleanup.model.category import Proof
from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.grouping import members_of_groups
from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.paths import is_inside
from cleanup.model.scan import Scan
from cleanup.model.thing import Mask, Things
from cleanup.model.tree import above

NO_GROUP = -1
_REMEMBERED = 200


@dataclass(frozen=True, eq=False)
class Groups:
    """The findings of a scan, all categories one after another.

    A file that is in several categories is one thing. ``stuck`` things can be chosen, but cannot move from where they
    are, and free nothing. Does not touch the disk.
    """

    scan: Scan
    stuck: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @cached_property
    def all_things(self) -> Things:
        """All things, by number."""
        return Things(self.scan.inventory)

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
        """The things of all groups, one group after another."""
        return np.concatenate([_NONE, *(found.members for found in self.scan.findings)])

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
        return self.all_things.sizes(self.all_things.every)

    @cached_property
    def freed(self) -> Rows:
        """The bytes that come free with each thing once all its names are gone; with a folder everything in it."""
        freed = self.all_things.freed.copy()
        for found in self.scan.findings:
            if len(found.frees):
                freed[found.members] = found.frees
        freed[self.stuck] = 0
        return freed

    @cached_property
    def copies(self) -> Mask:
        """For each thing, whether it is in a group of files with the same bytes."""
        return copies_of(self.scan.findings, self.all_things)

    @cached_property
    def only_told(self) -> Mask:
        """For each thing, whether it is only in categories that are for information."""
        found = np.zeros(self.all_things.count, dtype=np.bool_)
        for is_told in (True, False):
            for each in self.scan.findings:
                if each.category.only_told is is_told:
                    found[each.members] = is_told
        return found

    @cached_property
    def modified(self) -> Rows:
        """When each thing was changed, in nanoseconds since 1970."""
        return self.all_things.values("modified", self.all_things.every)

    @cached_property
    def folder_of(self) -> Rows:
        """The folder row that each thing is in; for a folder its own."""
        return self.all_things.folder_rows(self.all_things.every)

    def __len__(self) -> int:
        return int(self.offsets[-1])

    def place(self, group: int) -> tuple[Findings, int]:
        """The findings a group belongs to, and its position in them."""
        category = bisect_right(self._begins, group) - 1
        return self.scan.findings[category], group - self._begins[category]

    def of_category(self, category: int) -> Rows:
        """The groups of one category, by its position in the scan's findings."""
        return np.arange(self.offsets[category], self.offsets[category + 1], dtype=np.int64)

    def of_categories(self, names: tuple[str, ...]) -> Rows:
        """The groups of the categories with these names."""
        places = [place for place, each in enumerate(self.scan.findings) if each.category.name in names]
        return np.concatenate([_NONE, *map(self.of_category, places)])

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
        """The things in these groups, with the group of each."""
        places, lengths = members_of_groups(self.starts, groups)
        return self.members[places], np.repeat(groups, lengths)

    def with_any(self, members: Mask) -> Mask:
        """For each group, whether it has one of these ``members``, which are marked."""
        found = np.zeros(len(self), dtype=np.bool_)
        found[self.owners[members]] = True
        return found

    def holding(self, members: Rows) -> Mask:
        """For each thing, whether it is a folder that contains one of these members, at any depth."""
        things = self.all_things
        found = np.zeros(things.count, dtype=np.bool_)
        if len(members) and len(things.folders_of(self.members)):
            rows = things.values("folder", members)
            folders = above(things.inventory.parents, rows[rows != NO_FOLDER])
            found[things.of_folders(np.flatnonzero(folders))] = True
        return found

    def path(self, thing: int) -> bytes:
        """A thing's path; if it has several names, the first."""
        return self.all_things.path(thing)

    def keepers(self) -> Rows:
        """The thing that stays in each group, as the scan shows it, or NO_KEEPER."""
        return np.concatenate([_NONE, *(
            found.keepers if len(found.keepers) else np.full(len(found), NO_KEEPER, dtype=np.int64)
            for found in self.scan.findings
        )])  # fmt: skip

    def below(self, folders: tuple[bytes, ...]) -> tuple[Mask, Mask]:
        """For each thing, whether any of its names, and whether all of them, are in one of these folders."""
        inventory = self.scan.inventory
        inside = np.fromiter(
            (
                any(is_inside(inventory.folder_path(row), folder) for folder in folders)
                for row in range(len(inventory.folders))
            ),
            np.bool_,
            len(inventory.folders),
        )
        return self.all_things.within(inside)

    @cached_property
    def _begins(self) -> list[int]:
        """As ``offsets``: a list is faster for single look-ups."""
        begins: list[int] = self.offsets.tolist()
        return begins

    @cached_property
    def _in_order(self) -> dict[int, list[int]]:
        """The groups that were used last; a group can have very many things."""
        return {}


_NONE = np.zeros(0, dtype=np.int64)


def _sorting(path: bytes) -> tuple[bytes, tuple[bytes, bytes]]:
    """The key that sorts paths as people do: by folder, then ``x.jpg`` before ``x (1).jpg``."""
    folder, name = os.path.split(path)
    return folder, os.path.splitext(name)


def copies_of(findings: tuple[Findings, ...], things: Things) -> Mask:
    """For each thing, whether it is in a group of files with the same bytes."""
    copies = np.zeros(things.count, dtype=np.bool_)
    for found in findings:
        if found.category.proof is Proof.SAME_BYTES:
            copies[found.members] = True
    return copies
