"""Forget what is remembered about earlier scans and moves: the file names in the program's own folders."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

from cleanup.act.history import replay
from cleanup.act.journal import RunFile, forget_runs, run_files
from cleanup.act.lock import RunLock, drop_empty
from cleanup.act.open_folders import OpenFolders
from cleanup.act.recover import recover
from cleanup.act.trashed import whereabouts
from cleanup.disk.trust import check_trusted
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem, StateProblem, UsageProblem
from cleanup.model.ids import ending, meant
from cleanup.model.memories import Forgettable, Memory
from cleanup.model.near import did_you_mean
from cleanup.model.run import Whereabouts
from cleanup.store.decisions import forget_all_decisions
from cleanup.store.digests import clear_cache
from cleanup.store.faults import fault_logs, forget_faults
from cleanup.store.plans import forget_plans
from cleanup.store.scans import forget_scans, known_scans
from cleanup.store.unpacked import forget_unpacked_at_end, has_unpacked
from cleanup.workflow.environment import Context

_USUAL = frozenset({Memory.SCANS, Memory.RUNS, Memory.CACHE})
_DATED = frozenset({Memory.SCANS, Memory.RUNS, Memory.PLANS, Memory.FAULTS})
_GONE = frozenset({Whereabouts.RESTORED, Whereabouts.PURGED, Whereabouts.GONE, Whereabouts.NOT_MOVED})


def to_forget(names: Collection[str], before: datetime | None, everything: bool, context: Context) -> list[Forgettable]:
    """What would be forgotten, and the runs that are kept because something in them can still be brought back.

    ``names`` are kinds of memory and ids of runs and scans; the default is scans, runs and digests. Raises CleanupError
    for an unknown name. Changes nothing.
    """
    known = set(Memory)
    ids = {meant(name, _ids(context)) or name for name in names if name not in known}
    kinds = {Memory(name) for name in names if name in known}
    if everything:
        kinds = known
    elif not names:
        kinds = set(_USUAL if before is None else _USUAL & _DATED)
    elif before is not None and (undated := sorted(kinds - _DATED)):
        raise UsageProblem(
            tr("cleanup does not know how old {what} are.", what=", ".join(undated)),
            tr("Leave out --older-than for these."),
        )
    # Ids are those of runs and scans.
    looked_at = kinds | ({Memory.SCANS, Memory.RUNS} if ids else set())
    found = [each for each in _all(looked_at, ids, context) if each.id in ids or each.what in kinds]
    if unknown := sorted(ids - {each.id for each in found}):
        raise UsageProblem(
            tr("There is no run or scan “{name}”.", name=unknown[0]),
            did_you_mean(
                unknown[0],
                [*Memory, *map(ending, _ids(context))],
                tr("See: cleanup history; or name: {kinds}.", kinds=", ".join(Memory)),
            ),
        )
    return [each for each in found if before is None or (each.at is not None and each.at < before)]


def _ids(context: Context) -> list[str]:
    return [*(scan for scan, _ in known_scans(context.state)), *(file.run for file in run_files(context.state))]


def forget(chosen: Collection[Forgettable], context: Context) -> list[Forgettable]:
    """Forget these, except those that are kept; waits for a run to end. Gives what was forgotten.

    Raises StateProblem, DocumentProblem, and InterruptedWait while it waits.
    """
    going = [each for each in chosen if not each.kept]
    state = context.state
    try:
        with RunLock(state, context.listener):
            recover(state, context.listener, context.clock)
            forget_scans(state, [each.id for each in going if each.what is Memory.SCANS])
            gone = {each.id for each in going if each.what is Memory.RUNS}
            forget_runs(file for file in run_files(state) if file.run in gone)
            forget_plans(state, (each.id for each in going if each.what is Memory.PLANS))
            forget_faults(state, (each.id for each in going if each.what is Memory.FAULTS))
            for each in going:
                if each.what is Memory.CACHE:
                    clear_cache(context.cache)
                elif each.what is Memory.DECISIONS:
                    forget_all_decisions(state)
                elif each.what is Memory.UNPACKED:
                    forget_unpacked_at_end(context.cache)
            drop_empty(state, [state / "runs", state / "plans", context.cache])
    except (OSError, sqlite3.Error) as error:
        raise StateProblem(
            tr("Not everything could be forgotten: {reason}", reason=error), tr("Check the folder {path}.", path=state)
        ) from None
    return going


def _all(kinds: Collection[Memory], named: Collection[str], context: Context) -> Iterator[Forgettable]:
    """Everything remembered of these kinds."""
    if Memory.SCANS in kinds:
        for name, at in known_scans(context.state):
            yield Forgettable(Memory.SCANS, name, at)
    if Memory.RUNS in kinds:
        with OpenFolders() as folders:
            for file in run_files(context.state):
                yield _run(file, folders, named)
    if Memory.PLANS in kinds:
        yield from _plans(context)
    if Memory.CACHE in kinds and any(context.cache.glob("digests*")):
        yield Forgettable(Memory.CACHE)
    if Memory.FAULTS in kinds:
        for path in fault_logs(context.state):
            yield Forgettable(Memory.FAULTS, path.name, _time_of(path))
    if Memory.DECISIONS in kinds and any(context.state.glob("decisions.db*")):
        yield Forgettable(Memory.DECISIONS)
    if Memory.UNPACKED in kinds and has_unpacked(context.cache):
        yield Forgettable(Memory.UNPACKED)


def _plans(context: Context) -> Iterator[Forgettable]:
    folder = context.state / "plans"
    check_trusted(folder)
    for path in sorted(folder.glob("*.json")):
        yield Forgettable(Memory.PLANS, path.stem, _time_of(path))


def _time_of(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _run(file: RunFile, folders: OpenFolders, named: Collection[str]) -> Forgettable:
    try:
        run = replay(file).run
    except DocumentProblem:
        return Forgettable(Memory.RUNS, file.run, kept=file.run not in named)
    in_trash = sum(whereabouts(item, folders) not in _GONE for item in run.items)
    return Forgettable(Memory.RUNS, run.id, run.started_at, in_trash, kept=bool(in_trash) and run.id not in named)
