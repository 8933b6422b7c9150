"""Threads that walk and read: the loops over names and files release the interpreter lock while the system works."""

from __future__ import annotations

from _thread import start_new_thread
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Self

from cleanup.disk.system import blocks_read

Task = Callable[..., Iterator[Any]]
"""A generator function: it may be stopped where it yields."""

# Tasks per thread: the current one, and one that waits, so that no thread is idle while we save digests.
_IN_FLIGHT = 2
# Blocks of 512 bytes: as long as no more were read, nearly everything is in memory.
_FROM_MEMORY = 2048


class Workers:
    """Threads that do tasks; only ``at_first`` of them until something is read from a disk, if that many are enough.

    If the system allows fewer threads, those do the work; without any, the caller does it while waiting for answers. On
    leaving, unfinished tasks stop at their next yield; nobody waits for them.
    """

    def __init__(self, count: int, at_first: int | None = None) -> None:
        self._count, self._at_first = count, at_first or count
        self._begun = self._read_before = 0
        self._tasks: SimpleQueue[tuple[int, Iterator[Any]] | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[int, Any, bool]] = SimpleQueue()
        self._number = self._under_way = 0
        self._left = self._alone = False

    def __enter__(self) -> Self:
        self._read_before = blocks_read()
        self._begin(self._at_first)
        self._alone = not self._begun
        return self

    def _begin(self, count: int) -> None:
        # Limits on memory or processes.
        with suppress(RuntimeError, MemoryError):
            while self._begun < count:
                # Not with threading: there, we would wait until each thread runs, and at the end for its last work.
                start_new_thread(self._serve, ())
                self._begun += 1
        if self._begun < count:
            self._count = self._begun

    def __exit__(self, *error: object) -> None:
        self._left = True
        for _ in range(self._begun):
            self._tasks.put(None)

    def wants_more(self) -> bool:
        """Whether another task may be handed in now."""
        if self._begun < self._count and blocks_read() - self._read_before > _FROM_MEMORY:
            self._begin(self._count)
        return self._under_way < _IN_FLIGHT * max(self._begun, 1)

    def hand_in(self, task: Task, *arguments: object) -> int:
        """Hand in a task; gives its number."""
        self._number += 1
        self._under_way += 1
        self._tasks.put((self._number, task(*arguments)))
        return self._number

    def answers(self, wait: float) -> Iterator[tuple[int, Any, bool]]:
        """What has arrived: number, answer, and whether the task is finished (then without an answer).

        Waits at most ``wait`` seconds if there is nothing yet. Raises what a task raised.
        """
        if self._alone:
            self._work_alone()
        with suppress(Empty):
            yield self._receive(*self._answers.get(timeout=wait))
            while True:
                yield self._receive(*self._answers.get_nowait())

    def _work_alone(self) -> None:
        with suppress(Empty):
            if following := self._tasks.get_nowait():
                self._do(*following)

    def _receive(self, number: int, answer: Any, finished: bool) -> tuple[int, Any, bool]:
        if isinstance(answer, BaseException):
            raise answer
        self._under_way -= finished
        return number, answer, finished

    def _serve(self) -> None:
        """Runs in each thread."""
        while (following := self._tasks.get()) is not None and not self._left:
            self._do(*following)

    def _do(self, number: int, task: Iterator[Any]) -> None:
        try:
            for answer in task:
                self._answers.put((number, answer, False))
                del answer
                if self._left:
                    return
        except BaseException as error:
            self._answers.put((number, error, True))
        else:
            self._answers.put((number, None, True))
