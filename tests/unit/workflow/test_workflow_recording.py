"""Troubles on their way to the report."""

from __future__ import annotations

from cleanup.model.event import Listener
from cleanup.model.trouble import Trouble, from_errno
from cleanup.workflow.recording import TroubleRecorder


class Hearing(Listener):
    def __init__(self) -> None:
        self.heard: list[Trouble] = []

    def trouble(self, trouble: Trouble) -> None:
        self.heard.append(trouble)


def test_what_two_finders_cannot_read_is_one_trouble() -> None:
    listen = Hearing()
    recorder = TroubleRecorder(listen)
    b, a = from_errno(b"/b", "find", 5), from_errno(b"/a", "find", 5)
    for trouble in (b, a, from_errno(b"/b", "find", 5)):
        recorder.trouble(trouble)
    assert listen.heard == [b, a]
    assert recorder.in_order() == (a, b)
