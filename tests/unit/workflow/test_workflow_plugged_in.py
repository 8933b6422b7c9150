"""The numbers that things of an old plan have now: only what is surely the same gets them, and never another's."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.model.coverage import LASTING, Mount, Volume
from cleanup.model.plan import Plan
from cleanup.workflow import plugged_in
from cleanup.workflow.plugged_in import plan_as_plugged_in
from support.kinds import Tree
from support.moving import a_plan, a_step

OLD, OLDER = 99, 98
DRIVE = LASTING + "1234"


@pytest.fixture
def root(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on a drive with a UUID."""
    monkeypatch.setattr(plugged_in, "with_uuid", lambda mount: replace(mount, identity=DRIVE))
    monkeypatch.setattr(plugged_in, "mount_of", lambda *_: Mount("/", "ext4", access_times=True, reason=""))
    return tree({"a": "1", "b": "1", "c": "22"})


def old_plan(root: Path, devices: dict[str, int], volume: Volume) -> Plan:
    """A plan whose steps were made when their devices had these numbers."""
    steps = [a_step(root / name, root / "b" if name == "a" else None) for name in devices]
    steps = [
        replace(
            step,
            identity=replace(step.identity, device=device),
            keeper=step.keeper and replace(step.keeper, identity=replace(step.keeper.identity, device=device)),
        )
        for step, device in zip(steps, devices.values(), strict=True)
    ]
    return replace(a_plan(*steps), volumes=(volume,))


def drive(identity: str = DRIVE, *devices: int) -> Volume:
    return Volume("/", "ext4", access_times=True, reason="", identity=identity, devices=devices)


def test_steps_and_copies_that_stay_get_the_number_of_now(root: Path) -> None:
    plan = plan_as_plugged_in(old_plan(root, {"a": OLD}, drive(DRIVE, OLD)))
    now = root.stat().st_dev
    (step,) = plan.steps
    assert (step.identity.device, step.keeper and step.keeper.identity.device) == (now, now)
    assert plan.volumes[0].devices == (now,)
    assert plan_as_plugged_in(plan) is plan


@pytest.mark.parametrize("identity", [LASTING + "another", "/dev/sdb1", ""])
def test_nothing_is_guessed_of_another_drive(root: Path, identity: str) -> None:
    plan = old_plan(root, {"a": OLD}, drive(identity, OLD))
    assert plan_as_plugged_in(plan) is plan


def test_what_had_the_number_of_now_before_is_not_mixed_up_with_it(root: Path) -> None:
    now = root.stat().st_dev
    plan = plan_as_plugged_in(old_plan(root, {"a": OLD, "c": now}, drive(DRIVE, OLD)))
    assert plan.steps[0].identity.device == now
    assert plan.steps[1].identity.device not in {now, OLD}


def test_two_volumes_never_become_one(root: Path) -> None:
    plan = plan_as_plugged_in(old_plan(root, {"a": OLD, "c": OLDER}, drive(DRIVE, OLD, OLDER)))
    assert len({step.identity.device for step in plan.steps}) == 2


def test_made_up_numbers_are_told_by_path_size_and_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugged_in, "numbers_last", lambda _: False)
    plan = old_plan(root, {"a": OLD, "c": OLD}, drive(DRIVE, OLD))
    inodes = {"a": 7, "c": (root / "b").stat().st_ino}
    steps = [replace(step, identity=replace(step.identity, inode=inodes[_name(step.path)])) for step in plan.steps]
    (root / "c").write_text("333")
    now = plan_as_plugged_in(replace(plan, steps=tuple(steps)))
    assert now.steps[0].identity.inode == (root / "a").stat().st_ino
    # It changed, and its old number is that of another file now.
    assert now.steps[1].identity.inode not in {(root / name).stat().st_ino for name in "abc"}


def _name(path: bytes) -> str:
    return os.fsdecode(os.path.basename(path))
