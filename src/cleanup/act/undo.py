"""Bring the items of a run back, newest first, to where they came from. Replaces nothing, ever."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cleanup.act.journal import Journal, batches
from cleanup.act.movers.registry import mover_of, tidy
from cleanup.act.naming import free_name
from cleanup.act.notes import drop_note
from cleanup.act.open_folders import OpenFolders, not_its_turn, unsettled
from cleanup.act.records import Record, Restored, Restoring, StillThere
from cleanup.act.system import closing, pass_or_make
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.system import Facts, Handle, facts_at, reach_folder
from cleanup.language import tr
from cleanup.model.event import Listener
from cleanup.model.paths import above, below, joined, parts, split, top
from cleanup.model.plan import Kind
from cleanup.model.run import PARTLY_FREED, Item, Result, State, Status


@dataclass(frozen=True, slots=True)
class RestoreOptions:
    """Where items go: to where they came from, or, with their path below it, into the folder ``to``.

    ``rename`` gives an item a new name if its own is taken; otherwise it stays in the trash.
    """

    to: Path | None = None
    rename: bool = False

    def target(self, item: Item) -> bytes:
        """The path that an item should get."""
        path = item.path
        if self.to is not None:
            path = joined(os.fsencode(self.to), below(item.path, top(item.path)))
        if self.rename and os.path.lexists(path):
            folder, name = os.path.split(os.fsdecode(path))
            path = os.fsencode(os.path.join(folder, free_name(Path(folder), name)))
        return path


def to_bring_back(items: Iterable[Item], chosen: Callable[[bytes], bool]) -> tuple[list[Item], int]:
    """The items of a run to bring back, chosen by the path they came from, the last moved first; and how many others
    are in the trash.

    What was in a folder that followed it to the trash comes back with that folder; otherwise another one would be made
    there.
    """
    there = [item for item in items if item.state is State.IN_TRASH]
    paths = {item.path for item in there if chosen(item.path)}
    folders = {folder for path in paths for folder in above(path)}
    wanted = [
        item for item in reversed(there) if item.path in paths or (item.kind is Kind.FOLDER and item.path in folders)
    ]
    return wanted, len(there) - len(wanted)


def half_freed(items: Iterable[Item], chosen: Callable[[bytes], bool]) -> list[Result]:
    """The results for the chosen items that a purge has freed in part: what is left of them does not come back."""
    results = []
    for item in items:
        if item.is_half_freed() and chosen(item.path):
            place = item.place.path.decode("utf-8", "replace")
            message = tr("a purge has freed part of it; what is left is in {place}", place=place)
            results.append(Result(item, Status.SKIPPED, PARTLY_FREED, message))
    return results


class Undoing:
    """One undo of items of one run.

    ``is_settled`` is true until the disk reports an error during a flush. Then nothing more is tried, no end is written
    down, and the next start looks at the disk.
    """

    def __init__(self, journal: Journal, options: RestoreOptions, listen: Listener) -> None:
        self.is_settled = True
        self._emptied: dict[bytes, Item] = {}
        self._journal = journal
        self._options = options
        self._listen = listen

    def bring_back(self, items: Iterable[Item]) -> Iterator[Result]:
        """Bring these items back, in this order; reports how each ended. Raises StateProblem.

        One item's failure never stops the others.
        """
        ended: list[Record] = []
        try:
            for batch in batches(items):
                if not self.is_settled:
                    yield from map(not_its_turn, batch)
                    continue
                targets = [self._options.target(item) for item in batch]
                announced = [Restoring(item.step, target) for item, target in zip(batch, targets, strict=True)]
                # One flush for the ends of a batch and what comes next: until then, the disk says how it ended.
                self._journal.add([*ended, *announced])
                ended = []
                results = self._bring_back_batch(batch, targets)
                ended = list(map(_end, results)) if self.is_settled else []
                yield from results
        finally:
            if ended:
                self._journal.add(ended)
        # Not before it is recorded that all came back: recovery looks for these folders.
        tidy(self._emptied.values())

    def _bring_back_batch(self, batch: list[Item], targets: list[bytes]) -> list[Result]:
        with OpenFolders() as folders:
            results = []
            for item, target in zip(batch, targets, strict=True):
                results.append(self._restore(item, target, folders))
                self._listen.advance(1, item.size, target)
            back = [result.item for result in results if result.status is Status.DONE]
            try:
                _settle(back, folders)
            except OSError as error:
                self.is_settled = False
                return [unsettled(result, error) for result in results]
            self._emptied |= {item.place.folder: item for item in back}
        return results

    def _restore(self, item: Item, target: bytes, folders: OpenFolders) -> Result:
        if self._listen.stopped():
            return not_its_turn(item)
        try:
            trashed = Trashed(item, folders)
            with closing(_open_parent(target)) as folder:
                name = split(target)[1]
                mover_of(item.mover).restore(trashed, folder, name)
                touched = _touched(trashed.seen, folder, name)
        except NotOurs as problem:
            return Result(item, Status.SKIPPED, problem.code, problem.message)
        except FileExistsError:
            if self._options.rename:
                # Another item of this run, or somebody else, took the name that was free when it was checked.
                again = self._options.target(item)
                self._journal.add([Restoring(item.step, again)])
                return self._restore(item, again, folders)
            return taken(item)
        except OSError as error:
            return not_brought_back(item, error)
        return Result(item, Status.DONE, to=target, touched=touched)


def _touched(before: Facts, folder: int, name: bytes) -> tuple[int, int] | None:
    """The change times of what was brought back, before and after; None for a copy, or if unknown."""
    try:
        after = facts_at(folder, name)
    except OSError:
        return None
    return (before.st_ctime_ns, after.st_ctime_ns) if before.st_ino == after.st_ino else None


def _settle(back: list[Item], folders: OpenFolders) -> None:
    """Flush the renames to the disk, and only then drop the notes: an item in the trash without one would be lost to
    every other program. Then flush these too: nobody looks for the note of what is reported as restored.
    """
    folders.flush_all()
    for item in back:
        with suppress(OSError):
            drop_note(item, folders)
    folders.flush_all()


def _end(result: Result) -> Record:
    return Restored(result.item.step, result.touched) if result.status is Status.DONE else StillThere(result.item.step)


def _open_parent(path: bytes) -> int:
    """The folder an item goes to, made if missing; follows no link. Raises OSError."""
    folder = os.fsdecode(split(path)[0])
    try:
        return reach_folder(folder)
    except FileNotFoundError:
        pass
    first, *others = parts(folder)
    opened: Handle = reach_folder(first)
    for part in others:
        with closing(opened):
            deeper = pass_or_make(opened, part)
        opened = deeper
    return opened


def not_brought_back(item: Item, error: OSError) -> Result:
    """The result for an item that the system does not let come back."""
    return Result(item, Status.FAILED, errno.errorcode.get(error.errno or 0, "error"), _message(error))


def _message(error: OSError) -> str:
    if error.errno in {errno.ELOOP, errno.ENOTDIR}:
        return tr("its folder is a link or a file now; nothing is restored through it. --to FOLDER brings it elsewhere")
    if error.errno == errno.EXDEV:
        return tr("that folder is on another volume than the trash")
    return error.strerror or str(error)


def taken(item: Item) -> Result:
    """The result for an item whose old place is taken."""
    message = tr("something else is there now; --rename gives it another name")
    return Result(item, Status.SKIPPED, "taken", message)
