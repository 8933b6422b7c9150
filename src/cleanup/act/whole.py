"""Checks of a plan as a whole: what no look at a single step can tell. Pure: nothing here touches the disk."""

from __future__ import annotations

import os
from array import array
from collections.abc import Collection, Container, Iterable, Iterator, Set
from itertools import compress

import numpy as np

from cleanup.act.records import NotMoved
from cleanup.language import tr
from cleanup.model.grouping import is_among, occurs_again
from cleanup.model.plan import Identity, Kind, Plan, Step
from cleanup.model.run import Status


def fit_to_move(plan: Plan) -> tuple[Iterator[Step], list[NotMoved]]:
    """The steps that may be tried, and those that a check of the whole plan holds back.

    No path twice, nothing inside a folder that moves, and no copy that stays: not as a step of any category, under
    any of its names, nor inside a folder that moves.
    """
    held = _held_back(plan)
    return (step for row, step in enumerate(plan.steps) if row not in held), list(held.values())


def kept_files(plan: Plan) -> frozenset[tuple[int, int]]:
    """Device and inode of all copies that stay, where a folder moves that one of them could be in."""
    if all(step.kind is not Kind.FOLDER for step in plan.steps):
        return frozenset()
    return frozenset(_physical(step.keeper.identity) for step in plan.steps if step.keeper)


def _held_back(plan: Plan) -> dict[int, NotMoved]:
    """The records of the steps that do not move, by their place in the plan."""
    doubtful = dict(compress(enumerate(plan.steps), _doubtful(plan)))
    kept_paths, kept, above_kept = _kept_among(plan, doubtful.values())
    held: dict[int, NotMoved] = {}
    seen: set[bytes] = set()
    for row, step in doubtful.items():
        if _usual(step.path) in kept_paths or _physical(step.identity) in kept:
            held[row] = held_back(step, "is-keeper", tr("it is the copy that stays"))
        elif step.kind is Kind.FOLDER and step.path in above_kept:
            held[row] = held_back(step, "holds-keeper", tr("a copy that stays is in it"))
        elif step.path in seen:
            held[row] = held_back(step, "repeated", tr("named twice in the plan"))
        else:
            seen.add(step.path)
    folders = {step.path for row, step in doubtful.items() if step.kind is Kind.FOLDER and row not in held}
    return held | _inside(plan, folders, held)


def _inside(plan: Plan, folders: Set[bytes], held: Container[int]) -> dict[int, NotMoved]:
    """The records of the steps that lie in a folder that moves."""
    if not folders:
        return {}
    return {
        row: held_back(step, "inside", tr("moves with a folder above it"))
        for row, step in enumerate(plan.steps)
        if row not in held and not folders.isdisjoint(_folders_above(step.path))
    }


def _doubtful(plan: Plan) -> list[bool]:
    """For each step, whether it could be held back: folders, and what seems to be a copy that stays, or named twice.

    Told by eight bytes for each path and file, since a plan can have millions of steps; the few that are alike by
    chance are doubtful too.
    """
    paths, files, kept_paths, kept = (array("q") for _ in range(4))
    folders = array("b")
    for step in plan.steps:
        paths.append(hash(_usual(step.path)))
        files.append(hash(_physical(step.identity)))
        folders.append(step.kind is Kind.FOLDER)
        if step.keeper:
            kept_paths.append(hash(_usual(step.keeper.path)))
            kept.append(hash(_physical(step.keeper.identity)))
    doubtful = np.array(folders, dtype=np.bool_) | occurs_again(np.array(paths))
    doubtful |= is_among(np.array(paths), np.array(kept_paths)) | is_among(np.array(files), np.array(kept))
    found: list[bool] = doubtful.tolist()
    return found


def _kept_among(plan: Plan, steps: Collection[Step]) -> tuple[set[bytes], set[tuple[int, int]], set[bytes]]:
    """The paths and the files of the copies that stay and are among these steps, and the folders with one in them."""
    paths = {_usual(step.path) for step in steps}
    files = {_physical(step.identity) for step in steps}
    folders = {step.path for step in steps if step.kind is Kind.FOLDER}
    kept_paths, kept, above_kept = set(), set(), set()
    for step in plan.steps if steps else ():
        if step.keeper:
            kept_paths |= paths & {_usual(step.keeper.path)}
            kept |= files & {_physical(step.keeper.identity)}
            if folders:
                above_kept |= folders & set(_folders_above(_usual(step.keeper.path)))
    return kept_paths, kept, above_kept


def _physical(identity: Identity) -> tuple[int, int]:
    return identity.device, identity.inode


def held_back(step: Step, code: str, message: str, status: Status = Status.SKIPPED) -> NotMoved:
    """The record of a step that was not announced in the journal, with all that is told of it."""
    return NotMoved(step.id, status, code, message, step.path, step.kind, step.category, step.bytes_inside)


def _usual(path: bytes) -> bytes:
    """The usual spelling of an absolute path: one slash, no points."""
    return b"/" + os.path.normpath(path).lstrip(b"/")


def _folders_above(path: bytes) -> Iterable[bytes]:
    while path != (above := os.path.dirname(path)):
        yield above
        path = above
