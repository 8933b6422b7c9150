"""A review from its first question to what becomes of what was chosen."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from cleanup.cli.exits import Exit
from cleanup.cli.interrupt import hearing
from cleanup.cli.plan_names import name_of_its_own, problem_with
from cleanup.cli.proposal import Proposal, agrees_to, looked_at, move_and_tell, propose
from cleanup.cli.review_going_on import ASKED_TO_END, HANG_UP, interrupt, open_plan, scan_again
from cleanup.cli.review_plans import (
    Review,
    forget_marks,
    keep_marks,
    keep_safe,
    kept_safe,
    plans_to_pick,
    remember,
    save,
)
from cleanup.cli.review_start import is_empty, what_changed, what_is_marked
from cleanup.cli.slow import waited_for
from cleanup.language import tr
from cleanup.model.errors import CleanupError
from cleanup.model.ids import ending
from cleanup.model.theme import Theme
from cleanup.report.commands import command
from cleanup.report.numbers import ago
from cleanup.report.safe import shown
from cleanup.report.words import few_folders, limits_of
from cleanup.review.probe import Ending, Outcome, Probe
from cleanup.review.shown import Shown
from cleanup.store.first_time import is_first_review
from cleanup.workflow.reviewing import (
    changed_things,
    leave_what_changed,
    moved_things,
    open_file,
    open_folder,
    preview,
)
from cleanup.workflow.ways import way_of

if TYPE_CHECKING:
    from cleanup.review.background import Background
    from cleanup.review.page import ReviewPage

_PATIENCE = 2.0
# More or fewer changes than there can be.
_UNSAVED = -1


def review_on_page(task: Review, theme: Theme, said: str = "") -> Exit:
    """Choose on the page, until the user leaves or moves; a no to the last question goes back to the page, and so does
    saving. ``said`` is what the page says first."""
    if is_empty(task):
        return Exit.DONE
    from cleanup.review.background import Background

    return _OnPage(task, Background(theme), said or what_is_marked(task)).go()


class _OnPage:
    """A review on one page after another, each of which goes on where the one before stood."""

    def __init__(self, task: Review, background: Background, said: str) -> None:
        self._task = task
        self._background = background
        self._said = said
        self._listed: Shown | None = None
        self._saved_changes = 0
        self._is_saved = False

    def go(self) -> Exit:
        """Show a page, and do what it ends with, until that is an end."""
        code: Exit | None = None
        while code is None:
            last, self._listed = _show_page(self._task, self._listed, self._said, self._background, self._saved_changes)
            self._said = ""
            try:
                code = _interrupted(self._task) if last is None else self._do(last)
            except KeyboardInterrupt:
                print(file=sys.stderr)
                code = _interrupted(self._task)
        return code

    def _do(self, last: Ending) -> Exit | None:
        match last.outcome:
            case Outcome.LEAVE | Outcome.FORGET:
                return _leave(self._task, last, is_saved=self._is_saved)
            case Outcome.SAVE:
                self._save(last.file)
            case Outcome.OPEN:
                self._said = open_plan(self._task, last.file)
            case Outcome.SCAN:
                self._scan_again()
                return Exit.DONE if is_empty(self._task) else None
            case Outcome.MOVE:
                return self._move()
        return None

    def _save(self, name: str) -> None:
        remember(self._task)
        save(self._task, name)
        self._saved_changes, self._is_saved = self._task.selection.changes, True
        self._said = tr("Saved: {file}. Go on, or leave with q.", file=shown(os.path.basename(name)))

    def _scan_again(self) -> None:
        before = self._task
        self._task, self._said = scan_again(before)
        if self._task is not before:
            # Nothing is kept of the new scan yet, and what was chosen by hand has no history.
            self._saved_changes = _UNSAVED
            selection = self._task.selection
            listed = Shown(selection.groups, selection.asked(), selection.by_folder)
            if self._listed is not None:
                listed.stand_like(self._listed)
            self._listed = listed

    def _move(self) -> Exit | None:
        with hearing((*HANG_UP, *ASKED_TO_END), interrupt):
            proposal = waited_for(self._proposal, tr("Looking at each file once more…"))
            if proposal is None or not agrees_to(proposal, self._task.session, yes=False):
                return None
        remember(self._task)
        return move_and_tell(proposal, self._task.session)

    def _proposal(self) -> Proposal | None:
        """What would move, without what changed meanwhile; None where nothing is left."""
        if left := leave_what_changed(self._task.selection, self._task.session.context):
            self._said = what_changed(left)
            print(self._said)
        if not self._task.selection.chosen.any():
            return None
        task, session = self._task, self._task.session
        proposal = propose(task.plan(), session.context, way_of(session.settings), task.choice)
        return looked_at(replace(proposal, changed=0))


def _leave(task: Review, how: Ending, *, is_saved: bool) -> Exit:
    """The end without a move."""
    if how.decide:
        remember(task)
    if how.outcome is Outcome.FORGET:
        forget_marks(task)
    if how.keep:
        keep_marks(task)
        print(tr("Nothing was moved. Your marks are there when you come back."))
        print(tr("Next:  {command}", command=command("review", ending(task.selection.groups.scan.id))))
    elif not is_saved:
        print(tr("Nothing was moved, and no plan was saved."))
    return Exit.DONE


def _interrupted(task: Review) -> Exit:
    """The end that nobody chose: what was chosen so far is kept."""
    keep_safe(task)
    return Exit.INTERRUPTED


def _show_page(
    task: Review, listed: Shown | None, said: str, background: Background, saved_changes: int
) -> tuple[Ending | None, Shown]:
    """How the user ends the page, and its list, for the next one to go on where it stood; None when the terminal was
    closed, or the program was told to end."""
    wait_for_escape_as_long_as_it_takes()
    from cleanup.review.page import ReviewPage

    groups, named = task.selection.groups, task.output and task.output.path
    page = ReviewPage(
        task.selection,
        Probe(
            partial(changed_things, groups, task.session.context.state),
            partial(moved_things, groups, task.session.context.state),
            partial(preview, groups),
            partial(problem_with, task.output, task.session.context.state),
            partial(open_file, groups),
            partial(open_folder, groups),
            partial(plans_to_pick, task),
        ),
        task.session.style,
        about=_about(task),
        limits=limits_of(task.choice, task.session.style.home),
        file=str(named) if named and str(named).isprintable() else name_of_its_own(groups.scan, task.session.context),
        shown=listed,
        said=said,
        background=background,
        saved_changes=saved_changes,
        first_time=listed is None and is_first_review(task.session.context.state),
    )
    with _ending_when_asked(task, page):
        ending = page.run()
    if page.return_code:
        keep_safe(task)
        raise RuntimeError("the page ended with a fault")
    return ending, page.shown


def wait_for_escape_as_long_as_it_takes() -> None:
    """Esc is also how other keys begin: what follows comes at once here, and later over a line from elsewhere."""
    if "SSH_CONNECTION" not in os.environ:
        os.environ.setdefault("ESCDELAY", "10")


@contextmanager
def _ending_when_asked(task: Review, page: ReviewPage) -> Iterator[None]:
    """End the page when the system asks for it; at once where it does not answer, its terminal taking nothing."""
    impatient = threading.Timer(_PATIENCE, partial(_hung_up, task))
    impatient.daemon = True

    def end() -> None:
        page.end_from_outside()
        with suppress(RuntimeError):  # asked to end once more
            impatient.start()

    with hearing(HANG_UP, partial(_hung_up, task)), hearing(ASKED_TO_END, end):
        try:
            yield
        finally:
            impatient.cancel()


def _hung_up(task: Review) -> None:
    """Keep what was chosen and end at once: a page whose terminal is gone can wait for ever to write to it."""
    with suppress(CleanupError):
        if task.selection.chosen.any() or task.selection.changes:
            kept_safe(task)
    os._exit(Exit.INTERRUPTED)


def _about(task: Review) -> str:
    scan = task.selection.groups.scan
    when = ago(task.session.context.clock() - scan.started_at)
    folders = few_folders(scan.roots, task.session.style.home)
    return tr("scan {id}, {when}, of {folders}", id=ending(scan.id), folders=folders, when=when)
