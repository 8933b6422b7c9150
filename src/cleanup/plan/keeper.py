"""Which copy of each group stays, by rules in order."""

from __future__ import annotations

from itertools import islice

import numpy as np
from numpy.typing import NDArray

from cleanup.model.category import Proof
from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.inventory import Rows
from cleanup.model.rule import DEFAULT_RULES, FIRST_RULE, Rule, RuleName
from cleanup.model.thing import Things
from cleanup.plan.keep_rules import VALUES, Contest, Known, Values, outside
from cleanup.plan.standing import Standing

_BY_PROOF = (Proof.SAME_TREE, Proof.SAME_BYTES, Proof.EXTRACTED, Proof.ALIKE, Proof.BY_RULE, Proof.NONE)
_MOST = np.iinfo(np.int64).max


def choose_keepers(
    findings: Findings,
    things: Things,
    rules: tuple[Rule, ...] = DEFAULT_RULES,
    known: Known | None = None,
) -> tuple[Rows, Values]:
    """The copy that stays in each group: among those that are best by one rule, the best by the next, and so on.

    Gives the things, and for each the number of the rule that ruled out the last of the others, or the number of rules
    if none did (a tie). The last resort is the first path in byte order. If a tie is between copies in the folder of a
    rule ``in``, that rule decided: everything in there stays anyway.
    """
    known = known or Known(Standing(things))
    keepers = np.full(len(findings), NO_KEEPER, dtype=np.int64)
    decided = np.full(len(findings), len(rules), dtype=np.int64)
    holding = decided.copy()
    # What may still stay: things in groups that no rule has decided, with the groups they are in.
    left, groups = findings.members, findings.group_of_members()
    for number, rule in enumerate(rules):
        if not len(left):
            break
        best = np.ones(len(left), dtype=np.bool_)
        contest = Contest(left, groups, findings, keepers, known)
        for values in VALUES[rule.name](rule, contest):
            # Among those that are best by the rules before, the ones with the lowest value.
            best &= _are_least(np.where(best, values, _MOST), groups)
        left, groups = left[best], groups[best]
        if rule.name == RuleName.IN:
            holding[groups[outside(rule.folder, Contest(left, groups, findings, keepers, known)) == 0]] = number
        alone = np.bincount(groups, minlength=len(findings))[groups] == 1
        if rule == FIRST_RULE:
            # If there is only one, it was not told from anything.
            alone &= np.diff(findings.starts)[groups] > 1
        keepers[groups[alone]] = left[alone]
        decided[groups[alone]] = number
        left, groups = left[~alone], groups[~alone]
    decided[groups] = holding[groups]
    paths = zip(things.each_path(left), left.tolist(), strict=True)
    for group, count in zip(*_runs(groups), strict=True):
        keepers[group] = min(islice(paths, count))[1]
    return keepers, decided


def in_order(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """These rules, after the one that always goes first."""
    return (FIRST_RULE, *(rule for rule in rules if rule != FIRST_RULE))


USUAL = in_order(DEFAULT_RULES)


def by_proof(findings: tuple[Findings, ...]) -> list[int]:
    """The positions of all categories, first those that best prove what is one too many; folders before what is in
    them.
    """
    return sorted(range(len(findings)), key=lambda place: _BY_PROOF.index(findings[place].category.proof))


def _are_least(values: Values, groups: Rows) -> NDArray[np.bool_]:
    """Which values are the lowest in their group."""
    begins = np.append(True, groups[1:] != groups[:-1])
    least = np.minimum.reduceat(values, np.flatnonzero(begins))
    return np.asarray(values == least[np.cumsum(begins) - 1], dtype=np.bool_)


def _runs(groups: Rows) -> tuple[list[int], list[int]]:
    """Each group, and how many consecutive entries it has."""
    begins = np.flatnonzero(np.append(True, groups[1:] != groups[:-1])[: len(groups)])
    return groups[begins].tolist(), np.diff(np.append(begins, len(groups))).tolist()
