"""The story of a self-test: a file of our own goes to the trash, is found there, comes back, and is freed for good.

It uses the same code that moves people's files, with journals of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from cleanup.act.history import replay
from cleanup.act.journal import forget_runs, run_files
from cleanup.act.lock import RunLock, drop_empty
from cleanup.act.recover import recover
from cleanup.act.trial_file import TrialFile, drop_noted, drop_trial
from cleanup.act.undo import RestoreOptions
from cleanup.language import tr
from cleanup.model.errors import CleanupError
from cleanup.model.event import Listener
from cleanup.model.run import Item, Run, State, Status, Whereabouts
from cleanup.model.self_test import SelfTest, Tried
from cleanup.model.way import TO_TRASH, Way
from cleanup.workflow import moving, planning, undoing
from cleanup.workflow.environment import Context

FOLDER = "self-test"
# In it, until the test has ended: the path of its file.
_NOTE = "made"
_THERE = frozenset({State.IN_TRASH, State.OPEN, State.RESTORING, State.PURGING})


def try_way(folder: bytes, context: Context, way: Way = TO_TRASH) -> SelfTest:
    """Test the way that things from this folder go, to the trash or a quarantine; waits for a run to end.

    If an earlier self-test was cut off, that is put in order first. Raises StateProblem and UsageProblem if nothing may
    be moved at all, and InterruptedWait while it waits.
    """
    context.check_can_move()
    with RunLock(context.state, context.listener):
        warned = _Warned()
        own = replace(context, state=context.state / FOLDER, listener=warned)
        _clear_up(own)
        test = _Test(folder, own, warned, way)
        steps: list[Tried] = []
        for step, do in test.steps.items():
            try:
                steps.append(Tried(step, do()))
            except (OSError, CleanupError, _NotAsItMust) as problem:
                steps.append(Tried(step, _said(problem), ok=False))
                break
        test.drop()
        _clear_up(own)
        return SelfTest(folder, test.mover, tuple(steps))


class _Warned(Listener):
    """Keeps what a move warned about last: why its end is not known."""

    last = ""

    def warn(self, message: str) -> None:
        """See Listener."""
        self.last = message


class _NotAsItMust(Exception):
    """What was found is not what must be there."""


class _Test:
    """Each step says what it found, and raises _NotAsItMust, OSError or CleanupError if that is wrong."""

    def __init__(self, folder: bytes, own: Context, warned: _Warned, way: Way) -> None:
        self.mover = ""
        self.steps: dict[str, Callable[[], str]] = {
            "made": self._make, "moved": self._move, "found": self._find, "back": self._bring_back, "freed": self._free,
        }  # fmt: skip
        self._folder = folder
        self._own = own
        self._warned = warned
        self._way = way
        self._made: TrialFile | None = None

    def drop(self) -> None:
        """Remove the file where it was made, if it is there."""
        if self._made is not None:
            with suppress(OSError):
                self._made.drop()

    def _make(self) -> str:
        self._file = self._made = TrialFile(self._folder, self._own.state / _NOTE)
        return _text(self._file.path)

    def _move(self) -> str:
        self._item = self._moved()
        self.mover = self._item.mover
        return _text(self._item.place.path)

    def _find(self) -> str:
        (now,) = undoing.look_back(self._own, self._run.id)[0].now
        if now is not Whereabouts.IN_TRASH:
            raise _NotAsItMust(tr("it was not found in the trash ({where})", where=now.value))
        if problem := self._file.why_not_at(self._item.place.path, self._item.identity.inode):
            raise _NotAsItMust(problem)
        return tr("as it was")

    def _bring_back(self) -> str:
        (result,) = undoing.undo(self._run.id, lambda _: True, RestoreOptions(), self._own).results
        if result.status is not Status.DONE:
            raise _NotAsItMust(result.message)
        # A quarantine on another volume gave it as a copy, and takes one back.
        is_it = self._item.identity.inode == self._file.inode
        if problem := self._file.why_not_at(self._file.path, self._file.inode if is_it else None):
            raise _NotAsItMust(problem)
        _check_nothing_at(self._item)
        return tr("as it was")

    def _free(self) -> str:
        item = self._moved()
        ((_, result),) = undoing.purge([self._run.id], self._own).results
        if result.status is not Status.DONE:
            raise _NotAsItMust(result.message)
        _check_nothing_at(item)
        return tr("nothing is left of it")

    def _moved(self) -> Item:
        """Move it, and check that it is no longer where it was."""
        plan = planning.plan_of_files([os.fsdecode(self._file.path)], self._own)
        self._run: Run = moving.carry_out(plan, self._own, self._way)
        (item,) = self._run.items
        if item.status is not Status.DONE:
            raise _NotAsItMust((item.state is State.OPEN and self._warned.last) or item.message)
        if os.path.lexists(self._file.path):
            raise _NotAsItMust(tr("it is still where it was"))
        return item


def _check_nothing_at(item: Item) -> None:
    for path in filter(None, (item.place.path, item.place.info)):
        if os.path.lexists(path):
            raise _NotAsItMust(tr("{path} is left over", path=_text(path)))


def _clear_up(own: Context) -> None:
    """Remove what is left of self-tests, as far as possible: a file in the trash or in its folder, and journals.

    A journal stays if it says where something still is.
    """
    with suppress(CleanupError, OSError):
        with RunLock(own.state, own.listener):
            recover(own.state, own.listener, own.clock)
        undoing.purge([run.id for run in undoing.to_purge(None, None, own)], own)
        for file in run_files(own.state):
            items = replay(file).run.items
            for item in items:
                if item.state not in _THERE:
                    drop_trial(item.path, item.identity.inode)
            if not any(item.state in _THERE for item in items):
                forget_runs([file])
        drop_noted(own.state / _NOTE)
        with RunLock(own.state, own.listener):
            drop_empty(own.state, [own.state / "runs"])


def _said(problem: Exception) -> str:
    match problem:
        case CleanupError(message=message):
            return message
        case OSError(strerror=str(message)):
            return message
    return str(problem)


def _text(path: bytes) -> str:
    return path.decode("utf-8", "replace")
