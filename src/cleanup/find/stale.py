"""Files that nobody has used for long."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np

from cleanup.disk.last_use import BY_WORDS, touched_at_once
from cleanup.disk.rules.kinds import kept_for_its_own_sake
from cleanup.find.finder import Finder, Search
from cleanup.language import mark
from cleanup.model.category import Category
from cleanup.model.finding import Findings, Measure, Why, singles
from cleanup.model.option import FinderOption, OptionType

STALE = FinderOption(
    "stale", OptionType.AGE, "1y", mark("Time without use after which a file counts as stale (default 1y).")
)
STALE_BY = FinderOption(
    "stale-by", OptionType.WORD, "auto",
    mark("What counts as use: opened, changed, or auto (default): opened where the drive keeps track of that."),
    words=BY_WORDS,
)  # fmt: skip


class Stale(Finder):
    """Files whose last use lies before a given moment."""

    category: ClassVar[Category] = Category(
        "stale",
        mark("files nobody opened or changed for a long time"),
        remark=mark("not used for {limit}"),
        limit="stale",
        by_last_use=True,
    )

    options: ClassVar[tuple[FinderOption, ...]] = (STALE, STALE_BY)

    def find(self, search: Search) -> Findings:
        """The last use is the later of modification and access, or of modification and inode change.

        Access times count only on volumes where they mean something (see disk/last_use.py), and inode changes do not
        count if a copy or a restore made nearly all of them. What people keep for its own sake is counted but not
        listed: a photo is not waste because nobody has looked at it for long. Empty files are a category of their own.
        """
        files, limit = search.inventory.files, search.option(STALE)
        old = (files["modified"] < limit) & (files["size"] > 0)
        used = files["changed"].copy()
        for device, volume in search.volumes.items():
            here = files["device"] == device
            if volume.access_times:
                np.copyto(used, files["accessed"], where=here)
            elif touched_at_once(files["changed"][here & old], limit):
                np.copyto(used, files["modified"], where=here)
        np.maximum(used, files["modified"], out=used)
        old &= used < limit
        rows = search.inventory.first
        rows = rows[old[rows]]
        kept = kept_for_its_own_sake(search.inventory, rows)
        rows = rows[~kept]
        found = singles(self.category, Why(mark("not used since {}"), Measure.MOMENT), rows, used[rows])
        return replace(found, not_listed=int(np.count_nonzero(kept)))
