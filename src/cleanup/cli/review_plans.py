"""What becomes of a review's choices without a move: saved where the user says, kept, remembered."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cleanup.cli.output import deliver
from cleanup.cli.output_file import OutputFile
from cleanup.cli.plan_names import where_to_save
from cleanup.cli.session import Session
from cleanup.disk.as_typed import as_typed
from cleanup.documents.plan import write_plan
from cleanup.language import tr
from cleanup.model.choice import Choice
from cleanup.model.errors import CleanupError, OutputProblem
from cleanup.model.plan import Plan
from cleanup.plan.marks import marks_in
from cleanup.plan.selection import Selection
from cleanup.report.commands import command
from cleanup.report.numbers import size
from cleanup.report.safe import shown, typed
from cleanup.report.words import THINGS, said_of
from cleanup.store import marks as store
from cleanup.store.decisions import remember_decisions
from cleanup.store.plans import forget_plans, is_file_name, is_nameless, keep_plan
from cleanup.workflow.environment import new_id
from cleanup.workflow.kept_plans import plans_of_scan
from cleanup.workflow.reviewing import plan_of_selection


@dataclass(frozen=True, slots=True)
class Review:
    """What is reviewed, for whom, and how its results look."""

    selection: Selection
    choice: Choice
    session: Session
    output: OutputFile | None

    def plan(self) -> Plan:
        """What is chosen so far, as a plan."""
        from cleanup.workflow.emptied import with_emptied

        context = self.session.context
        return with_emptied(plan_of_selection(self.selection, context), self.choice, context)


def remember(task: Review) -> None:
    """Remember what is never to be asked about again."""
    remember_decisions(task.session.context.state, task.selection.aside.decisions())


def save(task: Review, name: str) -> None:
    """Save what is chosen in this file, or keep it under this name; raises CleanupError, with the plan kept elsewhere
    if a file cannot be written.
    """
    if not is_file_name(name):
        _keep(task, name)
        _tell_kept(task, name)
        return
    path = Path(as_typed(name))
    plan = task.plan()
    file = where_to_save(task.output, path)
    try:
        deliver(lambda stream: write_plan(plan, stream), file)
    except OutputProblem as problem:
        kept = typed(str(kept_safe(task)))
        raise OutputProblem(problem.message, tr("It is kept: cleanup trash --plan {path}", path=kept)) from None
    _tell(_saved(task, path), str(path))


def keep_safe(task: Review) -> None:
    """Save what is chosen so far if the user named no file, so that it is not lost, and say where."""
    if task.selection.chosen.any():
        path = kept_safe(task)
        _tell(_saved(task, path), path.stem)


def kept_safe(task: Review) -> Path:
    """Keep what is chosen in the state folder; raises StateProblem."""
    return _keep(task, new_id(task.session.context.clock()))


def keep_all(task: Review) -> None:
    """Keep every decision in a review that nobody ended: what goes as a plan, all marks, and what is never to be asked
    about again.
    """
    remember(task)
    keep_safe(task)
    # After the plan, so that the next review begins with the marks: they also know what was skipped.
    keep_marks(task)


def keep_marks(task: Review) -> None:
    """Keep the marks for the next review of this scan; raises StateProblem."""
    context = task.session.context
    store.keep_marks(context.state, task.selection.groups.scan.id, marks_in(task.selection, context.clock()))


def forget_marks(task: Review) -> None:
    """Remove what earlier reviews of this scan kept when they were left; a plan with a name stays."""
    context = task.session.context
    store.forget_marks(context.state, task.selection.groups.scan.id)
    kept = plans_of_scan(task.selection.groups.scan.id, context)
    forget_plans(context.state, (plan.name for plan in kept if is_nameless(plan.name)))


def plans_to_pick(task: Review) -> list[tuple[str, str]]:
    """The kept plans of the scan under review: their names, and words about each."""
    from cleanup.report.kept_plans_page import words_of

    style = task.session.style._replace(now=task.session.context.clock())
    with suppress(CleanupError):
        kept = plans_of_scan(task.selection.groups.scan.id, task.session.context)
        return [(plan.name, words_of(plan, style)) for plan in kept if not plan.problem]
    return []


def _keep(task: Review, name: str) -> Path:
    plan = task.plan()
    return keep_plan(task.session.context.state, name, lambda stream: write_plan(plan, stream))


def _saved(task: Review, path: Path) -> str:
    return tr("The plan is in {path}: {chosen}.", path=shown(str(path)), chosen=_chosen(task))


def _tell_kept(task: Review, name: str) -> None:
    _tell(tr("The plan “{name}” is kept for 30 days: {chosen}.", name=shown(name), chosen=_chosen(task)), name)


def _chosen(task: Review) -> str:
    amounts = task.selection.amounts()
    amount = size(amounts.worth, binary=task.session.style.binary)
    return tr("{files}, {size}", files=said_of(THINGS, task.selection.kinds()), size=amount)


def _tell(sentence: str, plan: str) -> None:
    with suppress(OSError):  # a closed terminal takes no output
        print(sentence)
        if next_command := command("trash", "--plan", plan):
            print(tr("Next:  {command}", command=next_command), flush=True)
