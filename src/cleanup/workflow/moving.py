"""The story of a move: from a plan to a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cleanup import __version__
from cleanup.act.apply import Applying
from cleanup.act.guard import Guard
from cleanup.act.history import replay
from cleanup.act.journal import Journal, next_run_file
from cleanup.act.lock import RunLock
from cleanup.act.movers.mover import Mover, NotPossible
from cleanup.act.movers.registry import begin_mover
from cleanup.act.plan_checks import check_plan
from cleanup.act.records import VERSION, Ended, Head, plain
from cleanup.act.recover import recover
from cleanup.act.touched import Touched
from cleanup.language import tr
from cleanup.model.errors import StateProblem
from cleanup.model.plan import Plan, Step
from cleanup.model.run import Run, Space
from cleanup.model.way import TO_TRASH, Way
from cleanup.workflow.destinations import request_of
from cleanup.workflow.environment import Context, new_id
from cleanup.workflow.fullness import fillings, room_before


def nothing_to_do(plan: Plan, context: Context) -> Run:
    """The run of a plan without steps: it has none, and nothing is written down."""
    now = context.clock()
    return Run(
        id="", tool_version=__version__, started_at=now, finished_at=now, host=context.host, user=context.user,
        scan=plan.scan, complete=True, items=(), space=Space(0, 0, 0), scanned_at=plan.scanned_at, roots=plan.roots,
    )  # fmt: skip


def carry_out(plan: Plan, context: Context, way: Way = TO_TRASH) -> Run:
    """Move what the plan lists, as far as every check allows it; waits for another run to end.

    Raises StateProblem if nothing can be written down, and InterruptedWait while it waits. A journal that fails
    half-way stops the run, which then has what was moved by then.
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
            before = room_before(_places(plan, way.quarantine))
            guard = Guard(context.protection(), context.real_home, plan.roots, way.quarantine)
            try:
                with closing(begin_mover(request_of(context, run, way))) as mover:
                    journal.add(checked.not_moved.values())
                    _try_places(mover, checked.fit())
                    applying = Applying(mover, guard, journal, listen, checked.kept, Touched(state))
                    applying.carry_out(checked.fit())
                    mover.flush()
                if applying.is_settled:
                    journal.add([Ended(context.clock(), complete=not listen.stopped())])
            except StateProblem as problem:
                listen.warn(f"{problem.message} {problem.hint}")
            except OSError as error:
                listen.warn(tr("The disk reports an error, so nothing more is moved: {reason}.", reason=error.strerror))
        return replace(replay(file).run, volumes=fillings(before))


def _places(plan: Plan, quarantine: Path | None) -> Iterator[bytes]:
    """A folder on each volume that a plan changes."""
    yield from {step.identity.device: os.path.dirname(step.path) for step in plan.steps}.values()
    if quarantine is not None:
        yield os.fsencode(quarantine)


def _try_places(mover: Mover, steps: Iterable[Step]) -> None:
    """Open each step's destination before the first one moves: what only a trial can show is known by then.

    Things from one folder go to one place.
    """
    tried: set[tuple[int, bytes]] = set()
    for step in steps:
        origin = step.identity.device, os.path.dirname(step.path)
        if origin in tried:
            continue
        tried.add(origin)
        with suppress(NotPossible, OSError):
            mover.place_for(step)


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
        scanned_at=plan.scanned_at,
        roots=plan.roots,
    )
