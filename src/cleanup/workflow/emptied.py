"""The folders that a plan leaves with nothing in them, and the steps that move them after everything else."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from heapq import heappop, heappush

from cleanup.act.guard import Guard
from cleanup.act.movers.mover import NotPossible
from cleanup.disk.identity import kind_of
from cleanup.disk.rules.droppings import is_marker
from cleanup.disk.rules.protected import Protection
from cleanup.disk.rules.protected_above import ProtectedAbove
from cleanup.disk.system import Handle, allocated_bytes, facts_at, facts_by_path, leave, names_in, open_folder
from cleanup.find.empty_folders import EmptyFolders
from cleanup.language import mark
from cleanup.model.belonging import Belonging
from cleanup.model.category import Proof
from cleanup.model.choice import Choice
from cleanup.model.finding import Why
from cleanup.model.paths import above, folded, for_patterns, is_inside, joined, parts, split
from cleanup.model.plan import Identity, Kind, Plan, Step
from cleanup.walk.selection import Patterns
from cleanup.workflow.environment import Context
from cleanup.workflow.places import belonging_of_places

_WHY = Why(mark("nothing in it once the others have moved"))


def with_emptied(plan: Plan, choice: Choice, context: Context) -> Plan:
    """The plan with a step at its end for each folder that is empty by then, if that was asked for. Reads the disk."""
    if not choice.with_emptied:
        return plan
    steps = tuple(_steps(folders_emptied(plan, choice, context), int(plan.steps[-1].id) + 1 if plan.steps else 1))
    return replace(plan, steps=(*plan.steps, *steps))


def folders_emptied(plan: Plan, choice: Choice, context: Context) -> list[bytes]:
    """The topmost folders with nothing in them, or only folders like them, once everything in a plan has moved.

    Folders that a scan would not report as empty are left out: roots, hidden or protected ones, those that a desktop
    expects; and those in a whole. Lists the folders that something leaves; those that cannot be listed are left out.
    """
    going: defaultdict[bytes, set[str]] = defaultdict(set)
    for step in plan.steps:
        folder, name = split(step.path)
        going[folder].add(os.fsdecode(name))
    may = _MayGo(plan.roots, choice, context)
    # Deepest first: what becomes empty inside a folder goes with it.
    waiting = [(-len(parts(os.fsdecode(folder))), folder) for folder in going]
    waiting.sort()
    known = set(going)
    emptied: set[bytes] = set()
    while waiting:
        depth, folder = heappop(waiting)
        if not _holds_nothing_but(folder, going[folder], may.go) or not may.go(folder):
            continue
        emptied.add(folder)
        outer, name = split(folder)
        going[outer].add(os.fsdecode(name))
        if outer not in known:
            known.add(outer)
            heappush(waiting, (depth + 1, outer))
    gone = {step.path for step in plan.steps if step.kind is Kind.FOLDER}
    return sorted(
        folder
        for folder in emptied
        if split(folder)[0] not in emptied and folder not in gone and gone.isdisjoint(above(folder))
    )


def _steps(folders: list[bytes], number: int) -> Iterator[Step]:
    for folder in folders:
        try:
            seen = facts_by_path(os.fsdecode(folder))
        except OSError:
            continue
        yield Step(
            id=str(number),
            path=folder,
            kind=Kind.FOLDER,
            identity=Identity(seen.st_dev, seen.st_ino, 0, 0),
            allocated=allocated_bytes(seen),
            links=1,
            category=EmptyFolders.category.name,
            why=_WHY,
            proof=Proof.EMPTY,
            owner=seen.st_uid,
        )
        number += 1


class _MayGo:
    """Whether a folder may go once it is empty; looks up places when first needed."""

    def __init__(self, roots: tuple[bytes, ...], choice: Choice, context: Context) -> None:
        self._roots = roots
        self._choice = choice
        self._context = context
        self._protect = Patterns(choice.protect, ())

    def go(self, folder: bytes) -> bool:
        path = os.fsdecode(folder)
        if is_marker(split(folder)[1]) or folded(path) in self._protection.home_folders:
            return False
        under = self._choice.under
        if under and not any(folder != each and is_inside(folder, each) for each in under):
            return False
        if self._choice.protect and self._protect.wants_file(for_patterns(path)):
            return False
        if self._above.why_it_stays(folder) or self._belonging(folder).whole is not None:
            return False
        try:
            self._guard.check(folder, Kind.FOLDER)
            return self._choice.owner in {None, facts_by_path(path).st_uid}
        except (NotPossible, OSError):
            return False

    @cached_property
    def _protection(self) -> Protection:
        return self._context.protection()

    @cached_property
    def _above(self) -> ProtectedAbove:
        return ProtectedAbove(self._protection, self._roots)

    @cached_property
    def _belonging(self) -> Callable[[bytes], Belonging]:
        return belonging_of_places(self._context, self._roots)

    @cached_property
    def _guard(self) -> Guard:
        return Guard(self._protection, self._context.real_home, self._roots)


def _holds_nothing_but(folder: bytes, going: set[str], may_go: Callable[[bytes], bool]) -> bool:
    """Whether there is nothing in a folder but what is going, and folders with nothing in them that stays."""
    waiting = [(folder, going)]
    try:
        while waiting:
            here, names = waiting.pop()
            for inner in _others_in(here, names):
                if not may_go(inner):
                    return False
                waiting.append((inner, set()))
    except (OSError, _HoldsOther):
        return False
    return True


class _HoldsOther(Exception):
    """There is something in a folder that is not a folder."""


def _others_in(folder: bytes, going: set[str]) -> list[bytes]:
    """The folders in a folder that are not going; raises _HoldsOther for anything else there."""
    handle: Handle = open_folder(os.fsdecode(folder))
    try:
        others = [name for name in names_in(handle) if name not in going]
        if any(kind_of(facts_at(handle, name)) is not Kind.FOLDER for name in others):
            raise _HoldsOther
        return [joined(folder, os.fsencode(name)) for name in others]
    finally:
        leave(handle)
