"""A keep rule: the copy whose path comes last."""

from __future__ import annotations

import numpy as np

from cleanup.language import mark
from cleanup.model.inventory import Rows
from cleanup.model.rule import Rule, RuleWords
from cleanup.plan.keeper import Known, Values

NAME = "last-path"
WORDS = RuleWords(why=mark("the last by its path"), pick=mark("the last by its path"))


def values(rule: Rule, some: Rows, known: Known) -> tuple[Values, ...]:
    """The last path has the least number."""
    paths = [known.standing.things.path(thing) for thing in some.tolist()]
    order = {path: number for number, path in enumerate(sorted(set(paths), reverse=True))}
    return (np.array([order[path] for path in paths], dtype=np.int64),)
