"""A worker process: reads tasks from one pipe, writes what they yield to another, until the first one closes.

Started as ``python -m cleanup.disk.worker``, it serves standard input and output. With pairs of descriptors as
arguments it becomes as many workers, by fork: in a process this small and without threads that is safe, and they
share the memory of what they have imported. It imports only what its tasks need, so that it starts in a few
hundredths of a second.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from cleanup.disk.waiting import Stopwatch

Task = Callable[..., Iterator[Any]]


def find_task(name: str) -> Task:
    """The generator function with a name such as ``cleanup.disk.hashing:digest_files``."""
    module, _, function = name.partition(":")
    task: Task = getattr(import_module(module), function)
    return task


def main() -> None:
    """Serve the pipes named on the command line, each in a process of its own, or else standard input and output."""
    # Ctrl-C reaches the whole terminal; the main process decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    gc.disable()
    pairs = [tuple(map(int, pair.split(","))) for pair in sys.argv[1:]]
    if not pairs:
        # Answers go to a copy of standard output, so that nothing else can write between them.
        pairs = [(0, os.dup(1))]
        os.dup2(2, 1)
    for task in ("cleanup.disk.hashing:digest_task", "cleanup.walk.unit:walk_task"):
        find_task(task)
    gc.freeze()
    # When the main process is gone, there is nobody to tell.
    with contextlib.suppress(BrokenPipeError):
        _serve(*_become_one_of(pairs))
    with contextlib.suppress(ChildProcessError):
        while len(pairs) > 1:
            os.wait()
    # All is said; taking the interpreter down piece by piece would keep the main process waiting.
    os._exit(0)


def _become_one_of(pairs: list[tuple[int, ...]]) -> tuple[int, ...]:
    """Fork until there is a process for each pair of pipes; gives this process its own, and closes the others'."""
    mine = pairs[0]
    for pair in pairs[1:]:
        if not os.fork():
            mine = pair
            break
    for pair in pairs:
        if pair != mine:
            os.close(pair[0])
            os.close(pair[1])
    return mine


def _serve(tasks_pipe: int, answers_pipe: int) -> None:
    watch = Stopwatch()
    with os.fdopen(tasks_pipe, "rb") as tasks, os.fdopen(answers_pipe, "wb", buffering=1 << 18) as answers:
        while True:
            try:
                number, name, arguments = pickle.load(tasks)  # noqa: S301  (our own parent wrote it)
            except EOFError:
                return
            watch.took = watch.waited = 0.0
            for answer in _timed(find_task(name)(*arguments), watch):
                pickle.dump((number, answer, False), answers, pickle.HIGHEST_PROTOCOL)
                answers.flush()
            pickle.dump((number, (watch.took, watch.waited), True), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


def _timed(task: Iterator[Any], watch: Stopwatch) -> Iterator[Any]:
    """What a task yields; the watch runs while it works, not while an answer is sent."""
    watch.go()
    for answer in task:
        watch.stop()
        yield answer
        watch.go()
    watch.stop()


if __name__ == "__main__":
    main()
