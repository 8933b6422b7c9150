"""What the program wrote about one scan, in every format."""

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
