"""A plan on its way to the trash: shown, asked about, carried out, reported."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from cleanup import api
from cleanup.cli.asking import agrees
from cleanup.cli.exits import Exit
from cleanup.cli.formats import FORMATS
from cleanup.cli.output import deliver
from cleanup.cli.session import Session
from cleanup.cli.showing import show, show_before_question, show_beside, told_anyway
from cleanup.language import tr
from cleanup.model.choice import Choice
from cleanup.model.ids import ending
from cleanup.model.plan import Destination, Plan, promised
from cleanup.model.run import Status
from cleanup.model.way import Way
from cleanup.report.numbers import ago, size
from cleanup.report.plan_page import draw_plan
from cleanup.report.run_page import draw_run
from cleanup.report.safe import shown
from cleanup.report.style import PageStyle
from cleanup.report.words import MOVE_ASIDE, MOVE_TO_TRASH, few_folders, kinds_to_move, said_of
from cleanup.workflow.changes import changed_steps
from cleanup.workflow.destinations import destinations
from cleanup.workflow.emptied import folders_emptied
from cleanup.workflow.environment import Context


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan, where its files would go, and the rules' choice that it was made from.

    Also how many of its steps ``changed`` since they were seen, and how many folders are ``left_empty``, if this was
    looked up.
    """

    plan: Plan
    destinations: tuple[Destination, ...]
    way: Way
    context: Context
    choice: Choice | None = None
    changed: int | None = None
    left_empty: int | None = None

    @property
    def can_move(self) -> bool:
        """Whether anything at all could be moved."""
        return any(not each.problem for each in self.destinations)


def propose(plan: Plan, context: Context, way: Way, choice: Choice | None = None) -> Proposal:
    """The plan with the places its files would go to; ``choice`` is the rules' choice that it was made from."""
    found = destinations(plan, context, way)
    return Proposal(replace(plan, destinations=found), found, way, context, choice)


def show_proposal(proposal: Proposal, session: Session) -> Exit:
    """Show a plan that is not carried out."""
    write = FORMATS[session.form].plan
    if write is not None:
        deliver(lambda stream: write(proposal.plan, stream), session.output)
    else:
        show(lambda on_terminal: page_of(proposal, session.style, on_terminal=on_terminal), session)
    return Exit.DONE


def looked_at(proposal: Proposal) -> Proposal:
    """With what only its page shows: checks each thing on the disk again, and the folders that are left empty.

    Not needed right after somebody has looked.
    """
    plan, choice, context = proposal.plan, proposal.choice or Choice(), proposal.context
    changed, left = proposal.changed, proposal.left_empty
    return replace(
        proposal,
        changed=changed_steps(plan, context.state) if changed is None else changed,
        left_empty=len(folders_emptied(plan, choice, context)) if left is None else left,
    )


def page_of(
    proposal: Proposal, style: PageStyle, commands: tuple[tuple[str, str], ...] = (), *, on_terminal: bool
) -> str:
    """The page of a plan, with the commands to type next."""
    looked = looked_at(proposal)
    return draw_plan(
        looked.plan,
        looked.destinations,
        style,
        changed=looked.changed or 0,
        left_empty=looked.left_empty or 0,
        by_rules=looked.choice is not None,
        commands=commands,
        on_terminal=on_terminal,
    )


def agrees_to(proposal: Proposal, session: Session, *, yes: bool) -> bool:
    """Show the plan and ask; if nothing can move there is nothing to ask: the run gives the reason for each thing."""
    # Somebody who went back to choose is asked about the same scan a while later.
    style = session.style._replace(now=proposal.context.clock())
    if not (yes and style.headline_only):
        show_before_question(lambda on_terminal: page_of(proposal, style, on_terminal=on_terminal), session.form)
    if not proposal.can_move or agrees(_question(proposal, style), yes=yes):
        return True
    show_beside(lambda _: tr("Nothing was moved."), session.form)
    return False


def tell_which_scan(plan: Plan, style: PageStyle) -> None:
    """Say on stderr which scan is used if nobody named one and nobody is asked."""
    assert plan.scanned_at is not None
    when, folders = ago(plan.created_at - plan.scanned_at), few_folders(plan.roots, style.home)
    text = tr("The last scan is used: {id}, of {folders}, {ago}. To name one: --scan SCAN",
              id=plan.scan, folders=folders, ago=when)  # fmt: skip
    print(text, file=sys.stderr)


def move_and_tell(proposal: Proposal, session: Session) -> Exit:
    """Move with progress shown and Ctrl-C caught, and report what happened."""
    write, way = FORMATS[session.form].run, proposal.way
    with session.listening() as context:
        run = api.trash(proposal.plan, quarantine=way.quarantine, mover=way.by, context=context)
    if proposal.plan.steps or session.form != "table":
        again = f"cleanup report {run.id}"
        with told_anyway(lambda on_terminal: draw_run(run, session.style, on_terminal=on_terminal)):
            deliver(lambda stream: write(run, stream, session.style), session.output, again)
    if not run.complete and any(item.code == "interrupted" for item in run.items):
        return Exit.INTERRUPTED
    all_moved = all(item.status is Status.DONE for item in run.items)
    return Exit.DONE if run.complete and all_moved else Exit.PARTLY


def _question(proposal: Proposal, style: PageStyle) -> str:
    kinds = kinds_to_move(proposal.destinations)
    amount = size(promised(proposal.destinations).worth, binary=style.binary)
    if (folder := proposal.way.quarantine) is not None:
        question = said_of(MOVE_ASIDE, kinds, size=amount, folder=shown(str(folder)))
    else:
        question = said_of(MOVE_TO_TRASH, kinds, size=amount)
    plan = proposal.plan
    if plan.scanned_at is None:
        return question
    return tr("{question} (scan {scan} of {folders}, {when})", question=question, scan=shown(ending(plan.scan)),
              folders=few_folders(plan.roots, style.home), when=ago(style.now - plan.scanned_at))  # fmt: skip
