"""Ctrl-C: the first asks, the second ends at once, and afterwards all is as before."""

from __future__ import annotations

import os
import signal

import pytest

from cleanup.cli.interrupt import Interrupt


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_asks_and_the_second_ends(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with Interrupt.heard() as interrupt:
        assert interrupt.asked is False
        os.kill(os.getpid(), number)
        assert interrupt.asked is True
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
            signal.sigtimedwait([], 5)  # the signal arrives while this waits
    assert signal.getsignal(number) is before


def test_handlers_come_back_after_a_failure() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), Interrupt.heard():
        1 / 0  # noqa: B018
    assert signal.getsignal(signal.SIGINT) is before
