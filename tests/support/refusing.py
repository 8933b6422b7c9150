"""Why a thing may not move now, as the checks right before a move say it."""

from __future__ import annotations

import os
from collections.abc import Callable

from cleanup.act.item import OpenItem
from cleanup.act.keeper import OpenKeeper
from cleanup.act.movers.mover import NotPossible
from cleanup.act.same_tree import OpenTree
from cleanup.model.category import Proof
from cleanup.model.plan import Step


def never() -> bool:
    return False


def code(step: Step, stopped: Callable[[], bool] = never) -> str:
    """The code of the reason why a step's thing may not move now, or ""; no descriptor stays open."""
    before = len(os.listdir("/proc/self/fd"))
    keeper: OpenKeeper | OpenTree | None = None
    try:
        if step.keeper is not None:
            keeper = OpenTree(step.keeper) if step.proof is Proof.SAME_TREE else OpenKeeper(step.keeper)
        with OpenItem(step) as item:
            item.check(keeper, stopped)
    except NotPossible as problem:
        assert problem.message
        return problem.code
    finally:
        if keeper is not None:
            keeper.close()
        assert len(os.listdir("/proc/self/fd")) == before
    return ""
