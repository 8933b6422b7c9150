"""A word to whoever waits, and none to who does not."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from cleanup.cli import slow
from cleanup.cli.slow import waited_for


def test_what_takes_a_moment_is_said_while_it_is_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "_A_MOMENT", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    go_on = threading.Event()
    monkeypatch.setattr(slow, "print", lambda *words, **how: (print(*words, **how), go_on.set()), raising=False)
    assert waited_for(lambda: go_on.wait(20), "Looking…") is True
    assert capsys.readouterr().err == "Looking…\r        \r", "what is shown next finds no word of it"


def test_what_is_there_at_once_is_not_and_a_failure_comes_through(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "_A_MOMENT", 60)
    assert waited_for(lambda: 7, "Looking…") == 7
    with pytest.raises(ZeroDivisionError):
        waited_for(lambda: 1 // 0, "Looking…")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("work", [lambda: gc.isenabled(), lambda: 1 // 0])
def test_meanwhile_nothing_is_collected_and_afterwards_it_is(work: Callable[[], bool]) -> None:
    with suppress(ZeroDivisionError):
        assert waited_for(work, "Looking…") is False
    assert gc.isenabled()


def test_a_pipe_is_told_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "_A_MOMENT", 0)
    assert waited_for(lambda: threading.Event().wait(0.01), "Looking…") is False
    assert capsys.readouterr().err == ""


def test_ctrl_c_ends_the_waiting_though_there_is_no_answer() -> None:
    never = threading.Event()

    def hang() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        never.wait(60)

    with pytest.raises(KeyboardInterrupt):
        waited_for(hang, "Looking…")
    never.set()
