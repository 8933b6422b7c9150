"""What the program wrote about one scan, and about one plan, its run, and what came after it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
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


def program(home: Path) -> Callable[..., bytes]:
    """Runs the program for the owner of this home, and gives what it wrote."""
    environment = {name: os.environ[name] for name in ("PATH", "CLEANUP_KEEP")}
    environment |= {"HOME": str(home), "LC_ALL": "C.UTF-8"}
    home.mkdir()

    def run(*arguments: str | Path, code: int = 0) -> bytes:
        command = [sys.executable, "-m", "cleanup", *arguments]
        done = subprocess.run(
            command, env=environment, capture_output=True, check=False, timeout=60, stdin=subprocess.DEVNULL
        )
        assert done.returncode == code, done.stderr.decode()
        return done.stdout

    return run
