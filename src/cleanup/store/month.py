"""Files kept in the state folder for a month: written whole, for this user only, and removed when they are older."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from cleanup.disk.system import facts_by_path

_KEPT_FOR = 30 * 86400 * 10**9


def write_new(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file that is not there yet, and flush it to the disk; raises OSError, including FileExistsError."""
    path.touch(0o600, exist_ok=False)
    with path.open("wb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())


def drop_older(paths: Iterable[Path]) -> None:
    """Remove those of these files that are older than a month; raises OSError."""
    before = time.time_ns() - _KEPT_FOR
    for path in paths:
        if facts_by_path(path).st_mtime_ns < before:
            path.unlink(missing_ok=True)
