"""Scans as processes of their own, to be hurt on purpose, and the tree that keeps them busy."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from support.processes import PATIENCE, until

LARGE = 1 << 40
"""Bytes: what takes minutes to read on any computer."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A scan that is over."""

    code: int
    output: bytes
    told: bytes

    def document(self) -> dict[str, Any]:
        """The JSON it gave."""
        document: dict[str, Any] = json.loads(self.output)
        return document


class Running:
    """A scan in a session of its own, as a terminal would start it."""

    def __init__(self, *arguments: str | Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cleanup", "scan", *arguments],
            cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def wait_until_reading(self, name: str) -> None:
        """Wait until it is well into a file of this name."""
        until(
            lambda: self.process.poll() is not None or _has_open(psutil.Process(self.process.pid), name),
            f"the scan reading {name}",
        )
        if self.process.poll() is not None:
            pytest.fail(f"the scan ended by itself: {self.end()}")

    def send(self, number: signal.Signals, to: str) -> None:
        """Send a signal to the ``main`` process alone, or to its ``group`` as a terminal does."""
        if to == "group":
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    def end(self) -> Ended:
        """Wait for the end."""
        output, told = self.process.communicate(timeout=PATIENCE)
        return Ended(self.process.returncode, output, told)

    def stop_for_good(self) -> None:
        """End whatever is left of it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE)


def _has_open(process: psutil.Process, name: str) -> bool:
    """Whether a process, or one that works for it, is well into a file: all it did before is known, and the ends of a
    file are looked at before."""
    try:
        working = [process, *process.children(recursive=True)]
        files = [file for each in working for file in each.open_files() if os.path.basename(file.path) == name]
    except psutil.Error:
        return False
    return any(1 << 28 <= file.position < LARGE - (1 << 28) for file in files)


@dataclass(frozen=True, slots=True)
class Busy:
    """A tree that keeps a scan busy for hours: ``pairs`` small duplicates, then two equal files of a terabyte."""

    root: Path
    pairs: int

    def wait_until_settled(self) -> None:
        """Wait until its files are old enough to be remembered by the cache (two seconds)."""
        newest = max(path.lstat().st_ctime_ns for path in self.root.iterdir())
        time.sleep(max(0.0, newest / 1e9 + 2.2 - time.time()))
