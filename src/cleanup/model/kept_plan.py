"""A summary of a kept plan, without its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cleanup.model.plan import Amounts


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """``scan`` is the id of the scan it was made from, ``created_at`` when; both are empty if it has a ``problem``.

    ``folders`` is how many of its things are folders.
    """

    name: str
    path: Path
    created_at: datetime | None = None
    scan: str = ""
    roots: tuple[bytes, ...] = ()
    amounts: Amounts = field(default_factory=Amounts)
    folders: int = 0
    problem: str = ""
