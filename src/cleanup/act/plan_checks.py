"""Checks of a plan as a whole, which no look at a single step can make. Pure: never touches the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanup.act.records import NotMoved
from cleanup.language import tr
from cleanup.model.category import Proof
from cleanup.model.paths import above, usual
from cleanup.model.plan import Identity, Kind, Plan, Step
from cleanup.model.run import Status


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """A plan, the records of the steps that do not move, by position, and the device and inode of all
    copies that stay.
    """

    plan: Plan
    not_moved: dict[int, NotMoved]
    kept: frozenset[tuple[int, int]]

    def fit(self) -> Iterator[Step]:
        """The steps that the check allows."""
        return (step for row, step in enumerate(self.plan.steps) if row not in self.not_moved)


def check_plan(plan: Plan) -> CheckedPlan:
    """Refuse the steps that a check of the whole plan forbids.

    No path twice, nothing inside a folder that moves, and no copy that stays: not as a step of any category, under any
    of its names, nor inside a folder that moves. Nothing moves out of a folder that stays.
    """
    keepers = [step.keeper for step in plan.steps if step.keeper]
    kept_paths = {usual(keeper.path) for keeper in keepers}
    kept = frozenset(_physical(keeper.identity) for keeper in keepers)
    has_folders = any(step.kind is Kind.FOLDER for step in plan.steps)
    above_kept = {folder for path in kept_paths for folder in above(path)} if has_folders else set()
    kept_trees = {keeper.path for step in plan.steps if (keeper := step.keeper) and step.proof is Proof.SAME_TREE}
    not_moved: dict[int, NotMoved] = {}
    if kept_trees:
        inside = {row for row, step in enumerate(plan.steps) if not kept_trees.isdisjoint(above(step.path))}
        # Under another name, it would still leave that folder.
        kept |= {_physical(plan.steps[row].identity) for row in inside}
    seen: set[bytes] = set()
    for row, step in enumerate(plan.steps):
        if usual(step.path) in kept_paths or _physical(step.identity) in kept:
            not_moved[row] = refused(step, "is-keeper", tr("it is the copy that stays"))
        elif step.kind is Kind.FOLDER and step.path in above_kept:
            not_moved[row] = refused(step, "holds-keeper", tr("it contains a copy that stays"))
        elif step.path in seen:
            not_moved[row] = refused(step, "repeated", tr("named twice in the plan"))
        else:
            seen.add(step.path)
    folders = {
        step.path
        for row, step in enumerate(plan.steps)
        # A folder that moves only when empty takes nothing with it.
        if step.kind is Kind.FOLDER and not step.waits_for_others and row not in not_moved
    }
    for row, step in enumerate(plan.steps):
        if folders and row not in not_moved and not folders.isdisjoint(above(step.path)):
            not_moved[row] = refused(step, "inside", tr("moves with a folder above it"))
    return CheckedPlan(plan, not_moved, kept)


def refused(step: Step, code: str, message: str, status: Status = Status.SKIPPED) -> NotMoved:
    """The record of a step that was not announced in the journal, with all that is reported about it."""
    return NotMoved(step.id, status, code, message, step.path, step.kind, step.category, step.bytes_inside)


def _physical(identity: Identity) -> tuple[int, int]:
    return identity.device, identity.inode
