"""Files with the same bytes: same size, then same ends, then the same digest of everything."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cleanup.disk.digests import in_disk_order
from cleanup.disk.hashing import SMALL
from cleanup.find.finder import Search
from cleanup.model.finding import Certainty, Findings, Measure, Why
from cleanup.model.grouping import grouped, occurs_again


class Duplicates:
    """Exact duplicates among physical files; several names of one file are one file."""

    name: ClassVar[str] = "duplicates"
    summary: ClassVar[str] = "files with the same content; one copy of each always stays"
    safe: ClassVar[bool] = True

    def find(self, search: Search) -> Findings:
        """Group all files that are not empty; reads those whose size is shared."""
        inventory = search.inventory
        sizes = inventory.files["size"]
        rows = inventory.first
        rows = rows[sizes[rows] > 0]
        rows = in_disk_order(inventory, rows[occurs_again(sizes[rows])])
        big = rows[sizes[rows] > SMALL]
        if len(big):
            ends, known = search.digest("ends", big)
            big, ends = big[known], ends[known]
            big = big[grouped(ends[:, 0], ends[:, 1], sizes[big])[0]]
        rows = in_disk_order(inventory, np.concatenate([rows[sizes[rows] <= SMALL], big]))
        digests, known = search.digest("whole", rows)
        if not known.all():
            rows, digests = rows[known], digests[known]
        # Most are alone: they are let go, one column after the other.
        again = occurs_again(digests[:, 0])
        rows = rows[again]
        digests = digests[again]
        order, starts = grouped(digests[:, 0], digests[:, 1], sizes[rows])
        return Findings(
            category=self.name,
            safe=self.safe,
            certainty=Certainty.EXACT,
            why=Why("{} copies", Measure.COUNT),
            rows=rows[order],
            starts=starts,
            details=np.diff(starts),
            digests=digests[order][starts[:-1]],
        )
