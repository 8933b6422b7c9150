"""A keep rule: the copy whose path comes last."""

from __future__ import annotations

import numpy as np

from cleanup.language import mark
from cleanup.model.rule import Rule, RuleWords
from cleanup.plan.keep_rules import Contest, Values

NAME = "last-path"
WORDS = RuleWords(why=mark("the last by its path"), pick=mark("the last by its path"))


def values(rule: Rule, contest: Contest) -> tuple[Values, ...]:
    """The last path has the least number."""
    paths = contest.things.paths(contest.some)
    order = {path: number for number, path in enumerate(sorted(set(paths), reverse=True))}
    return (np.array([order[path] for path in paths], dtype=np.int64),)
