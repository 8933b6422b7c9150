"""A review by questions and answers, one line after the other: for screen readers and simple terminals."""

from __future__ import annotations

import io
import sys

from cleanup.cli.exits import Exit
from cleanup.cli.interrupt import hearing
from cleanup.cli.proposal import agrees_to, move_and_tell, propose
from cleanup.cli.review_going_on import ASKED_TO_END, HANG_UP, interrupt
from cleanup.cli.review_plans import Review, keep_safe, remember, save
from cleanup.cli.review_start import is_empty, what_changed
from cleanup.disk.system import is_terminal
from cleanup.language import tr
from cleanup.workflow.reviewing import changed_things
from cleanup.workflow.ways import way_of


def review_plainly(task: Review) -> Exit:
    """Choose by answers; what was chosen is saved, moved, or told how to be moved later."""
    from cleanup.review.plain import Plain

    if is_empty(task):
        return Exit.DONE
    _drop_changed(task)
    if isinstance(sys.stdin, io.TextIOWrapper):
        # What is no text is no answer, and no fault either.
        sys.stdin.reconfigure(errors="surrogateescape")
    try:
        with hearing((*HANG_UP, *ASKED_TO_END), interrupt):
            whole = Plain(task.selection, task.session.style, _ask, print).go()
    except KeyboardInterrupt:
        keep_safe(task)
        return Exit.INTERRUPTED
    remember(task)
    if not task.selection.chosen.any():
        print(tr("Nothing is chosen, so there is nothing to do."))
        return Exit.DONE
    if task.output is not None:
        save(task, str(task.output.path))
        return Exit.DONE
    if not whole or not is_terminal(sys.stdin):
        keep_safe(task)
        return Exit.DONE
    proposal = propose(task.plan(), task.session.context, way_of(task.session.settings), task.choice)
    if agrees_to(proposal, task.session, yes=False):
        return move_and_tell(proposal, task.session)
    keep_safe(task)
    return Exit.DONE


def _drop_changed(task: Review) -> None:
    """Look again at each file, and leave out what changed since the scan."""
    count = 0
    for things in changed_things(task.selection.groups, task.session.context.state, lambda: False):
        if len(things):
            task.selection.mark_changed(things)
            count += len(things)
    if count:
        print(what_changed(count))


def _ask(question: str) -> str | None:
    print(question, end="", flush=True)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line.endswith("\n"):
        print()
    return line if line else None
