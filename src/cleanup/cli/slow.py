"""Tell a waiting user what is going on, but only if it takes a moment, so that no screen stays empty."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

from rich.cells import cell_len

from cleanup.cli.collecting import no_collecting
from cleanup.review.apart import begun

_A_MOMENT = 0.2
T = TypeVar("T")


def waited_for(work: Callable[[], T], sentence: str, meanwhile: Callable[[], None] | None = None) -> T:
    """The result of this; prints the sentence on the terminal if it takes more than a moment.

    The sentence disappears when it is done. Ctrl-C ends the waiting even if a drive does not respond. ``meanwhile`` is
    done in this thread, which gets on whenever the work waits for the system.
    """
    with no_collecting():
        done = begun(work)
        if meanwhile is not None:
            meanwhile()
        return _result(done, sentence)


def _result(done: Future[T], sentence: str) -> T:
    with suppress(TimeoutError):
        return done.result(_A_MOMENT)
    _write(sentence)
    try:
        return done.result()
    finally:
        _write("\r" + " " * cell_len(sentence) + "\r")


def _write(text: str) -> None:
    if sys.stderr.isatty():
        with suppress(OSError):  # a closed terminal takes no output
            print(text, end="", file=sys.stderr, flush=True)
