"""Findings: groups of files with a reason, kept in columns like the inventory they point into."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.model.grouping import members_of_groups
from cleanup.model.inventory import FileEntry, Rows


class Certainty(StrEnum):
    """How sure a finding is: ``EXACT`` only where all bytes, or all there is to know, were looked at."""

    EXACT = "exact"
    LIKELY = "likely"


class Measure(StrEnum):
    """What the number in a reason means, so that the report can write it as people do."""

    NOTHING = "nothing"
    BYTES = "bytes"
    COUNT = "count"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words, with ``{}`` where the finding's own number goes; the text is translated when shown.

    ``one`` is said instead where that number is a count of one.
    """

    text: str
    measure: Measure = Measure.NOTHING
    one: str = ""


NO_KEEPER = -1


def _no_rows() -> Rows:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """All findings of one category.

    ``rows`` are the members of all groups one after the other, ``starts`` where each group begins and, last, their
    number. ``safe`` says whether they can go without a look at each. ``details`` is the number for each reason,
    ``digests`` the content of each group (two numbers a group, or no rows), ``keepers`` the row of the copy that
    stays, ``reclaimable`` the bytes that would come free. ``of_folders`` says that rows are folders.
    """

    category: str
    safe: bool
    certainty: Certainty
    why: Why
    rows: Rows
    starts: Rows
    details: NDArray[np.int64]
    digests: NDArray[np.uint64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.uint64))
    keepers: Rows = field(default_factory=_no_rows)
    reclaimable: NDArray[np.int64] = field(default_factory=_no_rows)
    of_folders: bool = False

    def __len__(self) -> int:
        return len(self.starts) - 1

    def members(self, group: int) -> Rows:
        """The rows of one group."""
        return self.rows[self.starts[group] : self.starts[group + 1]]

    def only(self, groups: Rows) -> Findings:
        """The findings with these numbers, in this order."""
        places, lengths = members_of_groups(self.starts, groups)

        def column(values: NDArray[Any]) -> NDArray[Any]:
            return values[groups] if len(values) else values

        return replace(
            self,
            rows=self.rows[places],
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            details=column(self.details),
            digests=column(self.digests),
            keepers=column(self.keepers),
            reclaimable=column(self.reclaimable),
        )

    def digest(self, group: int) -> str | None:
        """The content of a group as documents write it; None where nothing read it."""
        return f"xxh3_128:{self.digests[group].tobytes().hex()}" if len(self.digests) else None

    def group_of_rows(self) -> Rows:
        """For each member, the number of its group."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))


@dataclass(frozen=True, slots=True)
class Finding:
    """One group as people see it; ``keeper`` is the place in ``files`` of the copy that stays, or None."""

    id: str
    category: str
    why: Why
    detail: int
    certainty: Certainty
    digest: str | None
    reclaimable_bytes: int
    files: tuple[FileEntry, ...]
    keeper: int | None


def singles(category: str, why: Why, rows: Rows, details: NDArray[np.int64], *, safe: bool) -> Findings:
    """Findings of one file each."""
    return Findings(
        category,
        safe,
        Certainty.EXACT,
        why,
        rows,
        np.arange(len(rows) + 1, dtype=np.int64),
        details.astype(np.int64),
    )
