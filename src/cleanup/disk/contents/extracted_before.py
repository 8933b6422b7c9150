"""What is remembered about archives that were found extracted at the last scan, so that not everything is read again.

It is valid while the archive and its extracted folder are unchanged, to the last name and time in it: so the walk alone
can tell, and nothing is opened. Archives extracted directly beside themselves are read each time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_128

from cleanup.disk.contents.extracted import Extraction, folders_of
from cleanup.disk.reading.digests import Digests, no_digests
from cleanup.model.grouping import are_among, distinct
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.names import names_at
from cleanup.model.tree import nearest

METHOD = "extracted"
_STATE = 2
# What changed this recently may change again without a new time.
_SETTLED = 2 * 10**9
_COUNT_BITS = 31
_KEY = ("inode", "size", "modified", "changed")


Recall = Callable[[str, Rows], tuple[Digests, NDArray[np.bool_]]]


class Before:
    """The folders beside some archives that they may have been extracted to, and what was found there before."""

    def __init__(self, inventory: Inventory, seen_whole: NDArray[np.bool_], recall: Recall, rows: Rows) -> None:
        """``rows`` are those of the archives, in rising order; ``recall`` gives what the cache knows about files."""
        self._recall, self._rows = recall, rows
        self._folders = _folders_beside(inventory, rows)
        self._states = _states(inventory, seen_whole, {row for folders in self._folders for row in folders.values()})

    def found(self) -> dict[int, Extraction]:
        """What still holds, by the row of the archive. Reads the cache."""
        digests, known = self._recall(METHOD, self._rows)
        found = {}
        for place in np.flatnonzero(known).tolist():
            told = int(digests[place, _STATE])
            names = list(self._folders[place].items())
            for number, (name, folder) in enumerate(names):
                if number == told & 1 and self._states.get(folder) == digests[place, :_STATE].tobytes():
                    count, differ = told >> 1 & ((1 << _COUNT_BITS) - 1), told >> (_COUNT_BITS + 1)
                    found[int(self._rows[place])] = Extraction(name, count, differ, frozenset())
        return found

    def to_remember(self, found: Mapping[int, Extraction]) -> tuple[Rows, Digests]:
        """What the cache should keep of the results: for which rows, and what."""
        rows, told = [], []
        for place, row in enumerate(self._rows.tolist()):
            one = found.get(row)
            names = list(self._folders[place])
            folder = self._folders[place].get(one.folder) if one else None
            if one is None or folder is None or folder not in self._states or one.files >> _COUNT_BITS:
                continue
            rows.append(row)
            number = names.index(one.folder) | one.files << 1 | one.differ << (_COUNT_BITS + 1)
            told.append(np.frombuffer(self._states[folder] + number.to_bytes(8, "little"), dtype=np.uint64))
        return np.array(rows, dtype=np.int64), np.array(told, dtype=np.uint64) if told else no_digests(0)


def _folders_beside(inventory: Inventory, rows: Rows) -> list[dict[bytes, int]]:
    """For each archive, the rows of the folders beside it that share its name, by that name."""
    owners = inventory.files["folder"][rows].astype(np.int64)
    inner = np.flatnonzero(are_among(inventory.parents, distinct(owners)))
    names = names_at(inventory.names, inventory.folders["name"][inner]).split(b"\0")[:-1]
    beside = dict(zip(zip(inventory.parents[inner].tolist(), names, strict=True), inner.tolist(), strict=True))
    found = []
    for owner, name in zip(owners.tolist(), inventory.file_names(rows).split(b"\0"), strict=False):
        wanted = folders_of(os.fsdecode(name))
        found.append({each: beside[owner, each] for each in wanted if (owner, each) in beside})
    return found


def _states(inventory: Inventory, seen_whole: NDArray[np.bool_], folders: set[int]) -> dict[int, bytes]:
    """A key for all names and times in each of these folders, without those that were not seen completely, that contain
    another one of them, or that changed a moment ago.
    """
    tops = np.array(sorted(folders), dtype=np.int64)
    tops = tops[seen_whole[tops]]
    if not len(tops):
        return {}
    owners = nearest(inventory.parents, tops)
    around = owners[inventory.parents[tops]]
    tops = np.setdiff1d(tops, around[around != NO_FOLDER])
    parts: dict[int, list[bytes]] = {top: [] for top in tops.tolist()}
    latest = time.time_ns() - _SETTLED
    files = inventory.files[: inventory.searched[0]]
    for table, of in (
        (files, owners[files["folder"]]),
        (inventory.folders, owners),
        (inventory.links, owners[inventory.links["folder"]]),
    ):
        for top, some in _by_owner(table, of, tops):
            if int(max(some["changed"].max(), some["modified"].max())) > latest:
                parts.pop(top, None)
            elif top in parts:
                parts[top].append(b"".join(some[name].tobytes() for name in _KEY))
    return {top: xxh3_128(b"|".join(each)).digest() for top, each in parts.items()}


def _by_owner(table: NDArray[np.void], owners: Rows, tops: Rows) -> list[tuple[int, NDArray[np.void]]]:
    """The rows of a table that each of these owns, by their inodes."""
    some = np.flatnonzero(are_among(owners, tops))
    some = some[np.lexsort((table["inode"][some], owners[some]))]
    starts = np.flatnonzero(np.append(True, owners[some][1:] != owners[some][:-1])) if len(some) else some
    parts = np.split(some, starts[1:]) if len(some) else []
    return [(int(owners[part[0]]), table[part]) for part in parts]
