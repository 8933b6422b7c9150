"""Keep plans in the state folder for a month: those with a name, and those that end a review."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.system import facts_by_path
from cleanup.language import tr
from cleanup.model.errors import StateProblem
from cleanup.store.month import drop_older, write_new

_ENDING = ".json"
# The file with the marks of a review has an id for a name.
_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]+", re.ASCII)


def keep_plan(state: Path, name: str, write: Callable[[BinaryIO], None]) -> Path:
    """Keep a plan under this name in the state folder, for this user only; raises StateProblem.

    Removes those that are older than a month.
    """
    path = _path_of(state, name)
    try:
        make_private_folder(path.parent)
        drop_old_plans(state)
        write_new(path, write)
    except OSError as error:
        raise StateProblem(
            tr("The plan cannot be saved in {path}: {reason}.", path=path, reason=error.strerror),
            tr("Check the folder {path}.", path=path.parent),
        ) from None
    return path


def kept_plans(state: Path) -> list[Path]:
    """The kept plans, newest first."""
    dated = [(facts_by_path(path).st_mtime_ns, path) for path in (state / "plans").glob(f"*{_ENDING}")]
    return [path for _, path in sorted(dated, reverse=True)]


def plan_named(state: Path, name: str) -> Path | None:
    """The kept plan with this name, if there is one; anything that could be a file name is not."""
    if is_file_name(name) or not os.path.lexists(path := _path_of(state, name)):
        return None
    return path


def is_file_name(name: str) -> bool:
    """Whether this names a file rather than a kept plan: it has a slash in it, or a file's ending."""
    return os.sep in name or "/" in name or name.endswith(_ENDING) or name.startswith(("-", "."))


def is_nameless(name: str) -> bool:
    """Whether this is the name of a plan to which nobody gave one."""
    return _ID.fullmatch(name) is not None


def drop_old_plans(state: Path) -> None:
    """Remove what is older than a month; raises OSError."""
    drop_older(kept_plans(state))


def forget_plans(state: Path, names: Iterable[str]) -> None:
    """Remove kept plans; raises OSError."""
    for name in names:
        _path_of(state, name).unlink(missing_ok=True)


def _path_of(state: Path, name: str) -> Path:
    return state / "plans" / f"{name}{_ENDING}"
