"""Processes that tests begin, and what they wait for."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 300.0
"""Seconds until a test says that something does not happen at all: a last limit, far beyond any busy machine."""


def until(true: Callable[[], object], what: str) -> None:
    """Wait for something; fails when it does not come."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"not seen in {PATIENCE:.0f} s: {what}"
        time.sleep(0.02)


def run_at_once(code: str, folder: Path, processes: int) -> list[bytes]:
    """Run it with the folder and a number of its own as arguments; gives what each said on stderr."""
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), str(number)], stderr=subprocess.PIPE)
        for number in range(processes)
    ]
    return [process.communicate(timeout=120)[1] for process in started]
