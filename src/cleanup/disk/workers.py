"""Hand tasks to worker processes, or do them here: the same two calls for both."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Protocol, Self

from cleanup.disk.worker import find_task

# Two tasks a worker: one it works on, one that waits in its pipe, so that it never waits for us.
_IN_FLIGHT = 2


class Workers(Protocol):
    """Something that does tasks: generator functions named ``module:function``."""

    def wants_more(self) -> bool:
        """Whether another task may be handed in now."""
        ...

    def hand_in(self, task: str, *arguments: object) -> int:
        """Hand in a task; gives its number."""
        ...

    def answers(self, wait: float) -> Iterator[tuple[int, Any, bool]]:
        """What came in: number, answer, and whether the task is finished (then without an answer).

        Waits at most so many seconds when nothing is there yet.
        """
        ...


class Here:
    """Does tasks in this process, one at a time: for little work, where starting processes would cost more."""

    def __init__(self) -> None:
        self._number = 0
        self._tasks: deque[tuple[int, Iterator[Any]]] = deque()

    def wants_more(self) -> bool:
        return len(self._tasks) < _IN_FLIGHT

    def hand_in(self, task: str, *arguments: object) -> int:
        self._number += 1
        self._tasks.append((self._number, find_task(task)(*arguments)))
        return self._number

    def answers(self, wait: float) -> Iterator[tuple[int, Any, bool]]:  # noqa: ARG002  (work never waits)
        if self._tasks:
            number, task = self._tasks.popleft()
            for answer in task:
                yield number, answer, False
            yield number, None, True


class Processes:
    """Worker processes, started on entering and ended on leaving, whatever happened between."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._processes: list[subprocess.Popen[bytes]] = []
        self._load: list[int] = []
        self._owner: dict[int, int] = {}
        self._number = 0
        self._inbox: SimpleQueue[tuple[int, int, Any, bool]] = SimpleQueue()

    def __enter__(self) -> Self:
        # -P: the current folder is a stranger's, nothing in it may be imported. -S: our own search path is enough.
        command = [sys.executable, "-P", "-S", "-m", "cleanup.disk.worker"]
        search_path = os.pathsep.join(path for path in sys.path if os.path.isabs(path))
        environment = dict(os.environ, PYTHONPATH=search_path)
        for index in range(self._count):
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=environment
            )
            self._processes.append(process)
            self._load.append(0)
            threading.Thread(target=self._listen, args=(index, process), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            assert process.stdin is not None
            with contextlib.suppress(OSError):
                process.stdin.close()
            if self._owner:
                # Left in the middle of work: nobody waits for the answers any more.
                process.kill()
        for process in self._processes:
            process.wait()
            assert process.stdout is not None
            process.stdout.close()

    def wants_more(self) -> bool:
        return min(self._load) < _IN_FLIGHT

    def hand_in(self, task: str, *arguments: object) -> int:
        self._number += 1
        index = self._load.index(min(self._load))
        self._load[index] += 1
        self._owner[self._number] = index
        pipe = self._processes[index].stdin
        assert pipe is not None
        message = memoryview(pickle.dumps((self._number, task, arguments), pickle.HIGHEST_PROTOCOL))
        while message:
            message = message[pipe.write(message) :]
        return self._number

    def answers(self, wait: float) -> Iterator[tuple[int, Any, bool]]:
        with contextlib.suppress(Empty):
            yield self._receive(self._inbox.get(timeout=wait))
            while True:
                yield self._receive(self._inbox.get_nowait())

    def _receive(self, message: tuple[int, int, Any, bool]) -> tuple[int, Any, bool]:
        index, number, answer, finished = message
        if number == 0:
            raise RuntimeError(f"worker {index} ended early")
        if finished:
            self._load[index] -= 1
            del self._owner[number]
        return number, answer, finished

    def _listen(self, index: int, process: subprocess.Popen[bytes]) -> None:
        """Runs in a thread for each worker: takes answers off its pipe so that it never waits."""
        assert process.stdout is not None
        reader = os.fdopen(os.dup(process.stdout.fileno()), "rb", buffering=1 << 20)
        with reader, contextlib.suppress(OSError, ValueError):
            while True:
                try:
                    number, answer, finished = pickle.load(reader)  # noqa: S301  (our own child wrote it)
                except (EOFError, pickle.UnpicklingError):
                    break
                self._inbox.put((index, number, answer, finished))
        self._inbox.put((index, 0, None, True))


class Crew:
    """Finds the workers for an amount of work; processes, once started, stay until the crew leaves."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._processes: Processes | None = None
        self._leaving = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.close()

    def here(self) -> Workers:
        """For little work: this process."""
        return self._processes or Here()

    def many(self) -> Workers:
        """For much work: all processes."""
        if self._processes is None:
            self._processes = self._leaving.enter_context(Processes(self._count))
        return self._processes


def usable_cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
