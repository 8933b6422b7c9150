"""What the program remembers, and so the names of files that it keeps: scans, runs, plans, decisions, digests, logs of
faults; and the unpacked copies of a program that is one file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Memory(StrEnum):
    """A kind of what is remembered."""

    SCANS = "scans"
    RUNS = "runs"
    PLANS = "plans"
    CACHE = "cache"
    DECISIONS = "decisions"
    FAULTS = "faults"
    UNPACKED = "unpacked"


@dataclass(frozen=True, slots=True)
class Forgettable:
    """One scan, run, plan or log of a fault; or all digests, decisions or unpacked copies, without ``id`` and time.

    ``in_trash`` things of a run can still be brought back, and no more once it is forgotten; it is ``kept`` for them.
    """

    what: Memory
    id: str = ""
    at: datetime | None = None
    in_trash: int = 0
    kept: bool = False
