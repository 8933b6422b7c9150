"""Reviews by questions and answers of real folders, in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace

from cleanup.report.style import PageStyle
from cleanup.review.plain import Plain
from cleanup.review.plain_desk import Desk, PlainLines
from cleanup.review.probe import Ending
from cleanup.review.shown import Shown
from support.reviewing import ScannedFolder


class Questions:
    """A review of a scanned folder; ``said`` is all that was told and asked so far, line by line."""

    def __init__(self, scanned: ScannedFolder, **probe: object) -> None:
        self.said: list[str] = []
        self._home = os.fsencode(scanned.root)
        selection = scanned.selection
        self.shown = Shown(selection.groups, selection.asked(), selection.by_folder)
        lines = PlainLines(selection, self.shown, PageStyle(home=self._home))
        looked = replace(scanned.probe, **probe)  # type: ignore[arg-type]
        self.desk = Desk(selection, self.shown, lines, looked, self._ask, self.said.append)
        self._next: Callable[[], str | None] = lambda: None

    def answer(self, lines: Iterable[str]) -> Ending | None:
        """Answer by these lines; gives the end, or None where there was none."""
        waiting = iter(lines)
        return self.answer_by(lambda: next(waiting, None))

    def answer_by(self, answer: Callable[[], str | None]) -> Ending | None:
        """Answer by what this gives; None is the end of the input."""
        self._next = answer
        return Plain(self.desk, self._home, file="plan").go()

    def _ask(self, question: str) -> str | None:
        self.said.append(question)
        return self._next()
