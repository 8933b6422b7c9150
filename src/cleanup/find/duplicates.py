"""Files with the same bytes: same size, then same ends, then the same digest of everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.digests import in_disk_order
from cleanup.disk.hashing import IN_DOCUMENTS, METHOD, SMALL
from cleanup.find.finder import Finder, Search
from cleanup.language import Marked, mark, mark_count
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import Findings, Reason, Why
from cleanup.model.grouping import grouped, occurs_again
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.under_way import is_under_way


class Duplicates(Finder):
    """Exact duplicates among physical files; several names of one file are one file."""

    category: ClassVar[Category] = Category(
        "duplicates",
        mark("files with the same content; one copy of each always stays"),
        unit=Unit.GROUP,
        may_be_safe=True,
        proof=Proof.SAME_BYTES,
        remark=mark("one copy of each always stays"),
    )

    stages: ClassVar[Mapping[str, Marked]] = {
        "ends": mark("Comparing ends"),
        "whole": mark("Comparing contents"),
    }
    reads: ClassVar[bool] = True

    def find(self, search: Search) -> Findings:
        """Group all files that are not empty; reads those whose size is shared."""
        inventory = search.inventory
        sizes = inventory.files["size"]
        rows = inventory.first
        rows = rows[sizes[rows] > 0]
        rows = in_disk_order(inventory, rows[_occur_again(sizes[rows])])
        big = np.flatnonzero(sizes[rows] > SMALL)
        if len(big):
            rows = np.delete(rows, _alone_by_their_ends(rows, big, search))
        digests, known = search.digest("whole", rows)
        if not known.all():
            rows, digests = rows[known], digests[known]
        # Most are alone: they are let go, one column after the other.
        again = occurs_again(digests[:, 0])
        rows = rows[again]
        digests = digests[again]
        whole = _are_whole(inventory, rows)
        rows, digests = rows[whole], digests[whole]
        order, starts = grouped(*digests.T, sizes[rows])
        return Findings(
            category=self.category,
            reasons=(Reason(Why.counting(mark_count("{} copy", "{} copies"))),),
            members=rows[order],
            starts=starts,
            details=np.diff(starts),
            digests=digests[order, :IN_DOCUMENTS][starts[:-1]],
            method=METHOD,
        )


def _are_whole(inventory: Inventory, rows: Rows) -> NDArray[np.bool_]:
    """For each file, whether it is no download under way by its name: alike so far, such files are no copies."""
    names = inventory.file_names(rows).split(b"\0")[:-1]
    return np.fromiter((not is_under_way(name) for name in names), np.bool_, len(rows))


def _occur_again(sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each size, whether another file has it; counting small ones is quicker than sorting them."""
    again = np.zeros(len(sizes), dtype=np.bool_)
    small = sizes <= SMALL
    again[small] = (np.bincount(sizes[small]) > 1)[sizes[small]]
    again[~small] = occurs_again(sizes[~small])
    return again


def _alone_by_their_ends(rows: Rows, big: Rows, search: Search) -> Rows:
    """Which of the places ``big`` of ``rows`` hold a file with ends that no other of its size has, or not readable."""
    ends, known = search.digest("ends", rows[big])
    sizes = search.inventory.files["size"][rows[big]]
    candidates = np.flatnonzero(known)
    alike = candidates[grouped(*ends[known].T, sizes[known])[0]]
    return np.delete(big, alike)
