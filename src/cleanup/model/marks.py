"""What was marked in a scan when a review of it was left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanup.model.inventory import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """By the numbers of the scan's things: the ``chosen``, for each what is to ``stay`` in its group or NO_KEEPER, what
    a key on a folder ``spared``, and what is ``held`` because everything in its folder stays. ``skipped`` has the
    category and the first thing of each group that was set aside.
    """

    left_at: datetime
    chosen: Rows
    stay: Rows
    spared: Rows
    held: Rows
    skipped: tuple[tuple[str, int], ...]
