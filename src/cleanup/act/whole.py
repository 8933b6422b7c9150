"""Checks of a plan as a whole: what no look at a single step can tell. Pure: nothing here touches the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable

from cleanup.act.records import NotMoved
from cleanup.language import tr
from cleanup.model.plan import Kind, Plan, Step
from cleanup.model.run import Status


def fit_to_move(plan: Plan) -> tuple[list[Step], list[NotMoved]]:
    """The steps that may be tried, and those that a check of the whole plan holds back.

    No path twice, nothing inside a folder that moves, and no copy that stays: not as a step of any category, under
    any of its names, nor inside a folder that moves.
    """
    kept_paths = {_usual(step.keeper.path) for step in plan.steps if step.keeper}
    kept = kept_files(plan)
    above_kept = {folder for path in kept_paths for folder in _folders_above(path)}
    fit: list[Step] = []
    held: list[NotMoved] = []
    seen: set[bytes] = set()
    for step in plan.steps:
        if _usual(step.path) in kept_paths or (step.identity.device, step.identity.inode) in kept:
            held.append(held_back(step, "is-keeper", tr("it is the copy that stays")))
        elif step.kind is Kind.FOLDER and step.path in above_kept:
            held.append(held_back(step, "holds-keeper", tr("a copy that stays is in it")))
        elif step.path in seen:
            held.append(held_back(step, "repeated", tr("named twice in the plan")))
        else:
            seen.add(step.path)
            fit.append(step)
    folders = {step.path for step in fit if step.kind is Kind.FOLDER}
    inside = [step for step in fit if not folders.isdisjoint(_folders_above(step.path))] if folders else []
    held += [held_back(step, "inside", tr("moves with a folder above it")) for step in inside]
    left_out = {id(step) for step in inside}
    return [step for step in fit if id(step) not in left_out], held


def kept_files(plan: Plan) -> frozenset[tuple[int, int]]:
    """Device and inode of all copies that stay."""
    keepers = (step.keeper.identity for step in plan.steps if step.keeper)
    return frozenset((identity.device, identity.inode) for identity in keepers)


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
