"""What a plan made now would move, recounted from its steps and from the disk, never from the selection."""

from __future__ import annotations

import os

from cleanup.plan.steps import steps_of
from cleanup.workflow.reviewing import plan_of_selection
from support.reviewing import ScannedFolder


def going(scanned: ScannedFolder) -> set[str]:
    """What a plan made now would move."""
    return {os.fsdecode(step.path) for step in plan_of_selection(scanned.selection, scanned.context).steps}


def things_in(plan: set[str]) -> int:
    """How many things these paths are: a file that has several names is one."""
    return len({(facts.st_dev, facts.st_ino) for facts in map(os.lstat, plan)})


def check_plan(scanned: ScannedFolder) -> None:
    """Of each group of copies, as the disk has them, one stays; each step leans on one that does."""
    plan = going(scanned)
    contents: dict[bytes, list[str]] = {}
    for path in scanned.root.rglob("*"):
        if path.is_file() and path.stat().st_size:
            contents.setdefault(path.read_bytes(), []).append(str(path))
    for paths in contents.values():
        assert len(paths) == 1 or set(paths) - plan, f"nothing stays of {paths}"
    for step in steps_of(scanned.selection, ("duplicates",)):
        assert step.keeper is not None
        assert os.fsdecode(step.keeper.path) not in plan
