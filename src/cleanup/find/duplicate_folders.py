"""Folders in which everything is the same: names at all levels, kinds, bytes and link targets."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from cleanup.disk.reading.digests import in_disk_order
from cleanup.disk.rules.homes import is_where_things_arrive
from cleanup.disk.rules.whole_folders import ICONS, FolderKeys, of_equal_shape
from cleanup.find.finder import Finder, Search
from cleanup.language import Marked, mark, mark_count
from cleanup.model.category import Category, Kind, Proof, Unit
from cleanup.model.finding import Findings, Reason, Why
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.noted import Noted
from cleanup.model.thing import Mask, Things
from cleanup.model.tree import sums_within

_NUMBERS = 2


class DuplicateFolders(Finder):
    """The topmost folders that equal another one; times, owners and permissions are not compared.

    Never a root, a folder that a desktop expects, or an inbox: as one line, it would hide what is loose in it. Their
    contents are compared all the same.
    """

    category: ClassVar[Category] = Category(
        "duplicate-folders",
        mark("folders in which everything is the same; one of each always stays"),
        unit=Unit.GROUP,
        takes=frozenset({Kind.FOLDER}),
        may_be_safe=True,
        proof=Proof.SAME_TREE,
        remark=mark("one of each always stays"),
    )

    stages: ClassVar[Mapping[str, Marked]] = {"whole": mark("Comparing contents")}
    reads: ClassVar[bool] = True
    noted: Noted = Noted(endings=(ICONS.decode().lower(),))

    def find(self, search: Search) -> Findings:
        """Compare shapes first, then names and sizes; reads only the files of folders that are still alike."""
        groups: list[list[int]] = []
        keys: dict[int, bytes] = {}
        if search.complete:
            groups, keys = _groups(search)
        sizes = np.asarray([len(group) for group in groups], dtype=np.int64)
        members = np.asarray([folder for group in groups for folder in group], dtype=np.int64)
        digests = np.frombuffer(b"".join(keys[group[0]][: 8 * _NUMBERS] for group in groups), dtype=np.uint64)
        return Findings(
            category=self.category,
            reasons=(
                Reason(
                    Why.counting(mark_count("{} folder with the same contents", "{} folders with the same contents"))
                ),
            ),
            members=Things(search.inventory).of_folders(members),
            starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            details=sizes,
            digests=digests.reshape(-1, _NUMBERS),
            method="tree",
        )


def _groups(search: Search) -> tuple[list[list[int]], dict[int, bytes]]:
    """The groups of equal folders, and a key for the contents of each folder."""
    inventory = search.inventory
    # A folder with nothing but hidden files in it is left out: to a person it looks empty.
    files, count = inventory.searched[0], len(inventory.folders)
    seen = np.bincount(inventory.files["folder"][:files].astype(np.int64), minlength=count)
    some = search.seen_whole & (inventory.parents != NO_FOLDER) & (sums_within(inventory.parents, seen) > 0)
    some = of_equal_shape(inventory, some)
    for row in np.flatnonzero(some).tolist():
        path = inventory.folder_path(row)
        some[row] = path not in search.expected_folders and not is_where_things_arrive(os.fsdecode(path))
    if not some.any():
        return [], {}
    folders = FolderKeys(inventory, _with_all_in_them(inventory, some))
    sizes = inventory.files["size"][folders.files].astype(np.uint64)
    alike = _equal(folders.keys(sizes, np.ones(len(sizes), dtype=np.bool_)), some)
    some = np.zeros(len(some), dtype=np.bool_)
    some[[folder for group in alike for folder in group]] = True
    if not some.any():
        return [], {}
    folders = FolderKeys(inventory, _with_all_in_them(inventory, some))
    rows = in_disk_order(inventory, folders.files[inventory.files["size"][folders.files] > 0])
    digests, known = search.digest("whole", rows)
    # An empty file is not read and has no digest.
    contents = np.zeros((len(inventory.files), digests.shape[1]), dtype=np.uint64)
    are_known = np.ones(len(inventory.files), dtype=np.bool_)
    contents[rows], are_known[rows] = digests, known
    keys = folders.keys(contents[folders.files], are_known[folders.files])
    return _topmost(_equal(keys, some), inventory), keys


def _with_all_in_them(inventory: Inventory, some: Mask) -> Mask:
    return Things(inventory).folders_within(np.flatnonzero(some))


def _equal(keys: dict[int, bytes], some: Mask) -> list[list[int]]:
    """Those of these folders that have equal keys, group by group."""
    found: dict[bytes, list[int]] = defaultdict(list)
    for folder, key in keys.items():
        if some[folder]:
            found[key].append(folder)
    return [sorted(group) for group in found.values() if len(group) > 1]


def _topmost(groups: list[list[int]], inventory: Inventory) -> list[list[int]]:
    """The groups, without those that another group already covers."""
    parents: Rows = inventory.parents
    group_of = {folder: number for number, group in enumerate(groups) for folder in group}
    inner = _all_in_folders(groups, inventory)
    split = {
        number
        for number, children in inner.items()
        if all(
            child in group_of and _stands_apart(groups[group_of[child]], groups[number], parents) for child in children
        )
    }
    group_of = {folder: number for folder, number in group_of.items() if number not in split}
    top = [group for number, group in enumerate(groups) if number not in split]
    top = [group for group in top if not _is_told(group, parents, group_of)]
    return sorted(top, key=lambda group: min(map(inventory.folder_path, group)))


def _all_in_folders(groups: list[list[int]], inventory: Inventory) -> dict[int, list[int]]:
    """For groups of folders that contain nothing but folders, by number: the folders directly in the first one."""
    firsts = {group[0]: number for number, group in enumerate(groups)}
    children: dict[int, list[int]] = defaultdict(list)
    for folder, parent in enumerate(inventory.parents.tolist()):
        if parent in firsts:
            children[firsts[parent]].append(folder)
    names = inventory.folders["links"]
    return {number: inside for number, inside in children.items() if len(inside) == names[groups[number][0]]}


def _stands_apart(group: list[int], above: list[int], parents: Rows) -> bool:
    """Whether a folder of a group lies in none of the folders above; then one can see there which one stays."""
    return any(int(parents[folder]) not in above for folder in group)


def _is_told(group: list[int], parents: Rows, group_of: dict[int, int]) -> bool:
    """Whether all folders of a group lie directly in folders of one other group, which covers them."""
    above = {group_of.get(int(parents[folder])) for folder in group}
    return len(above) == 1 and None not in above
