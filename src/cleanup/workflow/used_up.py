"""What our own journals moved since a scan: it is no longer there, whatever the scan remembers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cleanup.act.journal import read_journal, run_files
from cleanup.act.records import Head
from cleanup.disk.system import facts_by_path
from cleanup.model.errors import CleanupError
from cleanup.model.paths import above
from cleanup.model.run import Item, State, Status
from cleanup.model.scan import Scan
from cleanup.model.thing import Mask
from cleanup.plan.groups import Groups
from cleanup.plan.used_up import without_moved

_GONE = frozenset({State.IN_TRASH, State.PURGING, State.PURGED})


def less_what_moved(scan: Scan, state: Path) -> Scan:
    """The scan without what was moved since and not brought back; all of it if the journals cannot be read."""
    try:
        moved = moved_since(Groups(scan), state)
    except CleanupError:
        return scan
    return without_moved(scan, moved) if moved.any() else scan


def moved_since(groups: Groups, state: Path) -> Mask:
    """For each thing in a scan, whether it was moved since, and not brought back. Reads the journals; raises
    CleanupError if that is impossible.
    """
    moved: set[bytes] = set()
    for item in _items_since(groups.scan, state):
        if item.status is Status.DONE and _is_away(item):
            moved.add(item.path)
        else:
            moved.discard(item.path)
    things = groups.all_things
    marked = np.zeros(things.count, dtype=np.bool_)
    for thing in np.unique(groups.members).tolist() if moved else []:
        names = (things.path(thing), *things.other_names(thing))
        marked[thing] = all(name in moved or any(folder in moved for folder in above(name)) for name in names)
    return marked


def journals_as_they_are(state: Path) -> tuple[tuple[str, int, int], ...]:
    """Something that is another once a run has begun, gone on or ended. Raises CleanupError, or OSError for a journal
    that was taken away meanwhile."""
    seen = ((file.path.name, facts_by_path(file.path)) for file in run_files(state))
    return tuple((name, facts.st_size, facts.st_mtime_ns) for name, facts in seen)


def _is_away(item: Item) -> bool:
    return item.state in _GONE or (item.state is State.RESTORED and item.restored_to not in {b"", item.path})


def _items_since(scan: Scan, state: Path) -> Iterator[Item]:
    for file in run_files(state):
        # Only the first line of older runs is read.
        head = next(read_journal(file))
        assert isinstance(head, Head)
        if head.scan == scan.id or head.started_at >= scan.started_at:
            # Mostly nothing was moved since; what can move is not loaded then.
            from cleanup.act.history import replay

            yield from replay(file).run.items
