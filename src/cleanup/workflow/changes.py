"""What has changed on the disk since somebody looked at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cleanup.act.touched import Touched
from cleanup.disk.system import facts_by_path
from cleanup.model.plan import Identity, Kind, Plan


def changed_steps(plan: Plan, state: Path) -> int:
    """How many steps would not be carried out now, because the thing or the copy that stays has changed or is gone.

    Reads the disk, and in ``state`` what our own moves touched. What cannot be looked at counts as unchanged: it is
    checked again before it moves.
    """
    has_changed = asked_for_changes(state)
    changed = 0
    keeper, gone = None, False
    for step in plan.steps:
        # The steps of a group are consecutive: its copy that stays is looked at once.
        if step.keeper != keeper:
            keeper = step.keeper
            gone = keeper is not None and has_changed(keeper.path, step.kind, keeper.identity)
        changed += gone or has_changed(step.path, step.kind, step.identity)
    return changed


def asked_for_changes(state: Path) -> Callable[[bytes, Kind, Identity], bool]:
    """A function that says whether what was seen at a path has changed or is gone; False if it cannot be looked at.

    What our own moves touched, according to ``state``, does not count as changed.
    """
    touched = Touched(state)

    def has_changed(path: bytes, kind: Kind, identity: Identity) -> bool:
        try:
            return not touched.is_as_shown(facts_by_path(path), kind, identity)
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False

    return has_changed
