"""A review by questions and answers, line by line: for screen readers and simple terminals."""

from __future__ import annotations

import io
import sys

import numpy as np

from cleanup.cli.exits import Exit
from cleanup.cli.interrupt import hearing
from cleanup.cli.review_about import about, name_to_save, probe_of
from cleanup.cli.review_going_on import ASKED_TO_END, HANG_UP, interrupt
from cleanup.cli.review_plans import Review, save
from cleanup.cli.review_rounds import Rounds
from cleanup.cli.review_start import is_empty, what_changed, what_is_marked
from cleanup.cli.slow import waited_for
from cleanup.language import mark, tr, trn
from cleanup.report.words import limits_of
from cleanup.review.plain import Plain
from cleanup.review.plain_desk import Desk, PlainLines
from cleanup.review.plain_list import what_is_listed
from cleanup.review.probe import Ending, Outcome
from cleanup.review.shown import Shown


def review_plainly(task: Review, said: str = "") -> Exit:
    """Choose by answers, until the user leaves or moves; a no to the last question goes on with the list, and so does
    saving. ``said`` is the first message.
    """
    if is_empty(task):
        return Exit.DONE
    if isinstance(sys.stdin, io.TextIOWrapper):
        # Input that is not text is no answer, and no internal error either.
        sys.stdin.reconfigure(errors="surrogateescape")
    return Rounds(task, _ask_about_all, said or what_is_marked(task, mark("category {key}: {n}")), ("--plain",)).go()


def _ask_about_all(task: Review, listed: Shown | None, said: str, saved_changes: int) -> tuple[Ending | None, Shown]:
    """How the user ends the questions, and the list, to go on from there."""
    selection, style = task.selection, task.session.style
    shown = listed or Shown(selection.groups, selection.asked(), selection.by_folder)
    desk = Desk(selection, shown, PlainLines(selection, shown, style), probe_of(task), _ask, print)
    with hearing((*HANG_UP, *ASKED_TO_END), interrupt):
        if listed is None:
            _begin(task, desk, said)
        elif said:
            print(said)
        ending = Plain(desk, style.home, file=name_to_save(task), saved_changes=saved_changes).go()
    if ending is None:
        raise EOFError
    if ending.outcome is Outcome.LEAVE and task.output is not None and selection.chosen.any():
        save(task, str(task.output.path))
    return ending, shown


def _begin(task: Review, desk: Desk, said: str) -> None:
    """Leave out what changed since the scan, and say what is marked, and how to answer."""
    news = waited_for(lambda: _what_happened_since(desk), tr("Looking at each file once more…"))
    first = ", ".join([about(task), *limits_of(task.choice, task.session.style.home)])
    for sentence in (f"{first[:1].upper()}{first[1:]}.", said, *news):
        print(sentence)
    if task.selection.chosen.any():
        desk.tell_what_goes()
    print(tr("Nothing on the disk changes while you choose here."))
    print(tr("Enter leaves a thing as it is and goes to the next. ? lists all answers."))
    print(tr("t goes on, and asks before anything moves. q leaves, and keeps your marks."))
    print(what_is_listed(desk))


def _what_happened_since(desk: Desk) -> list[str]:
    """Free everything that was moved or changed since the scan; gives what to say about that."""
    news = []
    if len(moved := desk.probe.moved()):
        desk.selection.mark_moved(moved)
        desk.shown.moved[moved] = True
        desk.shown.update()
        news.append(trn("{n} file was moved since the scan, and is not listed any more.",
                        "{n} files were moved since the scan, and are not listed any more.", len(moved)))  # fmt: skip
    count = 0
    for things in desk.probe.changed(lambda: False):
        if len(changed := np.setdiff1d(things, moved)):
            desk.selection.mark_changed(changed)
            count += len(changed)
    return [*news, what_changed(count)] if count else news


def _ask(question: str) -> str | None:
    print(question, end=" ", flush=True)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line.endswith("\n"):
        print()
    return line if line else None
