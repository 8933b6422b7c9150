"""A word to whoever waits, and none to who does not."""

from __future__ import annotations

import threading

import pytest

from cleanup.cli import slow
from cleanup.cli.slow import said_if_slow


def _timers() -> list[threading.Timer]:
    return [each for each in threading.enumerate() if isinstance(each, threading.Timer)]


def test_what_takes_a_moment_is_said_while_it_is_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "_A_MOMENT", 0)
    with said_if_slow("Looking…"):
        for each in _timers():
            each.join(20)
        assert capsys.readouterr().err == "Looking…\n"


def test_what_ends_at_once_is_not_even_when_it_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "_A_MOMENT", 60)
    with pytest.raises(ZeroDivisionError), said_if_slow("Looking…"):
        1 / 0  # noqa: B018
    assert all(each.finished.is_set() for each in _timers())
    assert capsys.readouterr().err == ""
