"""``--gentle``: the running program and all its threads come last; without it, nothing changes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from support.kinds import Tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the priorities of Linux")


def priorities_of_a_scan(root: Path, *options: str) -> set[tuple[int, int]]:
    """Nice values of a scan and its threads and their disk class, read while all stand still."""
    command = [sys.executable, "-m", "cleanup", "scan", "--jobs", "2", "-f", "json", *options, root]
    running = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while running.num_threads() < 3 and running.poll() is None:
            assert time.monotonic() < end
        running.suspend()
        threads = [thread.id for thread in running.threads()]
        assert len(threads) == 3, "ended before its workers were seen"
        return {
            (os.getpriority(os.PRIO_PROCESS, thread), int(psutil.Process(thread).ionice().ioclass))
            for thread in threads
        }
    finally:
        running.resume()
        running.wait(60)


@pytest.fixture
def many(tree: Tree) -> Path:
    """So many files that a scan takes a moment."""
    return tree({f"{folder}": {f"{number}": f"{number % 9}" for number in range(100)} for folder in range(40)})


@pytest.mark.parametrize("options", [["--gentle"], []], ids=["option", "setting"])
def test_gentle(many: Path, options: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    if not options:
        monkeypatch.setenv("CLEANUP_GENTLE", "1")
        assert priorities_of_a_scan(many, "--no-gentle") != {(19, 3)}
    assert priorities_of_a_scan(many, *options) == {(19, 3)}


def test_not_gentle(many: Path) -> None:
    me = psutil.Process()
    assert priorities_of_a_scan(many) == {(me.nice(), int(me.ionice().ioclass))}
