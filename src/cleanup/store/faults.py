"""The logs of internal errors in the state folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def fault_logs(state: Path) -> list[Path]:
    """All logs there are, by name."""
    return sorted(state.glob("fault-*.log"))


def forget_faults(state: Path, names: Iterable[str]) -> None:
    """Erase the logs of these names."""
    for name in names:
        (state / name).unlink(missing_ok=True)
