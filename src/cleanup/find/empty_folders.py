"""Folders with nothing in them but empty folders."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cleanup.find.finder import Finder, Search
from cleanup.language import mark, mark_count
from cleanup.model.category import Category, Unit
from cleanup.model.finding import Findings, Why, singles
from cleanup.model.grouping import distinct
from cleanup.model.inventory import NO_FOLDER, Inventory
from cleanup.model.paths import folded, split
from cleanup.model.thing import Kind, Things
from cleanup.model.tree import nearest

# Empty on purpose: without its marker, Syncthing stops, and a program made it again would take all for deleted.
_MARKERS = frozenset({b".stfolder", b".stversions", b".sync", b".dropbox.cache", b".tmp.drivedownload"})


class EmptyFolders(Finder):
    """The topmost of each set of empty folders."""

    category: ClassVar[Category] = Category(
        "empty-folders",
        mark("folders with nothing in them, or only more empty folders"),
        unit=Unit.FOLDER,
        takes=frozenset({Kind.FOLDER}),
        only_empty=True,
    )

    def find(self, search: Search) -> Findings:
        """Count names: hidden, filtered, unreadable or linked things count as something. Half a walk finds nothing."""
        inventory = search.inventory
        folders = inventory.folders
        parents = inventory.parents
        empty = np.zeros(len(folders), dtype=np.bool_)
        if search.complete:
            empty = _empty(inventory, search.expected_folders)
        tops = np.flatnonzero(empty & ~empty[parents])
        owners = nearest(parents, tops)
        counts = np.bincount(owners[owners != NO_FOLDER], minlength=len(folders))[tops]
        why = Why.counting(mark_count("nothing in it", "{} empty folders in one another"))
        return singles(self.category, why, Things(inventory).of_folders(tops), counts)


def _empty(inventory: Inventory, expected: frozenset[bytes]) -> NDArray[np.bool_]:
    """Which folders hold no name that is not an empty folder's; never a root, never an expected folder."""
    parents = inventory.parents
    names = inventory.folders["links"].astype(np.int64)
    empty = np.zeros(len(parents), dtype=np.bool_)
    new = np.flatnonzero(names == 0)
    while len(new):
        new = new[parents[new] != NO_FOLDER]
        wanted = [_may_go(inventory.folder_path(row), expected) for row in new.tolist()]
        new = new[np.asarray(wanted, dtype=np.bool_)]
        empty[new] = True
        np.subtract.at(names, parents[new], 1)
        above = distinct(parents[new])
        new = above[names[above] == 0]
    return empty


def _may_go(path: bytes, expected: frozenset[bytes]) -> bool:
    return folded(path) not in expected and split(path)[1] not in _MARKERS
