"""Find for each file on one side a file on the other with the same bytes; both are read now."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.reading.digests import Digester, in_disk_order
from cleanup.disk.reading.hashing import SMALL
from cleanup.model.comparison import Pair
from cleanup.model.grouping import are_among, distinct
from cleanup.model.inventory import Inventory, Rows
from cleanup.plan.only_there import Sides


def matched(inventory: Inventory, sides: Sides, digester: Digester) -> tuple[list[Pair], Rows]:
    """The pairs, and the rows on the old side that have no match. Files that could not be read are in neither.

    Empty files are left out. Files of one size are read: large ones first at their two ends, then whole.
    """
    sizes = inventory.files["size"]
    old, new = sides.old[sizes[sides.old] > 0], sides.new[sizes[sides.new] > 0]
    alone = [old[~are_among(sizes[old], distinct(sizes[new]))]]
    old, new = _of_common(sizes[:, None].astype(np.uint64), old, new)
    small = [rows[sizes[rows] <= SMALL] for rows in (old, new)]
    big_old, big_new, without = _alike("ends", sizes, old[sizes[old] > SMALL], new[sizes[new] > SMALL], digester)
    alone.append(without)
    rows = in_disk_order(inventory, np.concatenate([*small, big_old, big_new]))
    digests, known = digester.digest("whole", rows)
    keys = _keys(digests, sizes[rows])
    is_old = are_among(rows, np.sort(np.concatenate([small[0], big_old])))
    there = {keys[place]: int(rows[place]) for place in np.flatnonzero(known & ~is_old)[::-1].tolist()}
    pairs, left = [], []
    for place in np.flatnonzero(known & is_old).tolist():
        other = there.get(keys[place])
        if other is None:
            left.append(int(rows[place]))
        else:
            pairs.append(Pair(int(rows[place]), other))
    return sorted(pairs), np.sort(np.concatenate([*alone, np.asarray(left, dtype=np.int64)]))


def _of_common(values: NDArray[np.uint64], old: Rows, new: Rows) -> tuple[Rows, Rows]:
    """The rows on each side whose value also occurs on the other side."""
    column = values[:, 0]
    return (
        old[are_among(column[old], distinct(column[new]))],
        new[are_among(column[new], distinct(column[old]))],
    )


def _alike(method: str, sizes: NDArray[np.int64], old: Rows, new: Rows, digester: Digester) -> tuple[Rows, Rows, Rows]:
    """The rows on each side that have one like them on the other, and those on the old side that have none."""
    rows = np.concatenate([old, new])
    digests, known = digester.digest(method, rows)
    keys = _keys(digests, sizes[rows])
    count = len(old)
    mine = {keys[place] for place in np.flatnonzero(known[:count]).tolist()}
    its = {keys[place] for place in (count + np.flatnonzero(known[count:])).tolist()}
    has = np.asarray([key in its for key in keys[:count]], dtype=np.bool_)
    wanted = np.asarray([key in mine for key in keys[count:]], dtype=np.bool_)
    return old[known[:count] & has], new[known[count:] & wanted], old[known[:count] & ~has]


def _keys(digests: NDArray[np.uint64], sizes: NDArray[Any]) -> list[bytes]:
    """Digests and sizes of files, one value for each."""
    columns = np.ascontiguousarray(np.column_stack([digests, sizes.astype(np.uint64)]))
    plain, width = columns.tobytes(), columns.shape[1] * columns.itemsize
    return [plain[start : start + width] for start in range(0, len(plain), width)]
