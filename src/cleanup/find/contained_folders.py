"""Folders of which every file is also in one other folder, wherever in it and under whatever name."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain
from typing import ClassVar

import numpy as np

from cleanup.disk.rules.droppings import NAMES
from cleanup.disk.rules.homes import is_where_things_arrive
from cleanup.disk.rules.place_names import is_copy_of_a_place
from cleanup.disk.rules.whole_folders import ICONS, FolderKeys
from cleanup.find.finder import Finder, Search
from cleanup.language import Marked, mark, mark_count
from cleanup.model.category import Category, Kind, Unit
from cleanup.model.finding import SMALL, Findings, Reason, Why
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.noted import Noted
from cleanup.model.paths import parts
from cleanup.model.thing import Mask, Things
from cleanup.model.tree import nearest, sums_within

_FEWEST = 3
"""Of fewer files, the line of the copies themselves says as much."""
_MOST_COPIES = 100
"""What stands in more places is no sign of where a folder came from, and each of them would be gone through."""


_CONTAINED = Reason(
    Why.counting(
        mark_count("the only file in it is also in the other one", "all {} files in it are also in the other one")
    )
)
_BUT_FOR_DROPPINGS = Reason(
    Why.counting(
        mark_count(
            "the same file as in the other one, except for system files (.DS_Store, Thumbs.db)",
            "the same {} files as in the other one, except for system files (.DS_Store, Thumbs.db)",
        )
    )
)


class ContainedFolders(Finder):
    """The topmost folders that are contained in another one, file by file; equal folders are another category."""

    category: ClassVar[Category] = Category(
        "contained-folders",
        mark("folders whose files are all also in another folder; shown, never chosen"),
        unit=Unit.FOLDER,
        takes=frozenset({Kind.FOLDER}),
        only_told=True,
        remark=mark("all of it is also in another folder"),
    )

    stages: ClassVar[Mapping[str, Marked]] = {
        "ends": mark("Comparing ends"),
        "whole": mark("Comparing contents"),
    }
    reads: ClassVar[bool] = True
    noted: Noted = Noted(endings=(ICONS.decode().lower(),))

    def find(self, search: Search) -> Findings:
        """Compare all files as for duplicates, then go down from the topmost folders that contain only copies."""
        found = list(_pairs(search)) if search.complete else []
        members = np.asarray([folder for pair, _, _ in found for folder in pair], dtype=np.int64)
        things = Things(search.inventory)
        return Findings(
            category=self.category,
            reasons=(_CONTAINED, _BUT_FOR_DROPPINGS),
            members=things.of_folders(members),
            starts=np.arange(0, len(members) + 1, 2, dtype=np.int64),
            details=np.asarray([count for _, count, _ in found], dtype=np.int64),
            reasoned=np.asarray([is_one for _, _, is_one in found], dtype=SMALL),
            keepers=things.of_folders(members[1::2]),
        )


def _pairs(search: Search) -> Iterator[tuple[tuple[int, int], int, bool]]:
    """Each folder with the one that contains all its files, their number, and whether both are the same except for what
    systems drop.
    """
    inventory = search.inventory
    members, starts, _ = search.equal_files
    copies = _Copies(inventory, members, starts)
    some = copies.only_copies & search.seen_whole
    tops = copies.topmost(_may_be_one(inventory, some, search.expected_folders))
    # If a backup is listed, the folder it copies is not listed the other way round.
    path_of = inventory.folder_path
    waiting = sorted(tops, key=lambda folder: (_is_in_a_copied_place(path_of(folder)), path_of(folder)))
    told: set[int] = set()
    while waiting and not search.listen.stopped():
        folder = waiting.pop()
        files = copies.files_in(folder)
        other = copies.holding_all(folder, files) if len(files) >= _FEWEST else NO_FOLDER
        if other == NO_FOLDER:
            waiting += sorted(copies.inner(folder), key=path_of) if len(files) >= _FEWEST else ()
        elif told.isdisjoint(copies.line(other)):
            is_one = copies.are_equal(folder, other)
            if not (is_one and copies.have_the_same_dropped(folder, other, search)):
                told.add(folder)
                yield (folder, other), len(files), is_one


def _is_in_a_copied_place(path: bytes) -> bool:
    return any(_is_of_a_copy(part) for part in parts(path))


# Many folders ask about the same names.
@lru_cache(maxsize=4096)
def _is_of_a_copy(name: bytes) -> bool:
    return is_copy_of_a_place(os.fsdecode(name))


def _may_be_one(inventory: Inventory, some: Mask, expected: frozenset[bytes]) -> Mask:
    """Which of these folders contain no link and are not where things arrive."""
    parents, links = inventory.parents, np.zeros(len(inventory.folders), dtype=np.int64)
    np.add.at(links, inventory.links["folder"].astype(np.int64), 1)
    some = some & (sums_within(parents, links) == 0) & (parents != NO_FOLDER)
    for row in np.flatnonzero(some).tolist():
        path = inventory.folder_path(row)
        some[row] = path not in expected and not is_where_things_arrive(os.fsdecode(path))
    return np.asarray(some)


class _Copies:
    """Groups of equal files along the tree of folders."""

    def __init__(self, inventory: Inventory, members: Rows, starts: Rows) -> None:
        self._inventory = inventory
        self._parents, self._path_of = inventory.parents, inventory.folder_path
        self._folders = inventory.files["folder"].astype(np.int64)
        self._members = members
        self._owners = self._folders[members].tolist()
        groups = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        # Where the copies of each member begin and end: looked up one by one, and often.
        self._begins, self._ends = starts[groups].tolist(), starts[groups + 1].tolist()
        count = len(inventory.folders)
        first = inventory.first
        first = first[inventory.files["size"][first] > 0]
        self._dropped = inventory.letters.having(b"\0" + name + b"\0" for name in NAMES)

        files, same = (
            sums_within(self._parents, np.bincount(self._folders[rows[~self._dropped[rows]]], minlength=count))
            for rows in (first, members)
        )
        self._within = files
        self.only_copies: Mask = (files == same) & (files > 0)
        """The folders of which each file has a copy, whatever systems dropped there."""
        self._some = np.zeros(count, dtype=np.bool_)
        self._right_in: dict[int, list[int]] = defaultdict(list)
        self._children: dict[int, list[int]] = defaultdict(list)
        self._lines: dict[int, tuple[int, ...]] = {}

    def topmost(self, some: Mask) -> list[int]:
        """Those of these folders that lie in none of the others; fills in what is in them, for later look-ups."""
        self._some = some
        inside = np.flatnonzero(self.only_copies[self._folders[self._members]] & ~self._dropped[self._members])
        for place, folder in zip(inside.tolist(), self._folders[self._members[inside]].tolist(), strict=True):
            self._right_in[folder].append(place)
        for folder in np.flatnonzero(self.only_copies).tolist():
            self._children[int(self._parents[folder])].append(folder)
        rows = np.flatnonzero(some)
        tops: list[int] = rows[nearest(self._parents, rows)[self._parents[rows]] == NO_FOLDER].tolist()
        return tops[::-1]

    def inner(self, folder: int) -> list[int]:
        """The folders directly in a folder that may be findings themselves, or those further in."""
        found = []
        for child in self._children[folder]:
            found += [child] if self._some[child] else self.inner(child)
        return found

    def files_in(self, folder: int) -> list[int]:
        """The places of all files in a folder, at any depth."""
        found, waiting = [], [folder]
        while waiting:
            each = waiting.pop()
            found += self._right_in[each]
            waiting += self._children[each]
        return found

    def are_equal(self, one: int, other: int) -> bool:
        """Whether two folders contain files of the same names and sizes at all levels, and the same empty folders; what
        systems drop does not count.
        """
        return bool(self._within[one] == self._within[other]) and self._keys[one] == self._keys.get(other)

    def have_the_same_dropped(self, one: int, other: int, search: Search) -> bool:
        """Whether systems dropped the same files in two folders, at the same places. Reads them."""
        ones, others = (self._dropped_in(folder) for folder in (one, other))
        if not ones or ones.keys() != others.keys():
            return not ones and not others
        rows = np.asarray([row for place in ones for row in (ones[place], others[place])], dtype=np.int64)
        digests, known = search.digest("whole", rows)
        return bool(known.all() and (digests[::2] == digests[1::2]).all())

    def _dropped_in(self, folder: int) -> dict[bytes, int]:
        """The rows of what systems dropped in a folder, by their paths below it."""
        begin = len(self._path_of(folder))
        inside = (row for row in self._dropped_rows if folder in self.line(int(self._folders[row])))
        return {self._inventory.path(row)[begin:]: row for row in inside}

    @cached_property
    def _dropped_rows(self) -> list[int]:
        found: list[int] = np.flatnonzero(self._dropped & (self._inventory.files["size"] > 0)).tolist()
        return found

    @cached_property
    def _keys(self) -> dict[int, bytes]:
        """A key for the names and sizes in each folder that contains nothing but copies."""
        inside = Things(self._inventory).folders_within(np.flatnonzero(self.only_copies))
        folders = FolderKeys(self._inventory, inside)
        folders.files = folders.files[~self._dropped[folders.files]]
        sizes = self._inventory.files["size"][folders.files].astype(np.uint64)
        return folders.keys(sizes, np.ones(len(sizes), dtype=np.bool_))

    def holding_all(self, folder: int, files: list[int]) -> int:
        """Another folder with a copy of each of these files in it, or NO_FOLDER.

        It is neither inside the folder nor around it, and no folder inside it has them all too. Of several, one outside
        backups and nearest to the top wins. Not searched if even the rarest file has more than ``_MOST_COPIES`` copies.
        """
        begins, ends = self._begins, self._ends
        rarest = min(files, key=lambda place: ends[place] - begins[place])
        if ends[rarest] - begins[rarest] > _MOST_COPIES:
            return NO_FOLDER
        # Most files of a folder have copies in the same folders: each such set of folders is looked at once.
        owners = {begins[place]: self._owners[begins[place] : ends[place]] for place in files}
        lines = map(self.line, owners.pop(begins[rarest]))
        common = {each for line in lines if folder not in line for each in line}.difference(self.line(folder))
        for some in sorted(set(map(tuple, owners.values())), key=len):
            if not common:
                break
            common.intersection_update(chain.from_iterable(map(self.line, some)))
        innermost = common.difference(*(self.line(each)[1:] for each in common))
        return min(innermost, key=self._order, default=NO_FOLDER)

    def _order(self, folder: int) -> tuple[bool, int, bytes]:
        path = self._path_of(folder)
        return _is_in_a_copied_place(path), len(self.line(folder)), path

    def line(self, folder: int) -> tuple[int, ...]:
        """A folder and all folders above it."""
        if folder not in self._lines:
            line, each = [], folder
            while each != NO_FOLDER:
                line.append(each)
                each = int(self._parents[each])
            self._lines[folder] = tuple(line)
        return self._lines[folder]
