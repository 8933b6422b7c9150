"""The state of a review by questions and answers: what is chosen, what is listed, and how to ask and tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from cleanup.language import tr, trn
from cleanup.plan.selection import Selection
from cleanup.report.safe import at_home
from cleanup.report.words import why_not
from cleanup.review.folder_rows import PageLines
from cleanup.review.head import not_listed, what_goes
from cleanup.review.plain_words import numbered
from cleanup.review.probe import Probe
from cleanup.review.shown import MORE, NOBODY, Shown


class Then(Enum):
    """What follows an answer: the next thing, the same thing again, or only the question again."""

    NEXT = auto()
    SAME = auto()
    ASK = auto()


class PlainLines(PageLines):
    """Lines of any length, for somebody who hears them: paths in full, and no amounts that are 0."""

    def path(self, path: bytes, width: int) -> str:  # noqa: ARG002
        """A path, not shortened."""
        return at_home(path, self._style.home)

    def going(self, count: int, some: int, whole: int) -> str:
        """How many things go, and how many bytes out of all that could."""
        return super().going(count, some, whole) if count else tr("none goes, {size} could", size=self.size(whole))


@dataclass(frozen=True, slots=True)
class Desk:
    """``ask`` gives a line in answer to a question, or None when there are no more; ``say`` prints a line."""

    selection: Selection
    shown: Shown
    lines: PlainLines
    probe: Probe
    ask: Callable[[str], str | None]
    say: Callable[[str], None]

    @property
    def group(self) -> int:
        """The current group, or NOBODY."""
        return self.shown.at(self.shown.line)[0] if self.is_on_list else NOBODY

    @property
    def folder(self) -> int:
        """The current folder line, or MORE; otherwise NOBODY."""
        if not self.is_on_list or self.group != NOBODY:
            return NOBODY
        return self.shown.folder_at(self.shown.line)

    @property
    def folder_here(self) -> int:
        """The current folder line, or the one above the current group; otherwise NOBODY."""
        return self.shown.folder_at(self.shown.line) if self.is_on_list else NOBODY

    @property
    def is_on_list(self) -> bool:
        """Whether there is anything current, rather than the end of the list."""
        return self.shown.line < len(self.shown)

    @property
    def has_line(self) -> bool:
        """Whether a folder line is current, and not the one for those that are not shown yet."""
        return self.folder not in {NOBODY, MORE}

    def things(self) -> list[int]:
        """The current copies, numbered from 1."""
        return self.selection.groups.in_order(self.group) if self.group != NOBODY else []

    def thing(self, typed: str) -> int | None:
        """The copy with this number, or the only one; says so if neither fits."""
        things = self.things()
        number = (numbered(typed) or 0) if typed else len(things)
        if 0 < number <= len(things) and (typed or len(things) == 1):
            return things[number - 1]
        if not things:
            self.say(tr("There are no numbered copies here."))
        else:
            self.say(tr("Which one? Type a number from 1 to {most} after it.", most=len(things)))
        return None

    def tell_what_goes(self) -> None:
        """Say how much goes so far."""
        goes = tr("{sentence}.", sentence=what_goes(self.selection, self.lines))
        if n := not_listed(self.selection, self.shown):
            goes += " " + trn("{n} is not listed here; m lists it.", "{n} are not listed here; m lists them.", n)
        self.say(goes)

    def tell_why_not(self, why: str) -> None:
        """Say why something was not done, if it was not."""
        if why:
            self.say(tr("Stays: {reason}.", reason=why_not(why)))

    def pick(self, question: str, answers: list[str], least: int = 1) -> int | None:
        """Which of these answers is picked, from 0 on; None for none of them. ``least`` is the lowest number that can
        be typed: 0, returned as -1, stands for what the question itself names.
        """
        self.say(question)
        for number, answer in enumerate(answers, 1):
            self.say(f"  {number}  {answer}")
        typed = self.ask(tr("A number, or Enter for none:"))
        picked = numbered(typed.strip()) if typed is not None else None
        return picked - 1 if picked is not None and least <= picked <= len(answers) else None

    def agrees(self, question: str) -> bool:
        """Whether a question is answered with yes."""
        typed = self.ask(f"{question} {tr('[y/N]')}")
        return typed is not None and typed.strip().lower() in {"y", "yes", tr("yes")}
