"""Put in order what a killed run left behind: for everything that was under way, the disk says what happened.

Done at the start of every command that moves anything, under the run lock. Doing it again changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from cleanup import __version__
from cleanup.act.history import ReplayedRun, replay
from cleanup.act.journal import Journal, drop_unnamed, is_closed, run_files
from cleanup.act.movers.registry import mover_of, tidy
from cleanup.act.notes import drop_note, has_own_note, notes_of, read_note
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import Began, Ended, NotMoved, PartlyPurged, Purged, Record, StillThere
from cleanup.act.system import closing, flush_file, new_file, remove, replace
from cleanup.act.trashed import NotOurs, Trashed, is_at
from cleanup.language import tr, trn
from cleanup.model.errors import DocumentProblem
from cleanup.model.event import Listener
from cleanup.model.paths import split
from cleanup.model.plan import Kind
from cleanup.model.run import Item, State, Status

Clock = Callable[[], datetime]
_now = partial(datetime.now, UTC)


def put_in_order(replayed: ReplayedRun, listen: Listener, clock: Clock = _now) -> ReplayedRun:
    """Recover one run, even if a damaged line hides the end of a step: the disk shows it."""
    # What is half freed is not a matter for undo; a purge continues it by itself.
    if all(item.state is State.PURGING for item in replayed.open_items()):
        return replayed
    _close(replayed, listen, clock)
    return replay(replayed.file)


def recover(state: Path, listen: Listener, clock: Clock = _now) -> None:
    """Close every journal that was cut off; call only with the run lock.

    A journal that cannot be read is a warning, and does not keep other runs from being recovered. Raises StateProblem.
    """
    drop_unnamed(state)
    for file in run_files(state):
        try:
            if is_closed(file):
                continue
            replayed = replay(file)
        except DocumentProblem as problem:
            listen.warn(f"{problem.message} {problem.hint}")
            continue
        _close(replayed, listen, clock)


def _close(replayed: ReplayedRun, listen: Listener, clock: Clock) -> None:
    items = replayed.open_items()
    with OpenFolders() as folders:
        ends = [*_ends(items, folders), *_taken_back(replayed, folders)]
        try:
            folders.flush_all()
        except OSError as error:
            listen.warn(tr("The disk reports an error, so run {run} cannot be put in order now: {reason}.",
                           run=replayed.run.id, reason=error.strerror))  # fmt: skip
            return
    out_of_reach = len(items) - sum(not isinstance(end, NotMoved) or end.code != "power-cut" for end in ends)
    if out_of_reach:
        listen.warn(
            trn(
                "{n} item of run {run} cannot be checked now: is its drive connected? Until then it stays.",
                "{n} items of run {run} cannot be checked now: is their drive connected? Until then they stay.",
                out_of_reach,
                run=replayed.run.id,
            )
        )
        if not ends:
            return
    with Journal(replayed.file) as journal:
        journal.add([Began("recovery", clock(), __version__), *ends])
        _mend_notes(replayed)
        tidy(replayed.run.items)
        if not out_of_reach:
            # The first end in a journal is that of its run: it was cut off.
            journal.add([Ended(clock(), complete=False)])
    listen.warn(
        trn(
            "Run {run} was interrupted; {n} unfinished item was put in order.",
            "Run {run} was interrupted; {n} unfinished items were put in order.",
            len(ends),
            run=replayed.run.id,
        )
    )


def _taken_back(replayed: ReplayedRun, folders: OpenFolders) -> Iterator[Record]:
    """The ends of moves that a power cut undid: recorded as done, but flushed only at the end of a run."""
    if replayed.has_ended:
        return
    for item in replayed.run.items:
        if item.state is State.IN_TRASH and is_at(item.path, item):
            try:
                Trashed(item, folders)
            except NotOurs:
                with suppress(OSError):
                    drop_note(item, folders)
                message = tr("a power cut undid the move; it is where it was")
                yield NotMoved(item.step, Status.FAILED, "power-cut", message)


def _ends(items: list[Item], folders: OpenFolders) -> Iterator[Record]:
    for item in items:
        try:
            record = _end_of(item, folders)
        except (OSError, NotOurs):
            continue
        if record is not None:
            yield record


def _end_of(item: Item, folders: OpenFolders) -> Record | None:
    """What became of an item that was under way, according to the disk; None if that is unknown now."""
    match item.state:
        case State.OPEN:
            return mover_of(item.mover).end_of_move(item, folders)
        case State.RESTORING:
            return mover_of(item.mover).end_of_restore(item, folders)
        case State.PURGING:
            return _end_of_purge(item, folders)
    return None


def _end_of_purge(item: Item, folders: OpenFolders) -> Record | None:
    trashed = None
    try:
        trashed = Trashed(item, folders)
        mover_of(item.mover).check_place(trashed)
        if item.kind is not Kind.FOLDER:
            trashed.check_ours()
        trashed.check_erasable()
        mover_of(item.mover).purge(trashed)
    except OSError:
        if trashed is None or item.kind is not Kind.FOLDER:
            raise
        return _left(trashed)
    except NotOurs as problem:
        if problem.code == "mount-point" and item.kind is Kind.FOLDER:
            return None
        # A different device number alone says little: if its trash is there anyway, there is nothing to wait for.
        if problem.code == "unmounted" and not os.path.isdir(item.place.folder):
            return None
        if problem.code not in {"gone", "unmounted"}:
            # It is no longer what was to be freed, or something in it cannot go: leave it alone.
            return StillThere(item.step) if trashed is None else _left(trashed)
        drop_note(item, folders)
    return Purged(item.step)


def _left(trashed: Trashed) -> Record:
    """The record for an item that is still in the trash."""
    is_folder = trashed.item.kind is Kind.FOLDER
    return PartlyPurged(trashed.item.step) if is_folder and not trashed.is_whole() else StillThere(trashed.item.step)


def _mend_notes(replayed: ReplayedRun) -> None:
    """Rewrite the notes that a power cut left empty: some are flushed only at the end of a run."""
    with OpenFolders() as folders:
        for item in replay(replayed.file).run.items:
            if item.state is State.IN_TRASH and has_own_note(item):
                with suppress(OSError):
                    if not notes_of(item).is_whole(read_note(item, folders)):
                        _write_note(item, replayed.run.started_at, folders)


def _write_note(item: Item, at: datetime, folders: OpenFolders) -> None:
    """Put a whole note in the place of a torn one, at once."""
    path, name = split(item.place.info)
    folder = folders.reach(path)
    content = notes_of(item).text(item, at)
    temporary = b".mended-" + name
    with suppress(FileNotFoundError):
        remove(folder, temporary)
    with closing(new_file(folder, temporary)) as file:
        if os.write(file, content) != len(content):
            return
        flush_file(file)
    replace(folder, temporary, name)
