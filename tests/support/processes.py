"""Processes that tests begin, and what they wait for: each wait has an end, and says then what it waited for."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from threading import Event, Timer
from typing import Any

PATIENCE = 300.0
"""Seconds until a test says that something does not happen at all: a last limit, far beyond any busy machine."""


def until(true: Callable[[], object], what: str) -> None:
    """Wait for something; fails when it does not come."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"not seen in {PATIENCE:.0f} s: {what}"
        time.sleep(0.02)


def bound_all_waits() -> None:
    """From now on, whoever waits for a process and says no limit gives up in the end, with the name of the command:
    ``run``, ``wait``, ``communicate``, and the end of a ``with`` block."""
    for name in ("wait", "communicate"):
        setattr(subprocess.Popen, name, _bound(getattr(subprocess.Popen, name)))


def _bound(wait: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(wait)
    def bound(process: subprocess.Popen[Any], *arguments: Any, **named: Any) -> Any:
        # The limit is the last argument of both; ``wait`` has no other one.
        if named.get("timeout") is None and len(arguments) < (1 if wait.__name__ == "wait" else 2):
            named["timeout"] = PATIENCE
        return wait(process, *arguments, **named)

    return bound


@contextmanager
def in_time(process: subprocess.Popen[Any]) -> Iterator[None]:
    """What is read from a process in this block comes in time, or the process is ended, which ends the reading too."""
    late = Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = Timer(PATIENCE, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if late.is_set():
            raise AssertionError(f"it said nothing in {PATIENCE:.0f} s: {process.args}")


def line_of(process: subprocess.Popen[Any], words: str = "", stream: str = "stdout") -> str:
    """The next line of a process with these words in it; fails when it ends without."""
    said = getattr(process, stream)
    with in_time(process):
        while line := said.readline():
            text: str = line if isinstance(line, str) else os.fsdecode(line)
            if words in text:
                return text
    raise AssertionError(f"it ended and never said {words!r}: {process.args}")


def part_of(terminal: int) -> bytes:
    """What comes next on a terminal; nothing once nobody has it open any more."""
    assert select.select([terminal], [], [], PATIENCE)[0], f"nothing on the terminal in {PATIENCE:.0f} s"
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # that is how Linux says that nobody writes there any more
        return b""


def run_at_once(code: str, folder: Path, processes: int) -> list[bytes]:
    """Run it with the folder and a number of its own as arguments; gives what each said on stderr."""
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), str(number)], stderr=subprocess.PIPE)
        for number in range(processes)
    ]
    return [process.communicate(timeout=120)[1] for process in started]
