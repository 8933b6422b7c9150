"""A review from its first question to what becomes of what was chosen."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cleanup.cli.exits import Exit
from cleanup.cli.interrupt import hearing
from cleanup.cli.output import check_output, deliver
from cleanup.cli.output_file import OutputFile
from cleanup.cli.proposal import agrees_to, move_and_tell, propose
from cleanup.cli.session import Session
from cleanup.disk.as_typed import as_typed
from cleanup.documents.plan import write_plan
from cleanup.language import tr, trn
from cleanup.model.choice import Choice
from cleanup.model.errors import CleanupError, OutputProblem, UsageProblem
from cleanup.model.ids import LAST, ending
from cleanup.model.plan import Plan
from cleanup.plan.selection import Selection
from cleanup.report.commands import command, scan_again
from cleanup.report.numbers import ago, files, moment, size
from cleanup.report.safe import shown, typed
from cleanup.report.words import few_folders
from cleanup.review.probe import Ending, Outcome, Probe
from cleanup.store.decisions import remember_decisions
from cleanup.store.plans import keep_plan
from cleanup.workflow.asking import options_as_typed
from cleanup.workflow.environment import new_id
from cleanup.workflow.reviewing import changed_things, open_file, open_folder, plan_of_selection, preview

if TYPE_CHECKING:
    from cleanup.review.page import ReviewPage
    from cleanup.review.shown import Shown

_PLAN_FILE = "plan.json"
# The terminal was closed; Windows has no word for it.
_HANG_UP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
_ASKED_TO_END = (signal.SIGTERM,)
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Review:
    """What is reviewed, for whom, and how its answers look."""

    selection: Selection
    choice: Choice
    session: Session
    output: OutputFile | None

    def plan(self) -> Plan:
        """What is chosen so far, as a plan."""
        return plan_of_selection(self.selection, self.session.context)


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


def review_on_page(task: Review) -> Exit:
    """Choose on the page, until the user leaves, saves, or moves; a no to the last question goes back to the page."""
    if _is_empty(task):
        return Exit.DONE
    shown: Shown | None = None
    while True:
        ending, shown = _show_page(task, shown)
        if ending is None:
            return _interrupted(task)
        match ending.outcome:
            case Outcome.LEAVE:
                if ending.decide:
                    _remember(task)
                print(tr("Nothing was moved, and no plan was saved."))
                return Exit.DONE
            case Outcome.SAVE:
                _remember(task)
                return _save(task, Path(as_typed(ending.file)))
            case Outcome.MOVE:
                try:
                    with hearing((*_HANG_UP, *_ASKED_TO_END), _interrupt):
                        proposal = propose(task.plan(), task.session.context, None)
                        agreed = agrees_to(proposal, task.session, yes=False)
                except KeyboardInterrupt:
                    print(file=sys.stderr)
                    return _interrupted(task)
                if agreed:
                    _remember(task)
                    return move_and_tell(proposal, task.session)


def _interrupted(task: Review) -> Exit:
    """The end that nobody chose: what was chosen so far is kept."""
    _keep_safe(task)
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
    _remember(task)
    if not task.selection.amounts().things:
        print(tr("Nothing is chosen, so there is nothing to do."))
        return Exit.DONE
    if task.output is not None:
        return _save(task, task.output.path)
    if not whole or not sys.stdin.isatty():
        _keep_safe(task)
        return Exit.DONE
    proposal = propose(task.plan(), task.session.context, None)
    if agrees_to(proposal, task.session, yes=False):
        return move_and_tell(proposal, task.session)
    _keep_safe(task)
    return Exit.DONE


def _show_page(task: Review, shown_before: Shown | None) -> tuple[Ending | None, Shown]:
    """How the user ends the page, and the list as it was then, for the next page to begin with; None when the terminal
    was closed, or the program was told to end."""
    from cleanup.review.page import ReviewPage

    groups, named = task.selection.groups, task.output and task.output.path
    page = ReviewPage(
        task.selection,
        Probe(
            partial(changed_things, groups, task.session.context.state),
            partial(preview, groups),
            partial(_problem_with, task.output),
            partial(open_file, groups),
            partial(open_folder, groups),
        ),
        task.session.style,
        about=_about(task),
        limits=_limits(task),
        file=str(named) if named and str(named).isprintable() else _PLAN_FILE,
        shown=shown_before,
    )
    with _ending_when_asked(task, page):
        ending = page.run()
    if page.return_code:
        _keep_safe(task)
        raise RuntimeError("the page ended with a fault")
    return ending, page.shown


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
        _kept_safe(task)
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
        parts.append(tr("unchanged since {day}", day=f"{moment(choice.older_than).astimezone():%Y-%m-%d}"))
    return " · ".join(parts)


def _problem_with(output: OutputFile | None, name: str) -> str:
    try:
        _file_at(output, Path(as_typed(name)))
    except CleanupError as problem:
        return shown(str(problem))
    return ""


def _remember(task: Review) -> None:
    remember_decisions(task.session.context.state, task.selection.aside.decisions())


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


def _save(task: Review, path: Path) -> Exit:
    plan = task.plan()
    file = _file_at(task.output, path)
    try:
        deliver(lambda stream: write_plan(plan, stream), file)
    except OutputProblem as problem:
        kept = typed(str(_kept_safe(task)))
        raise OutputProblem(problem.message, tr("It is kept: cleanup trash --plan {path}", path=kept)) from None
    _tell_saved(task, path)
    return Exit.DONE


def _file_at(output: OutputFile | None, path: Path) -> OutputFile | None:
    """Where to write: the file named on the command line as it was checked then; raises UsageProblem for another."""
    return output if output and path == output.path else check_output(path, "json")


def _keep_safe(task: Review) -> None:
    """Save what was chosen so far where the user named nothing, so that it is not lost, and say where."""
    if task.selection.amounts().things:
        _tell_saved(task, _kept_safe(task))


def _kept_safe(task: Review) -> Path:
    plan = task.plan()
    return keep_plan(
        task.session.context.state, new_id(task.session.context.clock()), lambda stream: write_plan(plan, stream)
    )


def _tell_saved(task: Review, path: Path) -> None:
    amounts = task.selection.amounts()
    chosen = tr(
        "{files}, {size}", files=files(amounts.things), size=size(amounts.size, binary=task.session.style.binary)
    )
    with suppress(OSError):  # a terminal that was closed hears nothing
        print(tr("The plan is in {path}: {chosen}.", path=shown(str(path)), chosen=chosen))
        if next_command := command("trash", "--plan", str(path)):
            print(tr("Next:  {command}", command=next_command), flush=True)
