"""Ctrl-C, and other ways in which a user or the system asks the program to end.

The first Ctrl-C asks to stop and show what there is, the second one ends at once.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self


class Interrupt:
    """Listens for Ctrl-C (and for the system's request to end) while it is entered."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def hearing(signals: tuple[signal.Signals, ...], act: Callable[[], object]) -> Iterator[None]:
    """Do this when one of these signals comes, until the end of the block."""
    before = {each: signal.signal(each, lambda *_: act()) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
