"""What the program remembers, and so the file names that it keeps: scans, runs, plans, decisions, digests, logs of
internal errors; and the unpacked copies of a single-file program.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Memory(StrEnum):
    """A kind of thing that is remembered."""

    SCANS = "scans"
    RUNS = "runs"
    PLANS = "plans"
    CACHE = "cache"
    DECISIONS = "decisions"
    FAULTS = "faults"
    UNPACKED = "unpacked"


@dataclass(frozen=True, slots=True)
class Forgettable:
    """One scan, run, plan or error log; or all digests, decisions or unpacked copies, without ``id`` and time.

    ``in_trash`` things in a run can still be brought back, but no longer once it is forgotten; it is ``kept`` for them.
    """

    what: Memory
    id: str = ""
    at: datetime | None = None
    in_trash: int = 0
    kept: bool = False
