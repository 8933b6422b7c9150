"""Files with the same bytes: same size, then same ends, then the same digest of everything."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.hashing import SMALL
from cleanup.find.finder import Search
from cleanup.model.finding import Certainty, Findings, Measure, Why
from cleanup.model.inventory import Rows


class Duplicates:
    """Exact duplicates among physical files; several names of one file are one file."""

    name: ClassVar[str] = "duplicates"
    summary: ClassVar[str] = "files with the same content; one copy of each always stays"
    safe: ClassVar[bool] = True

    def find(self, search: Search) -> Findings:
        """Group all files that are not empty; reads those whose size is shared."""
        inventory = search.inventory
        sizes = inventory.files["size"]
        rows = inventory.first[sizes[inventory.first] > 0]
        rows = _sharing(rows, (sizes[rows],))
        big = rows[sizes[rows] > SMALL]
        if len(big):
            ends, known = search.digest("ends", big)
            big, ends = big[known], ends[known]
            big = _sharing(big, (ends[:, 1], ends[:, 0], sizes[big]))
        rows = np.concatenate([rows[sizes[rows] <= SMALL], big])
        digests, known = search.digest("whole", rows)
        rows, digests = rows[known], digests[known]
        order, starts = _grouped((digests[:, 1], digests[:, 0], sizes[rows]))
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


def _sharing(rows: Rows, keys: tuple[NDArray[np.generic], ...]) -> Rows:
    """Those rows whose keys at least one other row has too."""
    return rows[_grouped(keys)[0]]


def _grouped(keys: tuple[NDArray[np.generic], ...]) -> tuple[Rows, Rows]:
    """Positions of all members of groups with equal keys, group after group, and where each group starts.

    The last start is the number of members. What is alone is left out.
    """
    count = len(keys[0])
    order = np.lexsort(keys) if len(keys) > 1 else np.argsort(keys[0], kind="stable")
    differs = np.zeros(max(count - 1, 0), dtype=np.bool_)
    for key in keys:
        ordered = key[order]
        differs |= ordered[1:] != ordered[:-1]
    bounds = np.flatnonzero(np.concatenate([[True], differs, [True]])) if count else np.zeros(1, dtype=np.int64)
    lengths = np.diff(bounds)
    several = lengths > 1
    kept = order[np.repeat(several, lengths)]
    starts = np.concatenate([[0], np.cumsum(lengths[several])])
    return kept.astype(np.int64), starts.astype(np.int64)
