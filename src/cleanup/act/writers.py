"""Leave alone what somebody has open for writing: what is written next would go with it, or be lost."""

from __future__ import annotations

import time
from collections.abc import Callable

from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import files_open_to_write, is_lease_gone, take_lease
from cleanup.disk.system import Facts, facts_of
from cleanup.language import tr

# Seconds: all processes are looked through, which takes a while if there are many.
_FRESH = 1.0
_seen: tuple[float, set[tuple[int, int]]] = (float("-inf"), set())


def in_use() -> NotPossible:
    """The reason for a file that somebody is writing to."""
    return NotPossible("in-use", tr("a program has it open for writing; close that, then try again"))


class WriteWatch:
    """Makes sure that nobody writes to an open file, from now on until it is closed.

    Raises what ``problem`` makes if somebody already has it open for that. If the system gives no lease on it, later
    writers go unnoticed here: change times reveal them.
    """

    def __init__(self, file: int, problem: Callable[[], NotPossible] = in_use) -> None:
        self._file = file
        self._problem = problem
        lease = take_lease(file)
        self._has_lease = bool(lease)
        if lease is False or (lease is None and is_open_to_write(facts_of(file))):
            raise problem()

    def is_broken(self) -> bool:
        """Whether somebody is opening the file for writing, and waits for us to finish."""
        return self._has_lease and is_lease_gone(self._file)

    def or_stopped(self, stopped: Callable[[], bool]) -> Callable[[], bool]:
        """Called between two blocks of a long read: ends it for the user, and for anyone who wants to write."""

        def ends() -> bool:
            if self.is_broken():
                raise self._problem()
            return stopped()

        return ends


def is_open_to_write(seen: Facts) -> bool:
    """Whether a process has this file open for writing, as far as this user may know; at most a second old."""
    global _seen
    if time.monotonic() - _seen[0] > _FRESH:
        _seen = time.monotonic(), files_open_to_write()
    return (seen.st_dev, seen.st_ino) in _seen[1]
