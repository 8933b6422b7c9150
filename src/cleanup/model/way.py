"""How things leave their places: to the trash by one mover or another, or to a folder the user named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

OWN, SYSTEM = "own", "system"
BY = (OWN, SYSTEM)
"""Who moves to the trash: this program itself, or the system's own way, by a library that calls it."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a run: to this ``quarantine``, if one was named, otherwise to the trash ``by`` one of these."""

    quarantine: Path | None = None
    by: str = OWN


TO_TRASH = Way()
"""Where nothing else was asked for."""
