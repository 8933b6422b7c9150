"""A word to whoever waits, said only where it takes a moment, so that no screen stands empty."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

_A_MOMENT = 0.2
T = TypeVar("T")


def waited_for(work: Callable[[], T], sentence: str) -> T:
    """What this gives; says the sentence on the terminal where it does not come within a moment.

    It is worked out in a thread that ends with the program, so that Ctrl-C ends the waiting though a drive does not
    answer.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as problem:
            done.set_exception(problem)

    threading.Thread(target=run, daemon=True).start()
    with suppress(TimeoutError):
        return done.result(_A_MOMENT)
    if sys.stderr.isatty():
        with suppress(OSError):  # a terminal that was closed hears nothing
            print(sentence, file=sys.stderr, flush=True)
    return done.result()
