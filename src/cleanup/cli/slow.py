"""A word to whoever waits, said only where it takes a moment, so that no screen stands empty."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from cleanup.review.apart import begun

_A_MOMENT = 0.2
T = TypeVar("T")


def waited_for(work: Callable[[], T], sentence: str) -> T:
    """What this gives; says the sentence on the terminal where it does not come within a moment.

    Ctrl-C ends the waiting though a drive does not answer.
    """
    done = begun(work)
    with suppress(TimeoutError):
        return done.result(_A_MOMENT)
    if sys.stderr.isatty():
        with suppress(OSError):  # a terminal that was closed hears nothing
            print(sentence, file=sys.stderr, flush=True)
    return done.result()
