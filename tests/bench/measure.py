"""Run a command and tell what it took: wall time, processor time, and the memory of all its processes together."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

_SAMPLE = 0.02
_DROP = Path("/proc/sys/vm/drop_caches")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds on the clock, seconds of processors (the user's and the system's, with those of its children)."""

    seconds: float
    processor: float
    memory: int = 0


def run(
    command: list[str], environment: Mapping[str, str], *, output: Path | None = None, weigh: bool = False,
    patience: float = 900,
) -> Taken | None:  # fmt: skip
    """Run to its end; None when that took longer than ``patience`` seconds, and then it is ended.

    Weighing reads the memory of its processes fifty times a second, which itself takes time: do not do both at once.
    """
    with open(output or os.devnull, "wb") as stdout:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL, env=dict(environment),
            start_new_session=True,
        )  # fmt: skip
        late = threading.Event()
        alarm = threading.Timer(patience, _end, (process.pid, late))
        alarm.start()
        scales = _Scales(process.pid) if weigh else None
        _, code, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        alarm.cancel()
        process.returncode = os.waitstatus_to_exitcode(code)
        memory = scales.read() if scales else 0
    return None if late.is_set() else Taken(seconds, used.ru_utime + used.ru_stime, memory)


def drop_caches() -> None:
    """Make the system forget what it has read; needs to be root."""
    os.sync()
    _DROP.write_text("3")


def can_drop_caches() -> bool:
    """Whether a cold cache can be had here."""
    return os.access(_DROP, os.W_OK)


def _end(pid: int, late: threading.Event) -> None:
    late.set()
    os.killpg(pid, signal.SIGKILL)


class _Scales:
    """The most bytes that a process and those below it held at once, shared pages counted once (PSS)."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()

    def read(self) -> int:
        self._ended.set()
        self._watcher.join()
        return self._peak

    def _watch(self) -> None:
        while not self._ended.wait(_SAMPLE):
            self._peak = max(self._peak, sum(_pss(each) for each in _family(self._pid)))


def _family(pid: int) -> list[int]:
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.Error:
        return []


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
