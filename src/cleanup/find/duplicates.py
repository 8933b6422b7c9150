"""Files with the same bytes: same size, then same ends, then the same digest of everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from cleanup.disk.reading.hashing import IN_DOCUMENTS, METHOD
from cleanup.find.finder import Finder, Search
from cleanup.language import Marked, mark, mark_count
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import Findings, Reason, Why


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
        """Group all files that are not empty."""
        members, starts, digests = search.equal_files
        return Findings(
            category=self.category,
            reasons=(Reason(Why.counting(mark_count("{} copy", "{} copies"))),),
            members=members,
            starts=starts,
            details=np.diff(starts),
            digests=digests[:, :IN_DOCUMENTS],
            method=METHOD,
        )
