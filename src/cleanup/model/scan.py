"""The result of a scan: everything that a report shows about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from cleanup.model.coverage import Coverage, Volume
from cleanup.model.finding import NO_KEEPER, Finding, Findings
from cleanup.model.inventory import Inventory
from cleanup.model.look_line import LookLine
from cleanup.model.thing import Things
from cleanup.model.trouble import Trouble

Option = str | int | bool | list[str] | None


OTHER_KIND = "other"
"""The kind of files whose names promise none of the others."""


@dataclass(frozen=True, slots=True)
class KindSum:
    """How many files of one kind there are, and what they occupy."""

    files: int
    allocated_bytes: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What was searched: physical files, folders, and the bytes of the files by size and by allocated blocks.

    ``by_kind`` adds up to them; older documents do not have it.
    """

    files: int
    directories: int
    apparent_bytes: int
    allocated_bytes: int
    by_kind: dict[str, KindSum] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one category; its bytes may be in other categories' shares too."""

    findings: int = 0
    files: int = 0
    reclaimable_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """Distinct files and the bytes that come free once all of them have left the trash."""

    files: int = 0
    reclaimable_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What is worth a look in one category; none of it is in the safe sum; other categories may have it too.

    ``only_copies`` of its files have no copy among the things that were searched.
    """

    files: int = 0
    reclaimable_bytes: int = 0
    only_copies: int = 0


@dataclass(frozen=True, slots=True)
class Stuck:
    """What cannot move from where it is, and would otherwise be in the sums.

    ``problem`` says why, ``code`` the same in a stable word.
    """

    code: str
    problem: str
    files: int
    reclaimable_bytes: int


@dataclass(frozen=True, slots=True)
class Savings:
    """``total`` counts each file once; ``safe`` and ``look`` share no file and add up to it.

    ``by_folder`` are the folders directly below the roots with most of what is safe (or, if nothing is, of what is
    worth a look), with its bytes. ``shared_bytes`` are in none of these sums: the files share them with other files or
    with snapshots. Nor is what ``cannot_move``, or was ``moved_since`` the scan. ``look_by_folder`` lists the copies
    worth a look by folder; it adds up to theirs, and older documents do not have it.
    """

    total: Sum
    safe: Sum
    look: Sum
    by_category: dict[str, Share]
    by_folder: tuple[tuple[bytes, int], ...] = ()
    shared_bytes: int = 0
    cannot_move: tuple[Stuck, ...] = ()
    moved_since: Sum = Sum()
    look_by_category: dict[str, Look] = field(default_factory=dict)
    look_by_folder: tuple[LookLine, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """One scan; times are UTC. ``inventory`` has at least the files in the findings; ``complete`` is False if the scan
    was stopped half-way. ``owners`` are the names of the users who own files in findings, by number.
    """

    id: str
    tool_version: str
    started_at: datetime
    finished_at: datetime
    host: str
    user: str
    roots: tuple[bytes, ...]
    options: dict[str, Option]
    complete: bool
    totals: Totals
    coverage: Coverage
    volumes: tuple[Volume, ...]
    inventory: Inventory
    findings: tuple[Findings, ...]
    savings: Savings
    troubles: tuple[Trouble, ...]
    owners: dict[int, str] = field(default_factory=dict)

    def finding(self, findings: Findings, group: int) -> Finding:
        """One group in this scan's findings with its files: the kept copy first, then in byte order of paths."""
        things, reason = Things(self.inventory), findings.reason(group)
        keeper = int(findings.keepers[group])
        members = findings.things(group).tolist()
        entries = list(things.entries(findings.things(group)))
        order = sorted(range(len(members)), key=lambda place: (members[place] != keeper, entries[place]))
        return Finding(
            id=f"{findings.category.name}-{group + 1}",
            category=findings.category.name,
            why=reason.why,
            detail=int(findings.details[group]),
            certainty=reason.certainty,
            digest=findings.digest(group),
            reclaimable_bytes=int(findings.reclaimable[group]),
            files=tuple(entries[place] for place in order),
            keeper=None if keeper == NO_KEEPER else 0,
            kinds=tuple(things.kind(members[place]) for place in order),
        )

    def with_what_is_judged(self) -> Scan:
        """This scan; if nothing in it says what may go, the sum of what is safe is empty."""
        if self.judged:
            return self
        return replace(self, savings=replace(self.savings, safe=Sum(), look=self.savings.total))

    @property
    def judged(self) -> bool:
        """Whether it was decided what may go by default; in older scans it was not, and everything is asked about."""
        return all(found.judged for found in self.findings)

    def each_finding(self) -> Iterator[Finding]:
        """All findings by category, those that free most first; made one by one."""
        for findings in self.findings:
            for group in range(len(findings)):
                yield self.finding(findings, group)
