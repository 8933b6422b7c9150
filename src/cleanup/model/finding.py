"""Findings: groups of things with a reason, kept in columns like the inventory they point into."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.model.category import Category
from cleanup.model.grouping import members_of_groups
from cleanup.model.inventory import FileEntry, Rows
from cleanup.model.reasons import Measure as Measure
from cleanup.model.reasons import Why as Why
from cleanup.model.thing import Kind


class Certainty(StrEnum):
    """How sure a finding is: ``EXACT`` only if all bytes, or everything there is to know, was looked at."""

    EXACT = "exact"
    LIKELY = "likely"


class Verdict(StrEnum):
    """What happens with a member by default: it stays, it goes, or a person is asked."""

    STAYS = "stays"
    GOES = "goes"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why groups are findings, and how sure that is."""

    why: Why
    certainty: Certainty = Certainty.EXACT


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict on members and, in marked words, why; ``evidence`` is a stable word for what it is based on.

    Without evidence, no ruling has the verdict ``GOES``.
    """

    verdict: Verdict
    why: str = ""
    evidence: str = ""


OTHER_OWNER, OTHER_VOLUME = "other-owner", "other-volume"
ALONE = frozenset({OTHER_OWNER, OTHER_VOLUME})
"""Evidence of rulings on things that have copies, but none that could stay for them."""


def with_evidence(rulings: tuple[Ruling, ...]) -> tuple[Ruling, ...]:
    """The rulings of a scan that may be older: what went by default then had no evidence, so a person is asked now."""
    return tuple(
        replace(ruling, verdict=Verdict.ASK) if ruling.verdict is Verdict.GOES and not ruling.evidence else ruling
        for ruling in rulings
    )


BY_RULE, WHEN_NAMED = "rule", "rule-when-named"
"""Evidence of rulings by a rule's word alone: for what goes by default, and for what only who names it chooses."""
ONLY_BY_HAND = "only-by-hand"
"""Evidence of rulings on what no rule chooses, whatever was named."""
NO_KEEPER = -1
SMALL = np.uint16
"""What columns have that number the reasons, the rulings and the lines by folder, of which there are few."""
VERDICTS = tuple(Verdict)
STAYS, GOES, ASK = range(len(VERDICTS))


def _no_rows() -> Rows:
    return np.zeros(0, dtype=np.int64)


def _no_numbers() -> NDArray[np.uint16]:
    return np.zeros(0, dtype=SMALL)


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """All findings of one category, as columns.

    ``members`` are the things in all groups one after another (numbered as in ``Things``), ``starts`` where each group
    begins and, last, their number. ``details`` is the number for each group's reason. The other columns may be empty.
    For each group: ``reasoned``, its position in ``reasons`` (empty: the first); ``digests``, two numbers that identify
    its content by ``method``; ``keepers``, the thing that stays, or NO_KEEPER; ``reclaimable``, the bytes that would
    come free. For each member: ``ruled``, its position in ``rulings`` (empty: see ``verdicts``); ``unseen``, the bytes
    in a folder that are not in the inventory; ``frees``, the bytes that come free with it if there are folders among
    them, worked out with the savings; ``told``, the folder line that covers it, from 1 on, 0 for none. ``not_listed``
    is how many files would fit but are not listed, by kind.
    """

    category: Category
    reasons: tuple[Reason, ...]
    members: Rows
    starts: Rows
    details: NDArray[np.int64]
    reasoned: NDArray[np.uint16] = field(default_factory=_no_numbers)
    rulings: tuple[Ruling, ...] = ()
    ruled: NDArray[np.uint16] = field(default_factory=_no_numbers)
    digests: NDArray[np.uint64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.uint64))
    method: str = ""
    keepers: Rows = field(default_factory=_no_rows)
    reclaimable: NDArray[np.int64] = field(default_factory=_no_rows)
    unseen: NDArray[np.int64] = field(default_factory=_no_rows)
    frees: NDArray[np.int64] = field(default_factory=_no_rows)
    told: NDArray[np.uint16] = field(default_factory=_no_numbers)
    not_listed: int = 0

    def __len__(self) -> int:
        return len(self.starts) - 1

    def things(self, group: int) -> Rows:
        """The things in one group."""
        return self.members[self.starts[group] : self.starts[group + 1]]

    def only(self, groups: Rows) -> Findings:
        """The findings with these numbers, in this order."""
        places, lengths = members_of_groups(self.starts, groups)

        def picked(values: NDArray[Any], numbers: Rows) -> Any:
            return values[numbers] if len(values) else values

        by_group: dict[str, Any] = {name: picked(getattr(self, name), groups) for name in GROUP_COLUMNS}
        by_member: dict[str, Any] = {name: picked(getattr(self, name), places) for name in MEMBER_COLUMNS}
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return replace(self, members=self.members[places], starts=starts, **by_group, **by_member)

    def without(self, unwanted: NDArray[np.bool_]) -> Findings:
        """These groups without the marked members; a group that would lose all of them keeps all."""
        if not unwanted.any():
            return self
        owners = self.group_of_members()
        fit = ~unwanted
        fit |= (np.add.reduceat(fit.astype(np.int64), self.starts[:-1]) == 0)[owners]
        starts = np.concatenate([[0], np.cumsum(np.bincount(owners[fit], minlength=len(self)))]).astype(np.int64)
        by_member: dict[str, Any] = {name: column[fit] for name in MEMBER_COLUMNS if len(column := getattr(self, name))}
        return replace(self, members=self.members[fit], starts=starts, **by_member)

    def reason(self, group: int) -> Reason:
        """Why a group is a finding."""
        return self.reasons[int(self.reasoned[group])] if len(self.reasoned) else self.reasons[0]

    def digest(self, group: int) -> str | None:
        """The content of a group in the form documents use; None if nothing read it."""
        return f"{self.method}:{self.digests[group].tobytes().hex()}" if len(self.digests) else None

    def group_of_members(self) -> Rows:
        """For each member, the number of its group."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def kept(self) -> NDArray[np.bool_]:
        """For each member, whether it is what stays in its group."""
        if not len(self.keepers):
            return np.zeros(len(self.members), dtype=np.bool_)
        return np.asarray(self.members == np.repeat(self.keepers, np.diff(self.starts)))

    def verdicts(self) -> NDArray[np.uint8]:
        """For each member the position of its verdict in ``VERDICTS``; without a ruling, a person is asked."""
        if len(self.ruled):
            found = np.array([VERDICTS.index(ruling.verdict) for ruling in self.rulings], dtype=np.uint8)[self.ruled]
        else:
            found = np.full(len(self.members), ASK, dtype=np.uint8)
        found[self.kept()] = STAYS
        return found

    def when_named(self) -> NDArray[np.bool_]:
        """For each member, whether rules may choose it if its category is named, though not by default."""
        return self._with_evidence(WHEN_NAMED)

    def only_by_hand(self) -> NDArray[np.bool_]:
        """For each member, whether no rule chooses it."""
        return self._with_evidence(ONLY_BY_HAND)

    def _with_evidence(self, word: str) -> NDArray[np.bool_]:
        if not len(self.ruled):
            return np.zeros(len(self.members), dtype=np.bool_)
        return np.array([ruling.evidence == word for ruling in self.rulings], dtype=np.bool_)[self.ruled]

    def ruling(self, place: int) -> Ruling:
        """The ruling on a member, by its position."""
        return self.rulings[int(self.ruled[place])] if len(self.ruled) else Ruling(Verdict.ASK)

    @property
    def judged(self) -> bool:
        """Whether it was decided which of them may go; in older scans it was not."""
        may_go = any(ruling.verdict is Verdict.GOES for ruling in self.rulings)
        return may_go or not self.category.may_be_safe or not len(self)


GROUP_COLUMNS = ("details", "reasoned", "digests", "keepers", "reclaimable")
MEMBER_COLUMNS = ("ruled", "unseen", "frees", "told")


@dataclass(frozen=True, slots=True)
class Finding:
    """One group as people see it; ``keeper`` is the position in ``files`` of the thing that stays, or None.

    ``files`` are its things, of these ``kinds``.
    """

    id: str
    category: str
    why: Why
    detail: int
    certainty: Certainty
    digest: str | None
    reclaimable_bytes: int
    files: tuple[FileEntry, ...]
    keeper: int | None
    kinds: tuple[Kind, ...]


def singles(category: Category, why: Why, things: Rows, details: NDArray[np.int64] | None = None) -> Findings:
    """Findings with one thing each; ``details`` are the numbers for the reason."""
    numbers = np.zeros(len(things), dtype=np.int64) if details is None else details.astype(np.int64)
    return Findings(category, (Reason(why),), things, np.arange(len(things) + 1, dtype=np.int64), numbers)
