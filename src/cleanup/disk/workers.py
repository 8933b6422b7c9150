"""Hand tasks to worker processes, or do them here: the same two calls for both."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import time
from _thread import start_new_thread
from collections import deque
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO, Any, Protocol, Self

from cleanup.disk.pace import Pace
from cleanup.disk.system import FOR_CHILDREN
from cleanup.disk.worker import find_task

# Tasks a worker: one it works on, and two that wait in its pipe, so that it does not wait while we save digests.
_IN_FLIGHT = 3


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
    """Worker processes, started on entering and ended on leaving, whatever happened between.

    ``pace`` says how many of them there are from then on.
    """

    def __init__(self, count: int, pace: Pace | None = None) -> None:
        self._count = count
        self._pace = pace or Pace(count, count)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._outboxes: list[SimpleQueue[bytes | None]] = []
        self._load: list[int] = []
        self._owner: dict[int, int] = {}
        self._number = 0
        self._inbox: SimpleQueue[tuple[int, int, Any, bool]] = SimpleQueue()

    def __enter__(self) -> Self:
        self._add(self._count)
        return self

    def _add(self, count: int) -> None:
        for tasks, answers in self._start(count):
            outbox: SimpleQueue[bytes | None] = SimpleQueue()
            # Not through threading: there, we would wait until each thread runs, which takes the system some
            # milliseconds while the new processes keep all cores busy.
            start_new_thread(_send, (tasks, outbox))
            start_new_thread(self._listen, (len(self._load), answers))
            self._outboxes.append(outbox)
            self._load.append(0)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.dismiss()
        for process in self._processes:
            if self._owner:
                # Left in the middle of work: nobody waits for the answers any more.
                _kill(process)
            process.wait()

    def dismiss(self) -> None:
        """Tell all that there is no more work, without waiting for them to end."""
        for outbox in self._outboxes:
            outbox.put(None)

    def wants_more(self) -> bool:
        return min(self._load[: self._pace.active]) < _IN_FLIGHT

    def hand_in(self, task: str, *arguments: object) -> int:
        self._number += 1
        load = self._load[: self._pace.active]
        index = load.index(min(load))
        self._load[index] += 1
        self._owner[self._number] = index
        self._outboxes[index].put(pickle.dumps((self._number, task, arguments), pickle.HIGHEST_PROTOCOL))
        return self._number

    def answers(self, wait: float) -> Iterator[tuple[int, Any, bool]]:
        with contextlib.suppress(Empty):
            yield self._receive(self._inbox.get(timeout=wait))
            while True:
                yield self._receive(self._inbox.get_nowait())

    def _start(self, count: int) -> list[tuple[IO[bytes], IO[bytes]]]:
        """Start the processes; gives for each worker the pipe for tasks and the pipe of its answers."""
        if not _CAN_FORK:
            started = [_run(stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(count)]
            self._processes += started
            return [(process.stdin, process.stdout) for process in started if process.stdin and process.stdout]
        pipes = [(*os.pipe(), *os.pipe()) for _ in range(count)]
        theirs = [(tasks, answers) for tasks, _, _, answers in pipes]
        passed = [number for pair in theirs for number in pair]
        pairs = [f"{tasks},{answers}" for tasks, answers in theirs]
        self._processes.append(_run(*pairs, stdin=subprocess.DEVNULL, pass_fds=passed, start_new_session=True))
        for number in passed:
            os.close(number)
        return [(os.fdopen(tasks, "wb", 0), os.fdopen(answers, "rb", 0)) for _, tasks, answers, _ in pipes]

    def _receive(self, message: tuple[int, int, Any, bool]) -> tuple[int, Any, bool]:
        index, number, answer, finished = message
        if number == 0:
            raise RuntimeError(f"worker {index} ended early")
        if finished:
            self._load[index] -= 1
            del self._owner[number]
            self._keep_pace(*answer)
            answer = None
        return number, answer, finished

    def _keep_pace(self, took: float, waited: float) -> None:
        """There are as many workers as the disk can use; those that are too many get no more work."""
        self._pace.finished(took, waited, time.monotonic())
        if (missing := self._pace.active - len(self._load)) > 0:
            # Where no more can be started, those that are there go on.
            with contextlib.suppress(OSError):
                self._add(missing)

    def _listen(self, index: int, pipe: IO[bytes]) -> None:
        """Runs in a thread for each worker: takes answers off its pipe so that it never waits."""
        with open(pipe.fileno(), "rb", buffering=1 << 18, closefd=False) as reader, pipe:
            try:
                while True:
                    self._inbox.put((index, *pickle.load(reader)))  # noqa: S301  (our own child wrote it)
            except (EOFError, OSError, pickle.UnpicklingError):
                self._inbox.put((index, 0, None, True))


def _send(pipe: IO[bytes], outbox: SimpleQueue[bytes | None]) -> None:
    """Runs in a thread for each worker: a task longer than its pipe must not hold up the main thread.

    That a worker ended is told by the thread that listens to it.
    """
    with contextlib.suppress(OSError), pipe:
        while (content := outbox.get()) is not None:
            message = memoryview(content)
            while message:
                message = message[pipe.write(message) :]


# One process that forks shares the memory of its imports; elsewhere each worker is started by itself.
_CAN_FORK = sys.platform == "linux"


def _run(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    # -P: the current folder is a stranger's, nothing in it may be imported. -S: our own search path is enough.
    command = [sys.executable, "-P", "-S", "-m", "cleanup.disk.worker", *arguments]
    search_path = os.pathsep.join(path for path in sys.path if os.path.isabs(path))
    environment = dict(os.environ, PYTHONPATH=search_path, **FOR_CHILDREN)
    return subprocess.Popen(command, bufsize=0, env=environment, **options)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process at once, and with it the workers it has become."""
    if _CAN_FORK:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


class Crew:
    """Finds the workers for an amount of work; processes, once started, stay until they may rest."""

    def __init__(self, count: int, pace: Pace | None = None) -> None:
        """``count`` worker processes at first; ``pace`` says how many there are from then on."""
        self._count = count
        self._pace = pace
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
            try:
                self._processes = self._leaving.enter_context(Processes(self._count, self._pace))
            except OSError:
                # No process can be started (a limit, or a Python this user may not run again): slower, not worse.
                return Here()
        return self._processes

    def rest(self) -> None:
        """Let processes end, and give back their memory, while there is no work for them."""
        if self._processes is not None:
            self._processes.dismiss()
            self._processes = None


def usable_cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
