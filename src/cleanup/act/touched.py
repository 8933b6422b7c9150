"""How our own moves changed files' change times, so that a file they touched still counts as unchanged.

A rename counts as a change of the file itself. So what was done to another name of it, or by an undo, is looked up in
the journals when first needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cleanup.act.journal import RunFile, read_journal, run_files
from cleanup.act.records import Done, Intent, Restored
from cleanup.disk.identity import is_it
from cleanup.disk.status import within_range
from cleanup.disk.system import Facts
from cleanup.model.errors import CleanupError
from cleanup.model.plan import Identity, Kind

_Touch = tuple[int, int, int]


class Touched:
    """The change times before and after each of our own moves, by inode number."""

    def __init__(self, state: Path | None = None) -> None:
        """``state`` is where the journals are; without it, only what is added counts."""
        self._state = state
        self._after: dict[tuple[int, int], int] = {}

    def add(self, inode: int, before: int, after: int) -> None:
        """Record that we moved a file with these change times before and after."""
        if before != after:
            self._after[inode, before] = after

    def is_as_shown(self, seen: Facts, kind: Kind, identity: Identity) -> bool:
        """Whether this is exactly what was shown, and nobody but us has changed it since."""
        return is_it(seen, kind, self.brought_up(identity, seen))

    def brought_up(self, identity: Identity, seen: Facts) -> Identity:
        """What a thing was shown as, with its current change time if only we have touched it since."""
        now = within_range(seen.st_ctime_ns)
        if identity.changed in {0, now} or seen.st_ino != identity.inode:
            return identity
        if self._leads_to(identity, now):
            return replace(identity, changed=now)
        if self._state is not None:
            for touch in _touches(self._state):
                self.add(*touch)
            self._state = None
            return self.brought_up(identity, seen)
        return identity

    def _leads_to(self, identity: Identity, now: int) -> bool:
        changed: int | None = identity.changed
        passed: set[int] = set()
        while changed is not None and changed not in passed:
            passed.add(changed)
            changed = self._after.get((identity.inode, changed))
            if changed == now:
                return True
        return False


def _touches(state: Path) -> Iterator[_Touch]:
    """Inode number and change times before and after, from all journals that can be read."""
    try:
        files = run_files(state)
    except CleanupError:
        return
    for file in files:
        try:
            yield from _touches_of(file)
        except CleanupError:
            continue


def _touches_of(file: RunFile) -> list[_Touch]:
    """If nothing of a run came back, only files with several names matter: the others are all in the trash."""
    announced: dict[str, tuple[int, int]] = {}
    alone: list[_Touch] = []
    several: list[_Touch] = []
    came_back = False
    for record in read_journal(file):
        match record:
            case Intent():
                announced[record.step] = record.identity.inode, record.links
            case Done() | Restored() if record.touched is not None and record.step in announced:
                came_back = came_back or isinstance(record, Restored)
                inode, links = announced[record.step]
                (several if links > 1 else alone).append((inode, *record.touched))
    return several + alone if came_back else several
