"""A plan on its way to the trash: shown, asked about, carried out, told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cleanup.cli.asking import agrees
from cleanup.cli.exits import Exit
from cleanup.cli.moving import show_before_question, show_page, while_listening
from cleanup.cli.output import deliver
from cleanup.language import tr
from cleanup.model.choice import Choice
from cleanup.model.plan import Destination, Plan, amounts_of
from cleanup.model.run import Run, Status
from cleanup.report import RUN_FORMATS
from cleanup.report.look import Look
from cleanup.report.numbers import size
from cleanup.report.plan_json import write_plan
from cleanup.report.plan_page import draw_plan
from cleanup.report.safe import shown
from cleanup.report.words import things
from cleanup.store.find_scan import find_scan
from cleanup.store.plans import find_plan
from cleanup.workflow.environment import Context
from cleanup.workflow.moving import carry_out, destinations, nothing_to_do
from cleanup.workflow.planning import changed_steps, check_plan, plan_of_files, plan_of_scan


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan, and where its files would go."""

    plan: Plan
    destinations: tuple[Destination, ...]
    quarantine: Path | None

    @property
    def can_move(self) -> bool:
        """Whether anything at all could be moved."""
        return any(not each.problem for each in self.destinations)


def make_plan(files: list[str] | None, scan: str | None, plan: Path | None, choice: Choice, context: Context) -> Plan:
    """The plan that the options ask for; raises CleanupError. Reads the disk."""
    if files:
        return plan_of_files(files, context)
    if plan is not None:
        return check_plan(find_plan(plan), context)
    return plan_of_scan(find_scan(context.state, scan or "last"), choice, context)


def propose(plan: Plan, context: Context, quarantine: Path | None) -> Proposal:
    """The plan with the places its files would go to."""
    return Proposal(plan, destinations(plan, context, quarantine), quarantine)


def show_proposal(proposal: Proposal, form: str, output: Path | None, look: Look) -> Exit:
    """Show a plan that is not carried out."""
    if form == "json":
        deliver(lambda stream: write_plan(proposal.plan, stream), output, "cleanup trash --dry-run -f json")
        return Exit.DONE

    show_page(lambda on_terminal: page_of(proposal, look, on_terminal=on_terminal), output, look)
    return Exit.DONE


def page_of(proposal: Proposal, look: Look, commands: tuple[tuple[str, str], ...] = (), *, on_terminal: bool) -> str:
    """The page of a plan, with how much of it changed since it was seen, and the commands to type next.

    Looks at each thing on the disk again.
    """
    changed = changed_steps(proposal.plan)
    return draw_plan(
        proposal.plan, proposal.destinations, look, changed=changed, commands=commands, on_terminal=on_terminal
    )


def carry_out_listening(proposal: Proposal, context: Context, *, quiet: bool, verbose: bool, no_progress: bool) -> Run:
    """Move what was agreed to, with progress shown and Ctrl-C heard."""
    return while_listening(
        lambda context: carry_out(proposal.plan, context, proposal.quarantine),
        context,
        quiet=quiet, verbose=verbose, no_progress=no_progress,
    )  # fmt: skip


def ask_and_move(
    proposal: Proposal,
    move: Callable[[], Run],
    context: Context,
    form: str,
    output: Path | None,
    look: Look,
    *,
    yes: bool,
) -> Exit:
    """Show the plan, ask, move, and tell what happened."""
    if agrees_to(proposal, form, look, yes=yes):
        return move_and_tell(proposal, move, context, form, output, look)
    return Exit.DONE


def agrees_to(proposal: Proposal, form: str, look: Look, *, yes: bool) -> bool:
    """Show the plan and ask; where nothing can move there is nothing to ask: the run tells the reason for each."""
    if not (yes and look.headline_only):
        show_before_question(lambda on_terminal: page_of(proposal, look, on_terminal=on_terminal), form)
    if not proposal.can_move or agrees(_question(proposal, look), yes=yes):
        return True
    show_before_question(lambda _: tr("Nothing was moved."), form)
    return False


def move_and_tell(
    proposal: Proposal, move: Callable[[], Run], context: Context, form: str, output: Path | None, look: Look
) -> Exit:
    """Move, and tell what happened."""
    write = RUN_FORMATS[form]
    if not proposal.plan.steps:
        if form != "table":
            deliver(lambda stream: write(nothing_to_do(proposal.plan, context), stream, look), output)
        return Exit.DONE
    run = move()
    deliver(lambda stream: write(run, stream, look), output, f"cleanup report {run.id}")
    if not run.complete and any(item.code == "interrupted" for item in run.items):
        return Exit.INTERRUPTED
    all_moved = all(item.status is Status.DONE for item in run.items)
    return Exit.DONE if run.complete and all_moved else Exit.PARTLY


def _question(proposal: Proposal, look: Look) -> str:
    steps = proposal.plan.steps
    amount = size(amounts_of(steps).size, binary=look.binary)
    if proposal.quarantine is not None:
        folder = shown(str(proposal.quarantine))
        return tr("Move {things} ({size}) to {folder}?", things=things(steps), size=amount, folder=folder)
    return tr("Move {things} ({size}) to the trash?", things=things(steps), size=amount)
