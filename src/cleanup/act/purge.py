"""Erase items in the trash for good: only what a journal names, unchanged, and with its info file."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from cleanup.act.journal import Journal, batches
from cleanup.act.movers.registry import mover_of, tidy
from cleanup.act.open_folders import OpenFolders, not_its_turn, unsettled
from cleanup.act.records import PartlyPurged, Purged, Purging, Record, StillThere
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.system import facts_of, free_bytes
from cleanup.language import tr
from cleanup.model.event import Listener
from cleanup.model.plan import Kind
from cleanup.model.run import PARTLY_FREED, Item, Result, Status

# Seconds without more space coming free, after which it stops waiting.
_PATIENCE = 0.2


class Erasing:
    """One purge of items of one run.

    ``is_settled`` is true until the disk reports an error during a flush. Then nothing more is tried, no end is written
    down, and the next start looks at the disk.
    """

    def __init__(self, journal: Journal, listen: Listener) -> None:
        self.is_settled = True
        self._journal = journal
        self._listen = listen

    def free(self, items: Iterable[Item]) -> Iterator[Result]:
        """Free these items for good; reports how each ended. Raises StateProblem.

        Once "purging" is written down, an item is no longer offered for undo.
        """
        for batch in batches(items):
            yield from self._free_batch(batch) if self.is_settled else map(not_its_turn, batch)

    def _free_batch(self, batch: list[Item]) -> list[Result]:
        with OpenFolders() as folders:
            results = [_check(item, folders, self._listen) for item in batch]
            fit = [result.item for result in results if result.status is Status.DONE]
            self._journal.add(Purging(item.step) for item in fit)
            freed = {item.step: _free(item, folders) for item in fit}
            try:
                # Nobody checks again what is reported as freed.
                folders.flush_all()
            except OSError as error:
                self.is_settled = False
                freed = {step: unsettled(result, error) for step, result in freed.items()}
        if self.is_settled:
            self._journal.add(map(_end, freed.values()))
            tidy(batch)
        for item in batch:
            self._listen.advance(1, item.size, item.path)
        return [freed.get(result.item.step, result) for result in results]


def _end(result: Result) -> Record:
    """The record written afterwards. What is half freed is no longer a matter for undo."""
    step = result.item.step
    if result.status is Status.DONE:
        return Purged(step)
    return PartlyPurged(step) if result.item.is_half_freed() or result.code == PARTLY_FREED else StillThere(step)


def _check(item: Item, folders: OpenFolders, listen: Listener) -> Result:
    """Whether an item may be freed, before anything is written down."""
    if listen.stopped():
        return not_its_turn(item)
    try:
        trashed = Trashed(item, folders)
        mover_of(item.mover).check_place(trashed)
        _check_unless_begun(trashed)
        trashed.check_erasable()
    except NotOurs as problem:
        return Result(item, Status.SKIPPED, problem.code, problem.message)
    except OSError as error:
        return _failed(item, error)
    return Result(item, Status.DONE)


def _free(item: Item, folders: OpenFolders) -> Result:
    try:
        trashed = Trashed(item, folders)
        _check_unless_begun(trashed)
        mover_of(item.mover).purge(trashed)
    except NotOurs as problem:
        return Result(item, Status.SKIPPED, problem.code, problem.message)
    except OSError as error:
        return _half_freed(item, error, folders) or _failed(item, error)
    return Result(item, Status.DONE)


def _check_unless_begun(trashed: Trashed) -> None:
    """A folder that is already half freed is not what it was, and is freed to the end."""
    if not trashed.item.is_half_freed():
        trashed.check_ours()


def _half_freed(item: Item, error: OSError, folders: OpenFolders) -> Result | None:
    """The problem to report for a folder that is partly gone; None if it is whole, or gone altogether."""
    try:
        if item.kind is not Kind.FOLDER or Trashed(item, folders).is_whole():
            return None
    except (NotOurs, OSError):
        return None
    reason = error.strerror or str(error)
    message = tr("only part of it could be freed: {reason}; the rest is still in the trash", reason=reason)
    return Result(item, Status.FAILED, PARTLY_FREED, message)


def _failed(item: Item, error: OSError) -> Result:
    code = errno.errorcode.get(error.errno or 0, "error")
    return Result(item, Status.FAILED, code, error.strerror or str(error))


def free_space(places: Iterable[bytes]) -> dict[int, int]:
    """The free bytes of each volume that these folders are on, by device number; flushes it to the disk first.

    Some file systems (btrfs) count only then what came free.
    """
    with OpenFolders() as folders:
        for path in places:
            with suppress(OSError):
                folders.flush_volume(path)
        return _free_now(places, folders)


def space_freed(places: Iterable[bytes], before: Mapping[int, int], expected: int) -> int:
    """The bytes that came free on these folders' volumes, at most as many as expected: others write and erase, too.

    Some file systems (XFS) free space in the background: they are asked again for as long as that goes on.
    """
    now = free_space(places)
    freed, grew_at = 0, time.monotonic()
    with OpenFolders() as folders:
        while True:
            grown = min(expected, sum(max(0, now[device] - free) for device, free in before.items() if device in now))
            if grown > freed:
                freed, grew_at = grown, time.monotonic()
            if freed == expected or time.monotonic() - grew_at > _PATIENCE:
                return freed
            time.sleep(_PATIENCE / 20)
            now = _free_now(places, folders)


def _free_now(places: Iterable[bytes], folders: OpenFolders) -> dict[int, int]:
    found: dict[int, int] = {}
    for path in places:
        with suppress(OSError):
            folder = folders.reach(path)
            found[facts_of(folder).st_dev] = free_bytes(folder)
    return found
