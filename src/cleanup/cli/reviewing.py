"""A review from its first question to what becomes of what was chosen."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cleanup import api
from cleanup.cli.exits import Exit
from cleanup.cli.interrupt import hearing
from cleanup.cli.proposal import agrees_to, move_and_tell, propose
from cleanup.cli.review_plans import Review, keep_safe, kept_safe, name_of_its_own, problem_with, remember, save
from cleanup.disk.as_typed import as_typed
from cleanup.documents.plan import is_plan
from cleanup.language import tr, trn
from cleanup.model.errors import CleanupError, UsageProblem
from cleanup.model.ids import LAST, ending
from cleanup.model.plan import Plan
from cleanup.model.reasons import in_local_time
from cleanup.report.commands import command, scan_again
from cleanup.report.numbers import ago, moment
from cleanup.report.safe import shown
from cleanup.report.words import few_folders
from cleanup.review.probe import Ending, Outcome, Probe
from cleanup.store.first_time import is_first_review
from cleanup.store.plans import kept_plans
from cleanup.workflow.asking import options_as_typed
from cleanup.workflow.environment import Context
from cleanup.workflow.reviewing import (
    changed_things,
    moved_things,
    open_file,
    open_folder,
    preview,
    take_marks,
)
from cleanup.workflow.ways import way_of

if TYPE_CHECKING:
    from cleanup.review.page import ReviewPage

# The terminal was closed; Windows has no word for it.
_HANG_UP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
_ASKED_TO_END = (signal.SIGTERM,)
_PATIENCE = 2.0


def check_terminal(scan: str) -> None:
    """Raise UsageProblem where no full-screen page can be shown; ``scan`` is how the scan was asked for."""
    named = () if scan == LAST else (scan,)
    plan, plain = command("plan", *named), command("review", "--plain", *named)
    # The page reads from standard input and is drawn on standard error.
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageProblem(
            tr("The review needs a terminal, and here is none."),
            tr("Choose by rules instead ({plan}), or answer questions: {plain}", plan=plan, plain=plain),
        )
    if os.environ.get("TERM", "") in {"dumb", "unknown"}:
        raise UsageProblem(
            tr("This terminal cannot show a full-screen page."), tr("Answer questions instead: {plain}", plain=plain)
        )


def plan_named(name: str, context: Context) -> Plan | None:
    """The plan in the document of this name, where it is one; raises DocumentProblem for one that cannot be used."""
    if os.sep not in name and not name.endswith(".json"):
        return None
    path = Path(as_typed(name))
    return api.load_plan(path, context=context) if is_plan(path) else None


def begin_empty(task: Review) -> None:
    """Choose nothing to begin with."""
    none = np.zeros(0, dtype=np.int64)
    task.selection.begin_with(none, none)


def marks_of_last_time(task: Review) -> str:
    """Choose what was marked of this scan when a review of it was left last; gives what to say of that, or ""."""
    context = task.session.context
    for path in kept_plans(context.state)[:1]:
        with suppress(CleanupError):
            plan = api.load_plan(path, context=context)
            if plan.scan == task.selection.groups.scan.id:
                take_marks(task.selection, plan)
                when = ago(context.clock() - plan.created_at)
                return tr("Your marks are back, as you left them {when}; --none begins without.", when=when)
    return ""


def review_on_page(task: Review, said: str = "") -> Exit:
    """Choose on the page, until the user leaves or moves; a no to the last question goes back to the page, and so does
    saving. ``said`` is what the page says first."""
    if _is_empty(task):
        return Exit.DONE
    page: ReviewPage | None = None
    saved: list[Path] = []
    said = said or _what_is_marked(task)
    while True:
        last, page = _show_page(task, page, said, saved_changes=task.selection.changes if saved else 0)
        said = ""
        if last is None:
            return _interrupted(task)
        match last.outcome:
            case Outcome.LEAVE:
                return _leave(task, last, saved)
            case Outcome.SAVE:
                remember(task)
                saved.append(Path(as_typed(last.file)))
                save(task, saved[-1])
                said = tr("Saved: {file}. Go on, or leave with q.", file=shown(os.path.basename(last.file)))
            case Outcome.MOVE:
                try:
                    with hearing((*_HANG_UP, *_ASKED_TO_END), _interrupt):
                        proposal = propose(task.plan(), task.session.context, way_of(task.session.settings))
                        agreed = agrees_to(proposal, task.session, yes=False)
                except KeyboardInterrupt:
                    print(file=sys.stderr)
                    return _interrupted(task)
                if agreed:
                    remember(task)
                    return move_and_tell(proposal, task.session)


def _what_is_marked(task: Review) -> str:
    """What is marked to begin with, and what waits for a person, in words."""
    marked = task.selection.amounts().things
    folders = len({line.folder for line in task.selection.groups.scan.savings.look_by_folder})
    if not marked:
        return tr("Nothing is marked yet.")
    if task.choice.every_copy or task.choice.categories is not None:
        return trn("{n} file is marked by your rules.", "{n} files are marked by your rules.", marked)
    look = trn("{n} folder wants a look", "{n} folders want a look", folders)
    return trn("{n} plain copy is marked; {look}.", "{n} plain copies are marked; {look}.", marked, look=look)


def _leave(task: Review, how: Ending, saved: list[Path]) -> Exit:
    """The end without a move."""
    if how.decide:
        remember(task)
    if how.keep and task.selection.amounts().things:
        kept_safe(task)
        print(tr("Nothing was moved. Your marks are there when you come back."))
        print(tr("Next:  {command}", command=command("review", ending(task.selection.groups.scan.id))))
    elif not saved:
        print(tr("Nothing was moved, and no plan was saved."))
    return Exit.DONE


def _interrupted(task: Review) -> Exit:
    """The end that nobody chose: what was chosen so far is kept."""
    keep_safe(task)
    return Exit.INTERRUPTED


def review_plainly(task: Review) -> Exit:
    """Choose by answers; what was chosen is saved, moved, or told how to be moved later."""
    from cleanup.review.plain import Plain

    if _is_empty(task):
        return Exit.DONE
    _drop_changed(task)
    if isinstance(sys.stdin, io.TextIOWrapper):
        # What is no text is no answer, and no fault either.
        sys.stdin.reconfigure(errors="surrogateescape")
    try:
        with hearing((*_HANG_UP, *_ASKED_TO_END), _interrupt):
            whole = Plain(task.selection, task.session.style, _ask, print).go()
    except KeyboardInterrupt:
        return _interrupted(task)
    remember(task)
    if not task.selection.amounts().things:
        print(tr("Nothing is chosen, so there is nothing to do."))
        return Exit.DONE
    if task.output is not None:
        save(task, task.output.path)
        return Exit.DONE
    if not whole or not sys.stdin.isatty():
        keep_safe(task)
        return Exit.DONE
    proposal = propose(task.plan(), task.session.context, way_of(task.session.settings))
    if agrees_to(proposal, task.session, yes=False):
        return move_and_tell(proposal, task.session)
    keep_safe(task)
    return Exit.DONE


def _show_page(
    task: Review, before: ReviewPage | None, said: str, *, saved_changes: int
) -> tuple[Ending | None, ReviewPage]:
    """How the user ends the page, and the page, for the next one to go on where it stood; None when the terminal was
    closed, or the program was told to end."""
    from cleanup.review.page import ReviewPage

    groups, named = task.selection.groups, task.output and task.output.path
    page = ReviewPage(
        task.selection,
        Probe(
            partial(changed_things, groups, task.session.context.state),
            partial(moved_things, groups, task.session.context.state),
            partial(preview, groups),
            partial(problem_with, task.output),
            partial(open_file, groups),
            partial(open_folder, groups),
        ),
        task.session.style,
        about=_about(task),
        limits=_limits(task),
        file=str(named) if named and str(named).isprintable() else name_of_its_own(task),
        shown=before.shown if before else None,
        said=said,
        saved_changes=saved_changes,
        first_time=before is None and is_first_review(task.session.context.state),
    )
    with _ending_when_asked(task, page):
        ending = page.run()
    if page.return_code:
        keep_safe(task)
        raise RuntimeError("the page ended with a fault")
    return ending, page


@contextmanager
def _ending_when_asked(task: Review, page: ReviewPage) -> Iterator[None]:
    """End the page when the system asks for it; at once where it does not answer, its terminal taking nothing."""
    impatient = threading.Timer(_PATIENCE, partial(_hung_up, task))
    impatient.daemon = True

    def end() -> None:
        page.end_from_outside()
        with suppress(RuntimeError):  # asked to end once more
            impatient.start()

    with hearing(_HANG_UP, partial(_hung_up, task)), hearing(_ASKED_TO_END, end):
        try:
            yield
        finally:
            impatient.cancel()


def _hung_up(task: Review) -> None:
    """Keep what was chosen and end at once: a page whose terminal is gone can wait for ever to write to it."""
    with suppress(CleanupError):
        kept_safe(task)
    os._exit(Exit.INTERRUPTED)


def _interrupt() -> None:
    raise KeyboardInterrupt


def _about(task: Review) -> str:
    scan = task.selection.groups.scan
    when = ago(task.session.context.clock() - scan.started_at)
    folders = few_folders(scan.roots, task.session.style.home)
    return tr("scan {id}, {when}, of {folders}", id=ending(scan.id), folders=folders, when=when)


def _limits(task: Review) -> str:
    """To what of the scan the page is narrowed, in words."""
    choice, home = task.choice, task.session.style.home
    parts = []
    if choice.categories is not None:
        parts.append(tr("only {categories}", categories=", ".join(choice.categories)))
    if choice.under:
        parts.append(tr("in {folders}", folders=few_folders(choice.under, home)))
    if choice.older_than is not None:
        parts.append(tr("unchanged since {day}", day=f"{in_local_time(moment(choice.older_than)):%Y-%m-%d}"))
    return " · ".join(parts)


def _is_empty(task: Review) -> bool:
    """Say so where there is nothing to review."""
    if task.selection.asked().any():
        return False
    print(tr("There is nothing to choose in this scan."))
    scan = task.selection.groups.scan
    for again, _ in scan_again(scan.roots, "", *options_as_typed(scan.options)):
        print(tr("Next:  {command}", command=again))
    return True


def _drop_changed(task: Review) -> None:
    """Look again at each file, and leave out what changed since the scan."""
    count = 0
    for things in changed_things(task.selection.groups, task.session.context.state, lambda: False):
        if len(things):
            task.selection.mark_changed(things)
            count += len(things)
    if count:
        print(
            trn(
                "{n} has changed since the scan, or is gone; it stays.",
                "{n} have changed since the scan, or are gone; they stay.",
                count,
            )
        )


def _ask(question: str) -> str | None:
    print(question, end="", flush=True)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line.endswith("\n"):
        print()
    return line if line else None
