"""A word to whoever waits: said only where it takes a moment, so that no screen stands empty."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_A_MOMENT = 0.2


@contextmanager
def said_if_slow(sentence: str) -> Iterator[None]:
    """Say this on stderr unless the block ends within a moment."""

    def say() -> None:
        with suppress(OSError):  # a terminal that was closed hears nothing
            print(sentence, file=sys.stderr, flush=True)

    timer = threading.Timer(_A_MOMENT, say)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
