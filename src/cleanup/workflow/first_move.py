"""Before the first move on a volume, a file of our own goes the same way, so that no user's file is the first test.

On Linux, where all of this was tested, a self-test is made only on request.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cleanup.act.journal import read_journal, run_files
from cleanup.act.movers.mover import Mover
from cleanup.act.movers.registry import begin_mover
from cleanup.act.records import Done, Intent
from cleanup.act.system import TRIES_FIRST
from cleanup.disk.trashes.trash_places import NoTrash
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem, WayProblem
from cleanup.model.plan import Plan
from cleanup.model.run import Run
from cleanup.model.self_test import SelfTest
from cleanup.model.way import TO_TRASH, Way
from cleanup.workflow import moving
from cleanup.workflow.destinations import request_of
from cleanup.workflow.environment import Context
from cleanup.workflow.self_test import try_way

_Way = tuple[int, str]
"""The number of a volume's device, and the name of a mover."""


def carry_out(plan: Plan, context: Context, way: Way = TO_TRASH) -> Run:
    """Move what a plan lists, see ``moving.carry_out``; raises WayProblem if the self-test before it fails."""
    if TRIES_FIRST:
        check_ways(plan, context, way)
    return moving.carry_out(plan, context, way)


def check_ways(plan: Plan, context: Context, way: Way) -> None:
    """Test the ways in a plan that nothing has gone yet; raises WayProblem for one that does not work."""
    context.check_can_move()
    mover = begin_mover(request_of(context, "", way))
    gone = set(_gone_before(context.state))
    for device, folder in _folders(plan, mover):
        if (device, mover.name) not in gone:
            tried = try_way(folder, context, way)
            if not tried.ok:
                raise _does_not_work(tried)


def _folders(plan: Plan, mover: Mover) -> Iterator[tuple[int, bytes]]:
    """A folder on each volume that something leaves, if possible one in which a file can be made."""
    found: dict[int, bytes] = {}
    for step in plan.steps:
        folder = os.path.dirname(step.path)
        device = step.identity.device
        if device in found and os.access(found[device], os.W_OK):
            continue
        try:
            mover.destination(step)
        except (NoTrash, OSError):
            continue
        if device not in found or os.access(folder, os.W_OK):
            found[device] = folder
    yield from found.items()


def _gone_before(state: Path) -> Iterator[_Way]:
    """The ways that something has gone, according to the journals; an unreadable one counts as none."""
    for file in run_files(state):
        announced: dict[str, _Way] = {}
        try:
            for record in read_journal(file):
                match record:
                    case Intent():
                        announced[record.step] = record.identity.device, record.mover
                    case Done() if record.step in announced:
                        yield announced[record.step]
        except DocumentProblem:
            continue


def _does_not_work(tried: SelfTest) -> WayProblem:
    last = tried.steps[-1]
    folder = tried.folder.decode("utf-8", "replace")
    if len(tried.steps) == 1:
        problem = tr("Nothing was moved, since no test file of cleanup’s own could be made in {folder}: {found}.",
                     folder=folder, found=last.found)  # fmt: skip
    else:
        problem = tr("Nothing was moved, since a test file of cleanup’s own did not come back to {folder} "
                     "({step}: {found}).", folder=folder, step=last.step, found=last.found)  # fmt: skip
    return WayProblem(
        problem,
        tr("See all of the test, in that folder: cleanup doctor --self-test"),
    )
