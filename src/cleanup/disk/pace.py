"""Decide how many workers ask a disk at once, by how long they wait for its answers.

From memory, files come as fast as the processor takes them: as many workers as cores are right. A disk without moving
parts, or a server far away, leaves them waiting and answers several at once: so many more work that the cores are busy.
A disk that turns goes back and forth between what several ask for, and one alone is quickest.
"""

from __future__ import annotations

# So long is looked before each decision, and at least until so many tasks were finished.
_SECONDS = 0.25
_TASKS = 4
# Shares of the time: from the first on, the work waits for the disk, and up to the second it does not. Between them
# nothing changes: workers also wait for each other inside the system.
_MUCH, _LITTLE = 0.2, 0.05


class Pace:
    """The number of workers to use, ``active``: one a core (``cores``), at most ``most`` where they wait."""

    def __init__(self, cores: int, most: int, *, turning: bool = False) -> None:
        """``turning``: the disk has to move its heads, and is better asked by one."""
        self.active = cores
        self._cores = cores
        self._most = most
        self._turning = turning
        self._began = self._took = self._waited = 0.0
        self._tasks = 0

    def finished(self, took: float, waited: float, now: float) -> None:
        """A task was finished that took so many seconds, and waited for the disk so many of them."""
        if not self._tasks:
            self._began = now - took
        self._tasks += 1
        self._took += took
        self._waited += waited
        if now - self._began >= _SECONDS and self._tasks >= _TASKS:
            self.active = self._wanted(self._waited / self._took if self._took else 0.0)
            self._took = self._waited = 0.0
            self._tasks = 0

    def _wanted(self, waiting: float) -> int:
        if waiting <= _LITTLE:
            return self._cores
        if waiting < _MUCH:
            return self.active
        return 1 if self._turning else self._most
