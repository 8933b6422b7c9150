"""A review from its first question to what becomes of the choices, on a page or line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from cleanup.cli.exits import Exit
from cleanup.cli.interrupt import hearing
from cleanup.cli.review_going_on import ASKED_TO_END, HANG_UP, interrupt, open_plan, scan_again
from cleanup.cli.review_plans import Review, forget_marks, keep_all, keep_marks, remember, save
from cleanup.cli.review_start import is_empty, what_changed
from cleanup.cli.slow import waited_for
from cleanup.disk.system import is_terminal
from cleanup.language import tr
from cleanup.model.ids import ending
from cleanup.report.commands import command
from cleanup.report.safe import shown
from cleanup.review.probe import Ending, Outcome
from cleanup.review.shown import Shown
from cleanup.workflow.reviewing import leave_what_changed
from cleanup.workflow.ways import way_of

if TYPE_CHECKING:
    from cleanup.cli.proposal import Proposal

# More or fewer changes than there can be.
_UNSAVED = -1
Show = Callable[[Review, Shown | None, str, int], tuple[Ending | None, Shown]]
"""Shows what can be chosen, the list as it stood before, and what to say first, until the user ends it; who has made no
more than so many changes has nothing to lose. Gives how it ended, None where nobody chose that, and the list. Raises
EOFError where there are no more answers."""


class Rounds:
    """A review that is shown again, where it was, after anything that does not end it: a no to the last question, or a
    saved plan.
    """

    def __init__(self, task: Review, show: Show, said: str, again: tuple[str, ...] = ()) -> None:
        """``said`` is the first message; ``again`` are the options that bring back the same review."""
        self._task = task
        self._show = show
        self._said = said
        self._again = again
        self._listed: Shown | None = None
        self._saved_changes = 0
        self._is_saved = False

    def go(self) -> Exit:
        """Show it, and do what it ends with, until that is final."""
        code: Exit | None = None
        while code is None:
            try:
                last, self._listed = self._show(self._task, self._listed, self._said, self._saved_changes)
                self._said = ""
                code = self._interrupted() if last is None else self._do(last)
            except KeyboardInterrupt:
                print(file=sys.stderr)
                code = self._interrupted()
            except EOFError:
                code = self._at_the_end_of_input()
        return code

    def _do(self, last: Ending) -> Exit | None:
        match last.outcome:
            case Outcome.LEAVE | Outcome.FORGET:
                return self._leave(last)
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
            # Nothing is kept about the new scan yet, and what was chosen by hand has no history.
            self._saved_changes = _UNSAVED
            selection = self._task.selection
            listed = Shown(selection.groups, selection.asked(), selection.by_folder)
            if self._listed is not None:
                listed.stand_like(self._listed)
            self._listed = listed

    def _move(self) -> Exit | None:
        if not is_terminal(sys.stdin):
            print(tr("There is no terminal to ask on, so nothing moves."))
            self._keep_all()
            return Exit.DONE
        # What asks and moves is loaded when somebody wants that.
        from cleanup.cli.proposal import agrees_to, move_and_tell

        with hearing((*HANG_UP, *ASKED_TO_END), interrupt):
            proposal = waited_for(self._proposal, tr("Looking at each file once more…"))
            if proposal is None or not agrees_to(proposal, self._task.session, yes=False):
                return None
        remember(self._task)
        return move_and_tell(proposal, self._task.session)

    def _proposal(self) -> Proposal | None:
        """What would move, without what has changed; None if nothing is left."""
        from cleanup.cli.proposal import looked_at, propose

        if left := leave_what_changed(self._task.selection, self._task.session.context):
            self._said = what_changed(left)
            print(self._said)
        if not self._task.selection.chosen.any():
            return None
        task, session = self._task, self._task.session
        proposal = propose(task.plan(), session.context, way_of(session.settings), task.choice)
        return looked_at(replace(proposal, changed=0))

    def _leave(self, how: Ending) -> Exit:
        """Leave without a move."""
        task = self._task
        if how.decide:
            remember(task)
        if how.outcome is Outcome.FORGET:
            forget_marks(task)
        if how.keep:
            keep_marks(task)
            print(tr("Nothing was moved. Your marks are there when you come back."))
            again = command("review", *self._again, ending(task.selection.groups.scan.id))
            print(tr("Next:  {command}", command=again))
        elif not self._is_saved:
            print(tr("Nothing was moved, and no plan was saved."))
        return Exit.DONE

    def _at_the_end_of_input(self) -> Exit:
        """The input ended: the answers came from a file or another program."""
        if self._task.output is None and self._task.selection.changes == self._saved_changes:
            return self._leave(Ending(Outcome.LEAVE, decide=False))
        self._keep_all()
        return Exit.DONE

    def _keep_all(self) -> None:
        """Keep the decisions, in the file named for them if there is one."""
        task = self._task
        if task.output is None:
            keep_all(task)
        else:
            remember(task)
            keep_marks(task)
            if task.selection.chosen.any():
                save(task, str(task.output.path))
        if not task.selection.chosen.any():
            print(tr("Nothing was moved. Your marks are there when you come back."))

    def _interrupted(self) -> Exit:
        """Somebody interrupted it: the decisions so far are kept."""
        keep_all(self._task)
        return Exit.INTERRUPTED
