"""Checks of a plan as a whole: what no look at a single step can tell. Pure: nothing here touches the disk."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import compress

import numpy as np

from cleanup.act.records import NotMoved
from cleanup.language import tr
from cleanup.model.grouping import is_among, occurs_again
from cleanup.model.paths import above, usual
from cleanup.model.plan import Identity, Kind, Plan, Step
from cleanup.model.run import Status


@dataclass(frozen=True, slots=True)
class Whole:
    """What a plan is as a whole: its bytes, the records of the steps that do not move, by their place in it, and the
    device and inode of all copies that stay, where a folder moves that one of them could be in."""

    plan: Plan
    size: int
    held: dict[int, NotMoved]
    kept: frozenset[tuple[int, int]]

    def fit(self) -> Iterator[Step]:
        """The steps that may be tried."""
        return (step for row, step in enumerate(self.plan.steps) if row not in self.held)


def look_over(plan: Plan) -> Whole:
    """Hold back what a check of the whole plan forbids.

    No path twice, nothing inside a folder that moves, and no copy that stays: not as a step of any category, under
    any of its names, nor inside a folder that moves.
    """
    marks = _Marks(plan.steps)
    # Most plans have none of these, and then nothing of a step is held.
    doubtful = marks.doubtful()
    steps = dict(compress(enumerate(plan.steps), doubtful)) if any(doubtful) else {}
    held = _held_back(plan, steps)
    folders = {step.path for row, step in steps.items() if step.kind is Kind.FOLDER and row not in held}
    keepers = (step.keeper for step in (plan.steps if marks.has_folders else ()))
    kept = frozenset(_physical(keeper.identity) for keeper in keepers if keeper)
    return Whole(plan, marks.size, held | _inside(plan, folders, held), kept)


class _Marks:
    """Eight bytes for each path and file of very many steps, to find those that could meet another one.

    The few that are alike by chance are looked at like the others.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self._paths, self._files, self._kept_paths, self._kept = (array("q") for _ in range(4))
        self._folders = array("b")
        self.size = 0
        for step in steps:
            self.size += step.bytes_inside
            self._folders.append(step.kind is Kind.FOLDER)
            self._paths.append(hash(usual(step.path)))
            self._files.append(hash(_physical(step.identity)))
            if step.keeper:
                self._kept_paths.append(hash(usual(step.keeper.path)))
                self._kept.append(hash(_physical(step.keeper.identity)))
        self.has_folders = any(self._folders)

    def doubtful(self) -> list[bool]:
        """For each step, whether it could be held back: folders, and what seems to be a copy that stays, or named
        twice."""
        paths, files = np.array(self._paths), np.array(self._files)
        doubtful = np.array(self._folders, dtype=np.bool_) | occurs_again(paths)
        doubtful |= is_among(paths, np.array(self._kept_paths)) | is_among(files, np.array(self._kept))
        found: list[bool] = doubtful.tolist()
        return found


def _held_back(plan: Plan, doubtful: Mapping[int, Step]) -> dict[int, NotMoved]:
    """The records of those among the doubtful steps, by their place, that do not move."""
    kept_paths, kept, above_kept = _kept_among(plan, doubtful.values())
    held: dict[int, NotMoved] = {}
    seen: set[bytes] = set()
    for row, step in doubtful.items():
        if usual(step.path) in kept_paths or _physical(step.identity) in kept:
            held[row] = held_back(step, "is-keeper", tr("it is the copy that stays"))
        elif step.kind is Kind.FOLDER and step.path in above_kept:
            held[row] = held_back(step, "holds-keeper", tr("a copy that stays is in it"))
        elif step.path in seen:
            held[row] = held_back(step, "repeated", tr("named twice in the plan"))
        else:
            seen.add(step.path)
    return held


def _inside(plan: Plan, folders: Set[bytes], held: Container[int]) -> dict[int, NotMoved]:
    """The records of the steps that lie in a folder that moves."""
    if not folders:
        return {}
    return {
        row: held_back(step, "inside", tr("moves with a folder above it"))
        for row, step in enumerate(plan.steps)
        if row not in held and not folders.isdisjoint(above(step.path))
    }


def _kept_among(plan: Plan, steps: Collection[Step]) -> tuple[set[bytes], set[tuple[int, int]], set[bytes]]:
    """The paths and the files of the copies that stay and are among these steps, and the folders with one in them."""
    paths = {usual(step.path) for step in steps}
    files = {_physical(step.identity) for step in steps}
    folders = {step.path for step in steps if step.kind is Kind.FOLDER}
    kept_paths: set[bytes] = set()
    kept: set[tuple[int, int]] = set()
    above_kept: set[bytes] = set()
    for keeper in (step.keeper for step in (plan.steps if steps else ())):
        if keeper:
            kept_paths |= paths & {usual(keeper.path)}
            kept |= files & {_physical(keeper.identity)}
            above_kept |= folders.intersection(above(usual(keeper.path)) if folders else ())
    return kept_paths, kept, above_kept


def _physical(identity: Identity) -> tuple[int, int]:
    return identity.device, identity.inode


def held_back(step: Step, code: str, message: str, status: Status = Status.SKIPPED) -> NotMoved:
    """The record of a step that was not announced in the journal, with all that is told of it."""
    return NotMoved(step.id, status, code, message, step.path, step.kind, step.category, step.bytes_inside)
