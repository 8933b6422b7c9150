"""Ctrl-C, and other ways in which a user or the system asks the program to end.

The first Ctrl-C asks it to stop and show what it has, the second ends it at once.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

# Ctrl-Break exists only on Windows, a closed terminal only elsewhere.
_TO_END = tuple(
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP") if name in signal.Signals.__members__
)


@contextmanager
def hearing(signals: tuple[signal.Signals, ...], act: Callable[[], object]) -> Iterator[None]:
    """Call this when one of these signals arrives, until the end of the block."""
    before = {each: signal.signal(each, lambda *_: act()) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class Interrupt:
    """Whether Ctrl-C, or the system's request to end, has arrived; a second one raises KeyboardInterrupt."""

    asked = False

    def _ask(self) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    @classmethod
    @contextmanager
    def heard(cls) -> Iterator[Self]:
        """Watch for it until the end of the block."""
        interrupt = cls()
        # What is ignored stays ignored, such as a closed terminal under nohup.
        heard = tuple(each for each in _TO_END if signal.getsignal(each) is not signal.SIG_IGN)
        with hearing(heard, interrupt._ask):
            yield interrupt
