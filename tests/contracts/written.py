"""What the program wrote about one scan, and about one plan, its run, and what came after it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Scanned:
    """The folder that was scanned, the JSON document, and the same as NDJSON and CSV."""

    root: Path
    document: dict[str, Any]
    lines: bytes
    table: bytes


@dataclass(frozen=True, slots=True)
class Moved:
    """The folder that was scanned, and every document; ``past`` is the run looked back at, before the undo."""

    root: Path
    plan: dict[str, Any]
    run: dict[str, Any]
    lines: bytes
    table: bytes
    past: dict[str, Any]
    undo: dict[str, Any]
    purge: dict[str, Any]
    history: dict[str, Any]
