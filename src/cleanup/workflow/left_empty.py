"""How many folders a plan leaves with nothing in them."""

from __future__ import annotations

import os
from collections import defaultdict

from cleanup.disk.system import leave, names_in, open_folder
from cleanup.model.paths import folded, parts, split
from cleanup.model.plan import Plan
from cleanup.workflow.environment import Context


def folders_left_empty(plan: Plan, context: Context) -> int:
    """The folders that hold nothing but what moves; none that was scanned itself, that a desktop expects, or that is
    hidden, where the next scan would not look.

    Lists each folder once; one that cannot be listed is none.
    """
    going: defaultdict[bytes, set[str]] = defaultdict(set)
    for step in plan.steps:
        folder, name = split(step.path)
        going[folder].add(os.fsdecode(name))
    stay = context.protection().home_folders if going else frozenset()
    return sum(
        folder not in plan.roots and folded(os.fsdecode(folder)) not in stay and _hold_nothing_else(folder, names)
        for folder, names in going.items()
        if not any(part.startswith(".") for part in parts(os.fsdecode(folder)))
    )


def _hold_nothing_else(folder: bytes, names: set[str]) -> bool:
    try:
        handle = open_folder(os.fsdecode(folder))
    except OSError:
        return False
    try:
        return names.issuperset(names_in(handle))
    except OSError:
        return False
    finally:
        leave(handle)
