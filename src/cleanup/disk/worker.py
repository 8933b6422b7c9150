"""A worker process: reads tasks from standard input, writes what they yield to standard output, until both close.

Started as ``python -m cleanup.disk.worker``. It imports only what its tasks need, so that it starts in a few
hundredths of a second; a clean process of its own is safe beside threads on every system.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

Task = Callable[..., Iterator[Any]]


def find_task(name: str) -> Task:
    """The generator function with a name such as ``cleanup.disk.hashing:digest_files``."""
    module, _, function = name.partition(":")
    task: Task = getattr(import_module(module), function)
    return task


def main() -> None:
    """Do tasks until the program that started us closes our input."""
    # Ctrl-C reaches the whole terminal; the main process decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Answers go to a copy of standard output, so that nothing else can write between them.
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)
    import gc

    gc.disable()
    while True:
        try:
            number, name, arguments = pickle.load(tasks)  # noqa: S301  (our own parent wrote it)
        except EOFError:
            return
        for answer in find_task(name)(*arguments):
            pickle.dump((number, answer, False), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
        pickle.dump((number, None, True), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    main()
