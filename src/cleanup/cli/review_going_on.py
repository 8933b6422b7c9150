"""Continue a review with the marks of a kept plan, or with another scan of the same folders."""

from __future__ import annotations

import signal
from dataclasses import replace

import numpy as np

from cleanup.cli.interrupt import hearing
from cleanup.cli.review_plans import Review
from cleanup.cli.review_start import plan_named
from cleanup.language import tr, trn
from cleanup.model.errors import CleanupError
from cleanup.model.inventory import Rows
from cleanup.plan.selection import Selection
from cleanup.report.safe import shown
from cleanup.workflow.reviewing import marks_of, moved_things

# The terminal was closed; Windows has no name for it.
HANG_UP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
ASKED_TO_END = (signal.SIGTERM,)


def interrupt() -> None:
    """End the same way as Ctrl-C does."""
    raise KeyboardInterrupt


def open_plan(task: Review, name: str) -> str:
    """Go on with a kept plan in place of the current marks; gives what to say about that."""
    try:
        plan = plan_named(name, task.session.context)
    except CleanupError as problem:
        return problem.message
    if plan is None:
        return tr("The plan “{name}” is not there any more.", name=shown(name))
    task.selection.go_on_with(*marks_of(task.selection, plan))
    return tr("Going on with “{name}”; u goes back to the marks before.", name=shown(name))


def scan_again(task: Review) -> tuple[Review, str]:
    """The review of a new scan of the same folders, and what to say about it; the old one if that was stopped.

    Raises KeyboardInterrupt if the program is told to end.
    """
    from cleanup.workflow.rescanning import begin_anew, scan_anew

    before = task.selection
    try:
        with task.session.listening() as context, hearing((*HANG_UP, *ASKED_TO_END), interrupt):
            found = scan_anew(before.groups.scan, context)
            context.listener.over()
        if not found.complete:
            return task, tr("Stopped; the list is as it was.")
        anew = begin_anew(before, found, task.choice, task.session.context)
    except CleanupError as problem:
        return task, problem.message
    return replace(task, selection=anew), _said_of(
        before, anew, moved_things(before.groups, task.session.context.state)
    )


def _said_of(before: Selection, anew: Selection, moved: Rows) -> str:
    """What became of the marks: what was ``moved`` in the meantime has none any more, although nothing about it
    changed.
    """
    went = int(np.count_nonzero(before.chosen[moved]))
    gone = int(np.count_nonzero(before.chosen)) - went - int(np.count_nonzero(anew.chosen))
    said = tr("Scanned again; all that was marked still is.")
    if went:
        said = trn("Scanned again; {n} marked file was moved meanwhile.",
                   "Scanned again; {n} marked files were moved meanwhile.", went)  # fmt: skip
    if gone:
        said = trn("Scanned again; {n} mark is gone: its file changed, or its copies did.",
                   "Scanned again; {n} marks are gone: their files changed, or their copies did.", gone)  # fmt: skip
    return said
