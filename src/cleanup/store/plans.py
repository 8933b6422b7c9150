"""Keep the plans that nobody named a file for, in the state folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from cleanup.disk.private_folder import make_private_folder
from cleanup.language import tr
from cleanup.model.errors import StateProblem


def keep_plan(state: Path, name: str, write: Callable[[BinaryIO], None]) -> Path:
    """Keep a plan under this name in the state folder, for its user only; raises StateProblem."""
    path = state / "plans" / f"{name}.json"
    try:
        make_private_folder(path.parent)
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


def forget_plans(state: Path, names: Iterable[str]) -> None:
    """Take kept plans away; raises OSError."""
    for name in names:
        (state / "plans" / f"{name}.json").unlink(missing_ok=True)
