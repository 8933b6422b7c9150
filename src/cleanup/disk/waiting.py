"""How long this process has waited for a disk or a network. Imports nothing heavy: it runs in worker processes."""

from __future__ import annotations

import os
import time

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_FILE = "/proc/self/schedstat"
_BILLION = 1e9


class Stopwatch:
    """Measures work: how long it took, and for how much of that the process was neither running nor ready to run."""

    def __init__(self) -> None:
        # Opened once, since it is read for each piece of work; elsewhere than on Linux there is nothing like it.
        self._file = os.open(_FILE, os.O_RDONLY | os.O_CLOEXEC) if resource and os.path.exists(_FILE) else -1
        self.took = self.waited = 0.0
        self._began = self._busy = 0.0
        self._pauses = 0

    def go(self) -> None:
        """Work begins, or goes on."""
        self._began, self._busy, self._pauses = time.monotonic(), self._running_or_ready(), self._gave_way()

    def stop(self) -> None:
        """Work ends, or pauses: the time since it began is added up, in seconds."""
        took = time.monotonic() - self._began
        self.took += took
        # A virtual machine's processor is taken away at times; who waits for a disk gives it away.
        if self._file >= 0 and self._gave_way() > self._pauses:
            self.waited += max(0.0, took - (self._running_or_ready() - self._busy))

    def _gave_way(self) -> int:
        """How often this process gave its processor away, since it had to wait for something."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw if self._file >= 0 else 0

    def _running_or_ready(self) -> float:
        """Seconds on a processor, and in line for one (Linux, Documentation/scheduler/sched-stats.rst)."""
        if self._file < 0:
            return 0.0
        running, ready, _ = os.pread(self._file, 100, 0).split()
        return (int(running) + int(ready)) / _BILLION
