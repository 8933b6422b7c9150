"""Leave alone what somebody has open to write into it: what is written next would go with it, or be lost."""

from __future__ import annotations

import time
from collections.abc import Callable

from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import files_open_to_write, is_lease_gone, take_lease
from cleanup.disk.system import Facts, facts_of
from cleanup.language import tr

# Seconds: all processes are looked through, which takes a while where there are many.
_FRESH = 1.0
_seen: tuple[float, set[tuple[int, int]]] = (float("-inf"), set())


def in_use() -> NotPossible:
    """What is said of a file that somebody writes into."""
    return NotPossible("in-use", tr("a program has it open for writing; close that, then try again"))


class WriteWatch:
    """Watches that nobody writes into an open file, from now on until it is closed.

    Raises what ``problem`` makes when somebody has it open for that already. Where the system gives no lease on it,
    nobody is noticed who comes later: times of change tell of them.
    """

    def __init__(self, file: int, problem: Callable[[], NotPossible] = in_use) -> None:
        self._file = file
        self._problem = problem
        lease = take_lease(file)
        self._has_lease = bool(lease)
        if lease is False or (lease is None and is_open_to_write(facts_of(file))):
            raise problem()

    def is_broken(self) -> bool:
        """Whether somebody opens the file to write into it, and waits for us to be done."""
        return self._has_lease and is_lease_gone(self._file)

    def or_stopped(self, stopped: Callable[[], bool]) -> Callable[[], bool]:
        """Asked between two blocks of a long reading: ends it for the user, and for whoever wants to write."""

        def ends() -> bool:
            if self.is_broken():
                raise self._problem()
            return stopped()

        return ends


def is_open_to_write(seen: Facts) -> bool:
    """Whether a process has this file open to write, as far as this user may know; not older than a second."""
    global _seen
    if time.monotonic() - _seen[0] > _FRESH:
        _seen = time.monotonic(), files_open_to_write()
    return (seen.st_dev, seen.st_ino) in _seen[1]
