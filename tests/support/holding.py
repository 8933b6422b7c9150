"""Another program that has a file open."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held_open(file: Path) -> Iterator[None]:
    """Let a program read a file and wait, until the end of the block."""
    with file.open("rb") as opened, subprocess.Popen(["sleep", "60"], stdin=opened) as program:
        try:
            yield
        finally:
            program.kill()
