"""Versions of a file that a sync program could not merge, kept beside it."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import ClassVar

import numpy as np

from cleanup.find.finder import Finder, Search
from cleanup.language import mark, mark_count
from cleanup.model.category import Category, Unit
from cleanup.model.conflict_names import HINTS, original_of_conflict
from cleanup.model.finding import ONLY_BY_HAND, SMALL, Certainty, Findings, Reason, Ruling, Verdict, Why
from cleanup.model.grouping import are_among
from cleanup.model.inventory import Inventory

_RULINGS = (
    Ruling(Verdict.ASK, mark("the file itself"), ONLY_BY_HAND),
    Ruling(Verdict.ASK, mark("kept by a sync program, and older than the file itself"), ONLY_BY_HAND),
    Ruling(Verdict.ASK, mark("kept by a sync program, and newer than the file itself"), ONLY_BY_HAND),
)
_ITSELF, _OLDER, _NEWER = range(3)
_Family = tuple[int, list[int]]


class ConflictCopies(Finder):
    """Files with their other versions; either may be the one that is wanted, so no rule chooses."""

    category: ClassVar[Category] = Category(
        "conflict-copies",
        mark("versions that a sync program kept beside a file; shown, never chosen"),
        unit=Unit.GROUP,
        remark=mark("side by side"),
    )
    reads: ClassVar[bool] = True

    def find(self, search: Search) -> Findings:
        """Look at names, then at the bytes of versions as large as the file itself: equal ones are duplicates."""
        modified = search.inventory.files["modified"]
        families = _without_the_same(_families(search.inventory), search)
        ruled = [
            number
            for original, others in families
            for number in (_ITSELF, *(_NEWER if modified[each] > modified[original] else _OLDER for each in others))
        ]
        lengths = np.array([1 + len(others) for _, others in families], dtype=np.int64)
        counted = mark_count("a second version that a sync program kept", "{} more versions that a sync program kept")
        return Findings(
            category=self.category,
            reasons=(Reason(Why.counting(counted), Certainty.LIKELY),),
            members=np.array([row for original, others in families for row in (original, *others)], dtype=np.int64),
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            details=lengths - 1,
            rulings=_RULINGS,
            ruled=np.array(ruled, dtype=SMALL),
        )


def _families(inventory: Inventory) -> list[_Family]:
    """The row of each file that has other versions beside it, and their rows."""
    rows, meant = inventory.first, defaultdict[tuple[int, bytes], list[int]](list)
    for row in rows[inventory.letters.having(HINTS)[rows]].tolist():
        if original := original_of_conflict(os.fsdecode(inventory.file_name(row))):
            meant[int(inventory.files["folder"][row]), os.fsencode(original)].append(row)
    # Only in folders with a conflict copy, since the file lies beside it.
    rows = rows[are_among(inventory.files["folder"][rows], np.array(sorted({folder for folder, _ in meant})))]
    folders, names = inventory.files["folder"][rows].tolist(), inventory.file_names(rows).split(b"\0")[:-1]
    return [
        (row, meant[folder, name])
        for row, folder, name in zip(rows.tolist(), folders, names, strict=True)
        if (folder, name) in meant
    ]


def _without_the_same(families: list[_Family], search: Search) -> list[_Family]:
    sizes = search.inventory.files["size"]
    pairs = [(original, each) for original, others in families for each in others]
    contents = search.contents({row for pair in pairs if sizes[pair[0]] == sizes[pair[1]] for row in pair})
    found = []
    for original, others in families:
        differ = [
            each
            for each in others
            if sizes[each] != sizes[original] or contents.get(each) != contents.get(original) or each not in contents
        ]
        if differ:
            found.append((original, differ))
    return found
