"""Carry out a plan: each step is written down, checked, moved, and its end written down.

Steps go in batches, so that one flush of the journal serves many: the intents of a whole batch are on the disk before
its first move.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from cleanup.act.emptied import as_left
from cleanup.act.guard import Guard
from cleanup.act.history import cut_off
from cleanup.act.item import OpenItem
from cleanup.act.journal import Journal, batches
from cleanup.act.keeper import OpenKeeper
from cleanup.act.movers.mover import Mover, NotPossible, RollbackFailed
from cleanup.act.open_folders import OpenFolders
from cleanup.act.plan_checks import refused
from cleanup.act.records import Done, Intent, NotMoved, Record
from cleanup.act.same_tree import OpenTree
from cleanup.act.touched import Touched
from cleanup.act.trashed import NotOurs
from cleanup.disk.reading.comparison import Stopped
from cleanup.language import tr
from cleanup.model.category import Proof
from cleanup.model.event import Listener
from cleanup.model.plan import Keeper, Kind, Step
from cleanup.model.run import Status

# Codes of things that were not simply left where they are.
_TRIED = frozenset({"conflict", "lost"})


class Applying:
    """One execution of the steps of a plan."""

    def __init__(
        self,
        mover: Mover,
        guard: Guard,
        journal: Journal,
        listen: Listener,
        kept: Set[tuple[int, int]] = frozenset(),
        touched: Touched | None = None,
    ) -> None:
        """``kept`` are device and inode of all copies that stay.

        ``is_settled`` is true while it is known how each step ended. Otherwise no end is written down, and the next
        start looks at the disk.
        """
        self.is_settled = True
        self._touched = touched or Touched()
        self._mover = mover
        self._guard = guard
        self._journal = journal
        self._listen = listen
        # What moved archives were compared with stays too.
        self._kept = set(kept)
        self._leaned_on: set[tuple[int, int]] = set()
        self._keeper: OpenKeeper | OpenTree | None = None

    def carry_out(self, steps: Iterable[Step]) -> None:
        """Move what can be moved. Raises StateProblem if the journal cannot be written, and then moves nothing more."""
        ended: list[Record] = []
        try:
            for batch in _batches(steps):
                intents = [self._announce(step) for step in batch]
                self._journal.add([*ended, *intents])
                ended = []
                for step, intent in zip(batch, intents, strict=True):
                    if isinstance(intent, Intent):
                        end = self._move(step, intent)
                        ended += [end] if end is not None else []
                    self._listen.advance(1, step.bytes_inside, step.path)
        finally:
            self._let_go_of_keeper()
            if ended:
                self._journal.add(ended)

    def _announce(self, step: Step) -> Intent | NotMoved:
        """The record written before the step moves: where it will go, or why it does not move."""
        if self._listen.stopped():
            return refused(step, "interrupted", tr("stopped before its turn came"))
        try:
            self._guard.check(step.path, step.kind)
            if step.waits_for_others:
                step = as_left(step)
            place = self._mover.place_for(step)
            rights = self._mover.rights_of(step)
        except NotPossible as problem:
            return refused(step, problem.code, problem.message)
        except OSError as error:
            return refused(step, _code(error), _message(error), Status.FAILED)
        return Intent(
            step=step.id, path=step.path, kind=step.kind, category=step.category, identity=step.identity,
            allocated=step.bytes_occupied, links=1 if step.manifest else step.links,
            size=step.bytes_inside, mover=self._mover.name, place=place,
            keeper=step.keeper.path if step.keeper else b"", manifest=step.manifest, rights=rights,
        )  # fmt: skip

    def _move(self, step: Step, intent: Intent) -> Record | None:
        try:
            if self._listen.stopped():
                raise Stopped
            if step.waits_for_others:
                step = replace(step, manifest=intent.manifest)
            if (step.identity.device, step.identity.inode) in self._leaned_on:
                raise NotPossible("is-keeper", tr("it is the copy that stays"))
            keeper = self._open_keeper(None if step.proof is Proof.EXTRACTED else step.keeper, step)
            with OpenItem(step, self._touched) as item:
                item.check(keeper, self._listen.stopped, self._kept, self._mover.owner_demanded)
                if step.kind is Kind.FOLDER:
                    self._guard.check_mounts(step.path)
                return self._move_item(item, keeper, intent)
        except NotPossible as problem:
            return _not_moved(step, problem)
        except Stopped:
            return NotMoved(step.id, Status.SKIPPED, "interrupted", tr("stopped before its turn came"))
        except OSError as error:
            return NotMoved(step.id, Status.FAILED, _code(error), _message(error))

    def _move_item(self, item: OpenItem, keeper: OpenKeeper | OpenTree | None, intent: Intent) -> Record | None:
        step = item.step
        lost: list[NotPossible] = []

        def is_right(folder: int, name: bytes) -> bool:
            if not item.is_still_it(folder, name):
                return False
            try:
                if keeper is not None:
                    keeper.check_after_move()
            except NotPossible as problem:
                lost.append(problem)
            return not lost

        try:
            moved = self._mover.move(item.parent, item.name, intent, is_right)
        except NotPossible as problem:
            # It was put back. The reason why the copy that stays does not count says more than that.
            return _not_moved(step, lost[0] if lost and problem.code not in _TRIED else problem)
        except RollbackFailed as failure:
            message = tr("something else took its place at that moment, and is in the trash now")
            return Done(step.id, None, failure.identity, failure.kind, conflict=True, message=message)
        except OSError as error:
            return self._end_after_error(step, intent, error)
        self._kept |= item.leans_on
        self._leaned_on |= item.leans_on
        if item.touch is not None:
            self._touched.add(step.identity.inode, *item.touch)
        links = 0 if item.links == step.links else item.links
        allocated = -1 if item.allocated == step.bytes_occupied else item.allocated
        return Done(step.id, moved.place, moved.identity, links=links, allocated=allocated, touched=item.touch)

    def _end_after_error(self, step: Step, intent: Intent, error: OSError) -> Record | None:
        """How a step that raised an error ended: the disk says whether it moved before that; None if unknown."""
        try:
            with OpenFolders() as folders:
                end = self._mover.end_of_move(cut_off(intent), folders)
        except (OSError, NotOurs):
            end = None
        if end is None:
            self.is_settled = False
            self._listen.warn(tr("It is not known whether the last file moved ({reason}); the next command finds out.",
                                 reason=_message(error)))  # fmt: skip
        if isinstance(end, NotMoved) and end.code == "interrupted":
            return NotMoved(step.id, Status.FAILED, _code(error), _message(error))
        return end

    def _open_keeper(self, keeper: Keeper | None, step: Step) -> OpenKeeper | OpenTree | None:
        """The copy that stays for a step, held open from one step of its group to the next."""
        if self._keeper is not None and self._keeper.keeper != keeper:
            self._let_go_of_keeper()
        if keeper is not None:
            self._guard.check_keeper(keeper.path, step.path, step.kind)
            if step.proof is Proof.SAME_TREE:
                self._guard.check_mounts(keeper.path)
            if keeper.identity.device != step.identity.device:
                self._guard.check_views(keeper.path, step.path)
        if keeper is not None and self._keeper is None:
            is_tree = step.proof is Proof.SAME_TREE
            self._keeper = OpenTree(keeper) if is_tree else OpenKeeper(keeper, self._touched)
        return self._keeper

    def _let_go_of_keeper(self) -> None:
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None


def _batches(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """As ``batches``, but a step that waits for others begins a new batch, so they have moved when it is announced."""
    for _, some in groupby(steps, attrgetter("waits_for_others")):
        yield from batches(some)


def _not_moved(step: Step, problem: NotPossible) -> NotMoved:
    status = Status.FAILED if problem.code in _TRIED else Status.SKIPPED
    return NotMoved(step.id, status, problem.code, problem.message)


def _code(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, "error")


def _message(error: OSError) -> str:
    return {
        errno.EACCES: tr("no permission to move it"),
        errno.EPERM: tr("the system does not allow it to be moved"),
        errno.EROFS: tr("the volume is read-only"),
        errno.ENOSPC: tr("the volume is full"),
        errno.EDQUOT: tr("your quota is used up"),
        errno.EBUSY: tr("in use by the system, or something is mounted there"),
    }.get(error.errno or 0, error.strerror or str(error) or type(error).__name__)
