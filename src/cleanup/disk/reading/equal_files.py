"""Which files of an inventory have the same bytes: by size, then by both ends, then by the digest of everything."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.reading.digests import Digests, in_disk_order
from cleanup.disk.reading.hashing import SMALL
from cleanup.model.grouping import grouped, occurs_again
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.letters import Letters
from cleanup.model.under_way import UNDER_WAY

Digest = Callable[[str, Rows], tuple[Digests, NDArray[np.bool_]]]


def files_that_may_be_equal(inventory: Inventory, digest: Digest) -> tuple[Rows, Digests]:
    """The rows of non-empty files that may have the same bytes as another, and their digests; reads those files.

    Unreadable files and unfinished downloads are left unknown.
    """
    sizes = inventory.files["size"]
    rows = inventory.first
    rows = rows[sizes[rows] > 0]
    rows = in_disk_order(inventory, rows[_occur_again(sizes[rows])])
    big = np.flatnonzero(sizes[rows] > SMALL)
    if len(big):
        rows = np.delete(rows, _alone_by_their_ends(rows, big, inventory, digest))
    digests, known = digest("whole", rows)
    if not known.all():
        rows, digests = rows[known], digests[known]
    # Most are alone: they are dropped, one column after another.
    again = occurs_again(digests[:, 0])
    rows = rows[again]
    digests = digests[again]
    whole = _are_whole(inventory, rows)
    return rows[whole], digests[whole]


def _are_whole(inventory: Inventory, rows: Rows) -> NDArray[np.bool_]:
    """For each file, whether its name is not that of an unfinished download: two of those may be alike only so far."""
    return ~Letters(inventory.file_names(rows)).ending_with(UNDER_WAY)


def _occur_again(sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each size, whether another file has it; counting small sizes is faster than sorting them."""
    again = np.zeros(len(sizes), dtype=np.bool_)
    small = sizes <= SMALL
    again[small] = (np.bincount(sizes[small]) > 1)[sizes[small]]
    again[~small] = occurs_again(sizes[~small])
    return again


def _alone_by_their_ends(rows: Rows, big: Rows, inventory: Inventory, digest: Digest) -> Rows:
    """Which of the positions ``big`` of ``rows`` have a file whose ends no other of its size has, or that cannot be
    read.
    """
    ends, known = digest("ends", rows[big])
    sizes = inventory.files["size"][rows[big]]
    candidates = np.flatnonzero(known)
    alike = candidates[grouped(*ends[known].T, sizes[known])[0]]
    return np.delete(big, alike)
