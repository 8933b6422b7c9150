"""Files that nobody used for long."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category
from cleanup.model.finding import Findings, Measure, Why, singles
from cleanup.model.option import FinderOption, OptionType

STALE = FinderOption(
    "stale", OptionType.AGE, "1y", mark("Time without use after which a file counts as stale (default 1y).")
)


class Stale(Finder):
    """Files whose last use lies before a given moment."""

    category: ClassVar[Category] = Category(
        "stale",
        mark("files nobody opened or changed for long"),
        remark=mark("not used for {limit}"),
        limit="stale",
        by_last_use=True,
    )

    options: ClassVar[tuple[FinderOption, ...]] = (STALE,)

    def find(self, search: Search) -> Findings:
        """The last use is the newest of modification and access, or of modification and inode change.

        Access times count only on volumes where they are kept (see disk/volumes.py). Empty files are a category of
        their own.
        """
        files = search.inventory.files
        opened = np.zeros(len(files), dtype=np.bool_)
        for device, volume in search.volumes.items():
            if volume.access_times:
                opened |= files["device"] == device
        used = files["changed"].copy()
        np.copyto(used, files["accessed"], where=opened)
        np.maximum(used, files["modified"], out=used)
        old = (used < search.option(STALE)) & (files["size"] > 0)
        rows = search.inventory.first
        rows = rows[old[rows]]
        return singles(self.category, Why(mark("not used since {}"), Measure.MOMENT), rows, used[rows])
