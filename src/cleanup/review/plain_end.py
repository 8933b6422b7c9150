"""How a review by questions and answers ends: with a move, a plan, another list, or by leaving."""

from __future__ import annotations

from cleanup.language import tr
from cleanup.report.safe import shown as harmless
from cleanup.review.plain_desk import Desk, Then
from cleanup.review.plain_words import help_lines
from cleanup.review.probe import Ending, Outcome


def move(desk: Desk) -> Then | Ending:
    """Let the caller ask whether to move what is chosen."""
    if desk.selection.chosen.any():
        return Ending(Outcome.MOVE)
    desk.say(tr("Nothing is marked yet."))
    return Then.ASK


def leave(desk: Desk, saved_changes: int) -> Ending:
    """Move nothing; decisions are kept, unless there are no more than the changes already saved."""
    changed = desk.selection.changes != saved_changes
    return Ending(Outcome.LEAVE, decide=changed, keep=changed)


def save(desk: Desk, file: str, typed: str) -> Then | Ending:
    """Save the plan under the name that was typed, or is typed now; ``file`` is offered."""
    name = typed
    if not name:
        answer = desk.ask(tr("Under which name? Enter for {name}:", name=harmless(file)))
        if answer is None:
            return Then.ASK
        name = answer.strip() or file
    if problem := desk.probe.problem_with(name):
        desk.say(problem)
        return Then.ASK
    return Ending(Outcome.SAVE, name)


def open_plan(desk: Desk) -> Then | Ending:
    """Ask which of the kept plans of this scan to go on with."""
    if not (plans := desk.probe.plans()):
        desk.say(tr("No plan of this scan is kept; p keeps one."))
        return Then.ASK
    answers = [tr("{name}, {words}", name=harmless(name), words=words) for name, words in plans]
    picked = desk.pick(tr("Go on with which plan? It replaces your marks."), answers)
    return Then.ASK if picked is None else Ending(Outcome.OPEN, plans[picked][0])


def tell_help(desk: Desk) -> Then:
    """Say everything that can be typed."""
    for line in help_lines():
        desk.say(line)
    return Then.ASK
