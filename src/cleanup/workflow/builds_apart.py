"""A build folder is proved by the project's own file beside it: where that goes, the folder stays. Reads the disk."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence

from cleanup.disk.builds import build_at
from cleanup.model.category import Proof
from cleanup.model.names import alike
from cleanup.model.paths import split
from cleanup.model.plan import Kind, Step


def without_builds_of_what_goes(steps: Sequence[Step]) -> list[Step]:
    """The steps without those of build folders whose rule would not hold any more once the others were carried out."""
    going: dict[bytes, set[str]] = defaultdict(set)
    for step in steps:
        folder, name = split(step.path)
        going[folder].add(alike(os.fsdecode(name)))
    return [step for step in steps if not (_is_build(step) and _loses_its_rule(step, going[split(step.path)[0]]))]


def _is_build(step: Step) -> bool:
    return step.proof is Proof.BY_RULE and step.kind is Kind.FOLDER and step.category == "build-folders"


def _loses_its_rule(step: Step, going: set[str]) -> bool:
    try:
        return len(going) > 1 and build_at(os.fsdecode(step.path), going) is None
    except OSError:
        # Whatever it is, the move will say.
        return False
