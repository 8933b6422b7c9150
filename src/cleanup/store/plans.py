"""Keep the plans that nobody named a file for, in the state folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.system import facts_by_path
from cleanup.language import tr
from cleanup.model.errors import StateProblem

_KEPT_FOR = 30 * 86400 * 10**9


def keep_plan(state: Path, name: str, write: Callable[[BinaryIO], None]) -> Path:
    """Keep a plan under this name in the state folder, for its user only; raises StateProblem.

    Takes those away that are older than a month.
    """
    path = state / "plans" / f"{name}.json"
    try:
        make_private_folder(path.parent)
        _forget_old_ones(state)
        path.touch(0o600, exist_ok=False)
        with path.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StateProblem(
            tr("The plan cannot be kept in {path}: {reason}.", path=path, reason=error.strerror),
            tr("Check the folder {path}.", path=path.parent),
        ) from None
    return path


def kept_plans(state: Path) -> list[Path]:
    """The plans that are kept, the last one first."""
    return sorted((state / "plans").glob("*.json"), reverse=True)


def _forget_old_ones(state: Path) -> None:
    before = time.time_ns() - _KEPT_FOR
    for path in kept_plans(state):
        if facts_by_path(path).st_mtime_ns < before:
            path.unlink(missing_ok=True)


def forget_plans(state: Path, names: Iterable[str]) -> None:
    """Take kept plans away; raises OSError."""
    for name in names:
        (state / "plans" / f"{name}.json").unlink(missing_ok=True)
