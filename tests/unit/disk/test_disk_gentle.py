"""A gentle process and its workers come last: the kernel itself is asked for their priorities."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")

# In a process of its own: there is no way back to the priority that the tests have.
PROGRAM = """
import os
import threading
import psutil
from cleanup.disk.system.linux import gentle
from cleanup.disk.workers import Workers

def priority():
    yield os.getpriority(os.PRIO_PROCESS, 0), int(psutil.Process(threading.get_native_id()).ionice().ioclass)

{before}
gentle.step_back()
print(*next(priority()))
with Workers(2) as workers:
    tasks = {{workers.hand_in(priority) for _ in range(4)}}
    while tasks:
        for number, answer, finished in workers.answers(1):
            if finished:
                tasks.discard(number)
            else:
                print(*answer)
"""


def priorities(before: str = "") -> set[str]:
    """What a process that stepped back, and its workers, say of themselves: nice value and class of the disk."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before)], capture_output=True, check=True, timeout=60
    )
    told = done.stdout.decode().splitlines()
    assert len(told) == 5
    return set(told)


def test_the_process_and_its_workers_come_last() -> None:
    assert priorities() == {"19 3"}


def test_a_processor_whose_number_of_the_call_is_not_known_leaves_the_disk_as_it_was() -> None:
    mine = int(psutil.Process().ionice().ioclass)
    assert priorities("gentle._IOPRIO_SET = {}") == {f"19 {mine}"}
