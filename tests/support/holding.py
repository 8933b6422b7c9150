"""Another program that has a file open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def held_open(file: Path) -> Iterator[None]:
    """Let a program read a file and wait, until the end of the block."""
    if sys.platform == "win32":
        pytest.skip("Windows tells of no file who has it open, and refuses the move itself")
    with file.open("rb") as opened, subprocess.Popen(["sleep", "60"], stdin=opened) as program:
        try:
            yield
        finally:
            program.kill()
