"""A build folder is proved by the project's own file beside it: where that goes, the folder stays. Reads the disk."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence

from cleanup.disk.by_rule import loses_its_rule
from cleanup.model.category import Proof
from cleanup.model.names import alike
from cleanup.model.paths import split
from cleanup.model.plan import Kind, Step


def without_builds_of_what_goes(steps: Sequence[Step]) -> list[Step]:
    """The steps without those of folders whose rule would not hold any more once the others were carried out."""
    going: dict[bytes, set[str]] = defaultdict(set)
    for step in steps:
        folder, name = split(step.path)
        going[folder].add(alike(os.fsdecode(name)))
    return [step for step in steps if not _loses_its_rule(step, going[split(step.path)[0]])]


def _loses_its_rule(step: Step, going: set[str]) -> bool:
    if step.proof is not Proof.BY_RULE or step.kind is not Kind.FOLDER or len(going) < 2:
        return False
    return loses_its_rule(step.category, os.fsdecode(step.path), going)
