"""A build folder is proved by the project's own file beside it: if that goes, the folder stays. Reads the disk."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence

from cleanup.disk.rules.by_rule import loses_its_rule
from cleanup.model.category import Proof
from cleanup.model.names import alike
from cleanup.model.paths import split
from cleanup.model.plan import Kind, Step


def without_builds_of_what_goes(steps: Sequence[Step]) -> list[Step]:
    """The steps, without folders whose rule would no longer fit once the others were carried out."""
    if not any(map(_has_a_rule, steps)):
        return list(steps)
    going: dict[bytes, set[str]] = defaultdict(set)
    for step in steps:
        folder, name = split(step.path)
        going[folder].add(alike(os.fsdecode(name)))
    return [step for step in steps if not _loses_its_rule(step, going[split(step.path)[0]])]


def _loses_its_rule(step: Step, going: set[str]) -> bool:
    return _has_a_rule(step) and len(going) > 1 and loses_its_rule(step.category, os.fsdecode(step.path), going)


def _has_a_rule(step: Step) -> bool:
    return step.proof is Proof.BY_RULE and step.kind is Kind.FOLDER
