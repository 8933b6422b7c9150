"""Documents whose names say that they are versions of one another."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from typing import ClassVar

import numpy as np

from cleanup.find.finder import Finder, Search
from cleanup.language import mark, mark_count
from cleanup.model.category import Category, Unit
from cleanup.model.finding import ONLY_BY_HAND, Certainty, Findings, Reason, Ruling, Verdict, Why
from cleanup.model.inventory import Inventory
from cleanup.model.version_names import version_of

# What people write and draw; numbers in the names of pictures and programs do not mean versions.
_DOCUMENTS = (
    b".doc", b".docx", b".docm", b".odt", b".rtf", b".txt", b".md", b".pdf", b".tex", b".pages", b".xls", b".xlsx",
    b".xlsm", b".ods", b".csv", b".numbers", b".ppt", b".pptx", b".odp", b".key", b".vsd", b".vsdx", b".odg", b".pub",
    b".indd", b".idml", b".psd", b".ai", b".svg", b".xcf", b".afdesign", b".afphoto", b".sketch", b".dwg", b".dxf",
    b".skp", b".f3d", b".fcstd", b".blend", b".c4d", b".mpp", b".xmind",
)  # fmt: skip
_NEWEST = Ruling(Verdict.ASK, mark("the newest of them"), ONLY_BY_HAND)
_OLDER = Ruling(Verdict.ASK, mark("an older version, by its name and its date"), ONLY_BY_HAND)


class NameFamilies(Finder):
    """Files of one kind in one folder whose names differ only by the mark of a version."""

    category: ClassVar[Category] = Category(
        "name-families",
        mark("versions of documents by their names; shown, never chosen"),
        unit=Unit.GROUP,
        remark=mark("versions by name"),
    )
    reads: ClassVar[bool] = True

    def find(self, search: Search) -> Findings:
        """Look at names, then at the bytes of those of one size: the same are duplicates, and no versions."""
        groups = _without_the_same(_families(search.inventory), search)
        modified = search.inventory.files["modified"]
        lengths = np.array([len(group) for group in groups], dtype=np.int64)
        newest = [max(group, key=lambda row: (int(modified[row]), -row)) for group in groups]
        ruled = [row != first for group, first in zip(groups, newest, strict=True) for row in group]
        return Findings(
            category=self.category,
            reasons=(
                Reason(
                    Why.counting(mark_count("{} version by its name", "{} versions by their names")), Certainty.LIKELY
                ),
            ),
            members=np.array([row for group in groups for row in group], dtype=np.int64),
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            details=lengths,
            rulings=(_NEWEST, _OLDER),
            ruled=np.array(ruled, dtype=np.uint16),
        )


def _families(inventory: Inventory) -> list[list[int]]:
    """The rows of each family."""
    rows = inventory.first
    rows = rows[inventory.letters.ending_with(_DOCUMENTS)[rows] & (inventory.files["size"][rows] > 0)]
    names = inventory.file_names(rows).split(b"\0")[:-1]
    found: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    told: set[tuple[int, str, str]] = set()
    for row, name in zip(rows.tolist(), names, strict=True):
        stem, ending = os.path.splitext(os.fsdecode(name))
        document, is_version = version_of(stem)
        key = int(inventory.files["folder"][row]), document, ending.lower()
        found[key].append(row)
        if is_version:
            told.add(key)
    return sorted(group for key, group in found.items() if len(group) > 1 and key[1] and key in told)


def _without_the_same(groups: list[list[int]], search: Search) -> list[list[int]]:
    """The families of which two differ, with the newest of those that hold the same."""
    sizes, modified = search.inventory.files["size"], search.inventory.files["modified"]
    of_one_size: set[int] = set()
    for group in groups:
        counts = Counter(sizes[group].tolist())
        of_one_size.update(row for row in group if counts[int(sizes[row])] > 1)
    contents = search.contents(of_one_size)
    found = []
    for group in groups:
        newest = {contents.get(row, row): row for row in sorted(group, key=lambda row: (int(modified[row]), -row))}
        if len(newest) > 1:
            found.append(sorted(newest.values()))
    return found
