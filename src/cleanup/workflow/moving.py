"""The story of a move: from a plan to a run."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

from cleanup import __version__
from cleanup.act.apply import Applying
from cleanup.act.guard import Guard
from cleanup.act.history import replay
from cleanup.act.journal import Journal, next_run_file
from cleanup.act.lock import RunLock
from cleanup.act.movers.mover import MoverRequest
from cleanup.act.movers.registry import begin_mover
from cleanup.act.plan_checks import check_plan
from cleanup.act.records import VERSION, Ended, Head, plain
from cleanup.act.recover import recover
from cleanup.disk.filesystems import SHARING
from cleanup.disk.system import mount_table
from cleanup.disk.trash_places import NoTrash, top_of_device
from cleanup.disk.volumes import volume_of
from cleanup.language import tr
from cleanup.model.errors import StateProblem
from cleanup.model.plan import Adding, Destination, Plan, Step, amounts_in
from cleanup.model.run import Run, Space
from cleanup.workflow.environment import Context, new_id


def destinations(plan: Plan, context: Context, quarantine: Path | None) -> tuple[Destination, ...]:
    """Where the steps go, volume by volume, and which have no trash to go to. Reads the disk, makes nothing."""
    context.check_can_move()
    mounts = mount_table()
    mover = begin_mover(_request(context, "", quarantine))
    firsts: dict[int, Step] = {}
    sums: dict[int, Adding] = {}
    for step in plan.steps:
        device = step.identity.device
        if device not in firsts:
            firsts[device], sums[device] = step, Adding()
        sums[device].add(*amounts_in(step))
    found = []
    for device, first in firsts.items():
        folder = os.path.dirname(os.fsdecode(first.path))
        volume = volume_of(folder, mounts)
        trash = problem = ""
        try:
            trash = mover.destination(folder, device)
        except NoTrash as reason:
            problem = f"{reason.message}. {reason.advice}"
        sharing = volume.filesystem in SHARING
        found.append(
            Destination(
                os.fsencode(top_of_device(folder, device) if problem else volume.path),
                os.fsencode(trash),
                problem,
                sums[device].amounts(),
                sharing,
                mover.aside,
            )
        )
    return tuple(sorted(found, key=lambda each: each.volume))


def nothing_to_do(plan: Plan, context: Context) -> Run:
    """The run of a plan without steps: none, and nothing is written down."""
    now = context.clock()
    return Run(
        id="", tool_version=__version__, started_at=now, finished_at=now, host=context.host, user=context.user,
        scan=plan.scan, complete=True, items=(), space=Space(0, 0, 0),
    )  # fmt: skip


def carry_out(plan: Plan, context: Context, quarantine: Path | None = None) -> Run:
    """Move what the plan names, as far as every check allows it; waits for another run to end.

    Raises StateProblem when nothing can be written down, and InterruptedWait while it waits. A journal that fails
    half-way stops the run; what was moved until then is in it.
    """
    context.check_can_move()
    started = context.clock()
    state, listen = context.state, context.listener
    with RunLock(state, listen):
        recover(state, listen, context.clock)
        run = new_id(started)
        file = next_run_file(state, run)
        with Journal(file, _head(plan, run, started, context)) as journal:
            checked = check_plan(plan)
            listen.stage("move", len(plan.steps), sum(step.bytes_inside for step in plan.steps))
            guard = Guard(context.protection(), context.real_home, plan.roots, quarantine)
            try:
                with closing(begin_mover(_request(context, run, quarantine))) as mover:
                    journal.add(checked.not_moved.values())
                    Applying(mover, guard, journal, listen, checked.kept).carry_out(checked.fit())
                    mover.flush()
                journal.add([Ended(context.clock(), complete=not listen.stopped())])
            except StateProblem as problem:
                listen.warn(f"{problem.message} {problem.hint}")
            except OSError as error:
                listen.warn(tr("The disk reports an error, so nothing more is moved: {reason}.", reason=error.strerror))
        return replay(file).run


def _request(context: Context, run: str, quarantine: Path | None) -> MoverRequest:
    return MoverRequest(context.real_home, run, quarantine, context.listener.stopped, context.clock)


def _head(plan: Plan, run: str, started: datetime, context: Context) -> Head:
    return Head(
        version=VERSION,
        run=run,
        started_at=started,
        tool_version=__version__,
        host=plain(context.host),
        user=plain(context.user),
        scan=plan.scan,
        steps=len(plan.steps),
    )
