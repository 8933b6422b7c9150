"""What becomes of what was chosen in a review without a move: saved where somebody says, kept, remembered."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cleanup.cli.output import check_output, deliver
from cleanup.cli.output_file import OutputFile
from cleanup.cli.session import Session
from cleanup.disk.as_typed import as_typed
from cleanup.documents.plan import write_plan
from cleanup.language import tr
from cleanup.model.choice import Choice
from cleanup.model.errors import CleanupError, OutputProblem
from cleanup.model.plan import Plan
from cleanup.plan.selection import Selection
from cleanup.report.commands import command
from cleanup.report.numbers import files, size
from cleanup.report.safe import shown, typed
from cleanup.store.decisions import remember_decisions
from cleanup.store.plans import keep_plan
from cleanup.workflow.environment import new_id
from cleanup.workflow.reviewing import plan_of_selection


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


def problem_with(output: OutputFile | None, name: str) -> str:
    """Why a plan cannot be saved under this name, or "". Never over another file, but one that was named before."""
    try:
        file = _file_at(output, Path(as_typed(name)))
    except CleanupError as problem:
        return shown(str(problem))
    if file and file.there and not (output and output.path == file.path):
        return tr("“{name}” exists already; choose another name.", name=shown(name))
    return ""


def name_of_its_own(task: Review) -> str:
    """A name for a plan that tells when and of what it is, and that no file here has."""
    place = os.fsdecode(os.path.basename(task.selection.groups.scan.roots[0]))
    place = f"-{place}" if place.isprintable() and " " not in place and place else ""
    start = f"plan-{task.session.context.clock():%Y-%m-%d}{place}"
    names = (f"{start}{number}.json" for number in ("", *(f"-{number}" for number in range(2, 1000))))
    return next((name for name in names if not Path(name).exists()), f"{start}.json")


def remember(task: Review) -> None:
    """Remember what is never to be asked about again."""
    remember_decisions(task.session.context.state, task.selection.aside.decisions())


def save(task: Review, path: Path) -> None:
    """Save what is chosen in this file; raises CleanupError, with the plan kept elsewhere."""
    plan = task.plan()
    file = _file_at(task.output, path)
    try:
        deliver(lambda stream: write_plan(plan, stream), file)
    except OutputProblem as problem:
        kept = typed(str(kept_safe(task)))
        raise OutputProblem(problem.message, tr("It is kept: cleanup trash --plan {path}", path=kept)) from None
    _tell_saved(task, path)


def _file_at(output: OutputFile | None, path: Path) -> OutputFile | None:
    """Where to write: the file named on the command line as it was checked then; raises UsageProblem for another."""
    return output if output and path == output.path else check_output(path, "json")


def keep_safe(task: Review) -> None:
    """Save what was chosen so far where the user named nothing, so that it is not lost, and say where."""
    if task.selection.amounts().things:
        _tell_saved(task, kept_safe(task))


def kept_safe(task: Review) -> Path:
    """Keep what is chosen in the state folder; raises StateProblem."""
    plan = task.plan()
    return keep_plan(
        task.session.context.state, new_id(task.session.context.clock()), lambda stream: write_plan(plan, stream)
    )


def _tell_saved(task: Review, path: Path) -> None:
    amounts = task.selection.amounts()
    chosen = tr(
        "{files}, {size}", files=files(amounts.things), size=size(amounts.worth, binary=task.session.style.binary)
    )
    with suppress(OSError):  # a terminal that was closed hears nothing
        print(tr("The plan is in {path}: {chosen}.", path=shown(str(path)), chosen=chosen))
        if next_command := command("trash", "--plan", str(path)):
            print(tr("Next:  {command}", command=next_command), flush=True)
