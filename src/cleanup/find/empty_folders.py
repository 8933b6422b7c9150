"""Folders with nothing in them but empty folders."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cleanup.disk.rules.droppings import NAMES, dropping_at, is_marker
from cleanup.find.finder import Finder, Search
from cleanup.language import mark, mark_count
from cleanup.model.category import Category, Unit
from cleanup.model.finding import SMALL, Findings, Reason, Why
from cleanup.model.grouping import distinct
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.noted import Noted
from cleanup.model.paths import folded, split
from cleanup.model.thing import Kind, Mask, Things
from cleanup.model.tree import nearest

_EMPTY = Reason(Why.counting(mark_count("nothing in it", "{} empty folders inside one another")))
_DROPPED = Reason(
    Why.counting(
        mark_count(
            "nothing in it but a file that the system left there",
            "nothing in it but {} files that the system left there",
        )
    )
)


class EmptyFolders(Finder):
    """The topmost of each set of empty folders."""

    category: ClassVar[Category] = Category(
        "empty-folders",
        mark("folders with nothing in them, or only more empty folders"),
        unit=Unit.FOLDER,
        takes=frozenset({Kind.FOLDER}),
        only_empty=True,
    )

    noted: Noted = Noted(endings=tuple(name.decode() for name in NAMES if name.startswith(b".")))

    def find(self, search: Search) -> Findings:
        """Count names: hidden, filtered, unreadable or linked things count as contents. Finds nothing after a stopped
        walk.
        """
        inventory = search.inventory
        parents, count = inventory.parents, len(inventory.folders)
        dropped = np.zeros(0, dtype=np.int64)
        if search.complete and search.request.with_droppings:
            dropped = _dropped(search)
        empty = np.zeros(count, dtype=np.bool_)
        if search.complete:
            empty = _empty(inventory, search.expected_folders, dropped)
        tops = np.flatnonzero(empty & ~empty[parents])
        owners = nearest(parents, tops)
        folders = np.bincount(owners[owners != NO_FOLDER], minlength=count)[tops]
        files = np.bincount(owners[dropped], minlength=count)[tops]
        return Findings(
            category=self.category,
            reasons=(_EMPTY, _DROPPED),
            members=Things(inventory).of_folders(tops),
            starts=np.arange(len(tops) + 1, dtype=np.int64),
            details=np.where(files > 0, files, folders).astype(np.int64),
            reasoned=(files > 0).astype(SMALL),
        )


def _dropped(search: Search) -> Rows:
    """For each file that a system dropped in an otherwise empty folder, that folder."""
    inventory, expected = search.inventory, search.expected_folders
    rows = np.flatnonzero(inventory.letters.having(b"\0%s\0" % name for name in NAMES))
    folders = inventory.files["folder"][rows].astype(np.int64)
    may_be = _empty(inventory, expected, folders)[folders]
    rows = rows[may_be]
    paths = zip(rows.tolist(), inventory.paths(rows), strict=True)
    begins = {row: dropping_at(path, search.first_bytes(row)) for row, path in paths}
    search.begins.update((row, each) for row, each in begins.items() if each is not None)
    is_one = np.asarray([each is not None for each in begins.values()], dtype=np.bool_)
    folders = folders[may_be][is_one]
    return folders[_empty(inventory, expected, folders)[folders]]


def _empty(inventory: Inventory, expected: frozenset[bytes], dropped: Rows) -> Mask:
    """Which folders contain nothing but empty folders and files that were ``dropped`` there; never a root or an
    expected folder.
    """
    parents = inventory.parents
    names = inventory.folders["links"].astype(np.int64) - np.bincount(dropped, minlength=len(parents))
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
    return folded(path) not in expected and not is_marker(split(path)[1])
