"""The story after a move: bring back, look back, free for good."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cleanup import __version__
from cleanup.act.foreseeing import foresee
from cleanup.act.history import ReplayedRun, find_run_file, replay, replay_moved
from cleanup.act.journal import Journal, RunFile, run_files
from cleanup.act.lock import RunLock
from cleanup.act.open_folders import OpenFolders
from cleanup.act.purge import Erasing, free_space, space_freed
from cleanup.act.records import Began, Ended
from cleanup.act.recover import put_in_order, recover
from cleanup.act.trashed import whereabouts
from cleanup.act.undo import RestoreOptions, Undoing, half_freed, to_bring_back
from cleanup.disk.system import days_in_trash
from cleanup.model.coverage import Filling
from cleanup.model.errors import DocumentProblem
from cleanup.model.ids import meant
from cleanup.model.plan import add_up
from cleanup.model.run import Freed, Item, Past, Result, Run, Status, Undone, Whereabouts
from cleanup.store.scans import known_scans
from cleanup.workflow.environment import Context
from cleanup.workflow.fullness import fillings, room_before

Chosen = Callable[[bytes], bool]
"""Whether an item is meant, by the path it came from."""


def find_run(name: str, context: Context) -> Run | None:
    """The run with this id or the end of it, if there is one; raises DocumentProblem."""
    files = run_files(context.state)
    wanted = meant(name, [file.run for file in files])
    if wanted not in {None, name}:
        # A scan's id may end the same way.
        meant(name, [str(wanted), *(scan for scan, _ in known_scans(context.state))])
    return next((replay(file).run for file in files if file.run == wanted), None)


def known_runs(context: Context) -> list[str]:
    """The ids of all runs, newest first; raises CleanupError."""
    return [file.run for file in reversed(run_files(context.state))]


def foresee_undo(name: str, chosen: Chosen, options: RestoreOptions, context: Context) -> Undone:
    """What an undo would do now; changes nothing."""
    run = replay_moved(context.state, name).run
    wanted, others = to_bring_back(run.items, chosen)
    results = (*(foresee(item, options) for item in wanted), *half_freed(run.items, chosen))
    return Undone(run, results, complete=True, not_chosen=others)


def undo(name: str, chosen: Chosen, options: RestoreOptions, context: Context) -> Undone:
    """Bring the chosen items of a run back, as many as possible; waits for another run to end.

    Raises DocumentProblem, StateProblem, and InterruptedWait while it waits.
    """
    context.check_can_move()
    state, listen = context.state, context.listener
    # While this waits, another run may become the last one.
    run = replay_moved(state, name).run.id
    with RunLock(state, listen):
        recover(state, listen, context.clock)
        replayed = put_in_order(replay(find_run_file(state, run)), listen, context.clock)
        wanted, others = to_bring_back(replayed.run.items, chosen)
        listen.stage("undo", len(wanted), sum(item.size for item in wanted))
        results: Sequence[Result] = ()
        volumes: tuple[Filling, ...] = ()
        if wanted:
            before = room_before(_places(wanted, options))
            with Journal(replayed.file) as journal:
                journal.add([Began("undo", context.clock(), __version__)])
                undoing = Undoing(journal, options, listen)
                results = tuple(undoing.bring_back(wanted))
                if undoing.is_settled:
                    journal.add([Ended(context.clock())])
            volumes = fillings(before)
        results = (*results, *half_freed(replayed.run.items, chosen))
        return Undone(replayed.run, results, not listen.stopped(), others, volumes)


def _places(items: Sequence[Item], options: RestoreOptions) -> set[bytes]:
    """The folders that these items leave and arrive in."""
    targets = {item.identity.device: os.path.dirname(item.path) for item in items}
    others = {item.place.folder for item in items if item.place.folder}
    return others | (set(targets.values()) if options.to is None else {os.fsencode(options.to)})


def look_back(context: Context, name: str | None = None) -> list[Past]:
    """All runs, newest first, and where their items are; an unreadable journal does not hide the rest.

    Or only the one that is named; raises DocumentProblem.
    """
    if name is not None:
        return [_now(replay(find_run_file(context.state, name)).run)]
    past = []
    for file in reversed(run_files(context.state)):
        try:
            run = replay(file).run
        except DocumentProblem as problem:
            past.append(Past(file.run, None, (), problem.message))
        else:
            past.append(_now(run))
    return past


def _now(run: Run) -> Past:
    """A run, and where its items are; looks at the disk."""
    with OpenFolders() as folders:
        now = tuple(whereabouts(item, folders) for item in run.items)
    in_trash = any(where is Whereabouts.IN_TRASH and not item.aside for where, item in zip(now, run.items, strict=True))
    days = days_in_trash() if in_trash else None
    return Past(run.id, run, now, emptied_from=None if days is None else run.started_at + timedelta(days))


def to_purge(name: str | None, before: datetime | None, context: Context) -> list[Run]:
    """The runs with something in the trash, each with only that: what a purge would free.

    The named one, or all that began before a moment. Raises DocumentProblem for a named one that cannot be read; others
    that cannot are skipped.
    """
    state = context.state
    if name is None:
        runs = [run for file in run_files(state) if (run := _readable(file)) is not None]
    else:
        runs = [replay_moved(state, name).run]
    found = []
    for run in runs:
        there = _still_there(run)
        if (before is None or run.started_at < before) and there:
            found.append(replace(run, items=there))
    return found


_FREEABLE = frozenset({Whereabouts.IN_TRASH, Whereabouts.PARTLY_FREED})


def _readable(file: RunFile) -> Run | None:
    try:
        return replay(file).run
    except DocumentProblem:
        return None


def _still_there(run: Run) -> Sequence[Item]:
    """The items of a run that are in the trash now; what its owner emptied, or took out, is none of our business."""
    with OpenFolders() as folders:
        return tuple(item for item in run.to_free() if whereabouts(item, folders) in _FREEABLE)


def purge(names: Iterable[str], context: Context) -> Freed:
    """Free what is left of these runs in the trash, for good; waits for another run to end.

    Raises DocumentProblem, StateProblem, and InterruptedWait while it waits.
    """
    context.check_can_move()
    state, listen = context.state, context.listener
    with RunLock(state, listen):
        recover(state, listen, context.clock)
        replayed = [put_in_order(replay(find_run_file(state, name)), listen, context.clock) for name in names]
        everything = [_still_there(each.run) for each in replayed]
        before = room_before({item.place.folder for items in everything for item in items})
        listen.stage("purge", sum(map(len, everything)), sum(item.size for items in everything for item in items))
        ended: list[tuple[str, Sequence[Result]]] = []
        freed = expected = 0
        for each in replayed:
            results, grown = _purge_one(each, context)
            ended.append((each.run.id, results))
            freed += grown
            expected += _expected(results)
        together = tuple((run, result) for run, results in ended for result in results)
        return Freed(together, freed, expected, complete=not listen.stopped(), volumes=fillings(before))


def _purge_one(replayed: ReplayedRun, context: Context) -> tuple[Sequence[Result], int]:
    """Free the items of one run; gives how each ended, and the bytes that came free."""
    items = _still_there(replayed.run)
    with Journal(replayed.file) as journal:
        places = {item.place.folder for item in items}
        before = free_space(places)
        journal.add([Began("purge", context.clock(), __version__)])
        erasing = Erasing(journal, context.listener)
        results = tuple(erasing.free(items))
        freed = space_freed(places, before, _expected(results))
        if erasing.is_settled:
            journal.add([Ended(context.clock(), freed=freed)])
    return results, freed


def _expected(results: Iterable[Result]) -> int:
    """The bytes that should come free, going by the items that were freed."""
    done = (result.item for result in results if result.status is Status.DONE)
    return add_up((item.identity, item.links, item.size, item.allocated) for item in done).reclaimable
