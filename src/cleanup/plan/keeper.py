"""Which copy of each group stays, by rules in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cleanup.model.category import Proof
from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.inventory import Rows
from cleanup.model.paths import is_inside
from cleanup.model.rule import DEFAULT_RULES, Rule, RuleName
from cleanup.model.thing import Things
from cleanup.plan.copy_names import are_copies

_MOST = np.iinfo(np.int64).max
_NAMES_AT_ONCE = 1 << 15
Values = NDArray[np.int64]


def choose_keepers(
    findings: Findings,
    things: Things,
    rules: tuple[Rule, ...] = DEFAULT_RULES,
    roots: tuple[bytes, ...] = (),
) -> tuple[Rows, Values]:
    """The copy that stays, for each group: of those that are best by one rule, the best by the next, and so on.

    Gives the things, and for each the number of the rule that ruled out the last of the others, or how many rules
    there are where none did (a tie). The last resort is the first path in byte order. ``roots`` are the scanned
    folders, in the order they were named.
    """
    keepers = np.full(len(findings), NO_KEEPER, dtype=np.int64)
    decided = np.full(len(findings), len(rules), dtype=np.int64)
    # What may still stay: things of groups that no rule has decided, side by side with the groups they are of.
    left, groups = findings.members, findings.group_of_members()
    for number, rule in enumerate(rules):
        if not len(left):
            break
        best = np.ones(len(left), dtype=np.bool_)
        for values in VALUES[rule.name](rule, left, things, roots):
            # Among those that are best by the rules before, the ones with the least of this.
            best &= _are_least(np.where(best, values, _MOST), groups)
        left, groups = left[best], groups[best]
        alone = np.bincount(groups, minlength=len(findings))[groups] == 1
        keepers[groups[alone]] = left[alone]
        decided[groups[alone]] = number
        left, groups = left[~alone], groups[~alone]
    for group, start, end in _runs(groups):
        keepers[group] = min(left[start:end].tolist(), key=things.path)
    return keepers, decided


def with_keepers(all_findings: tuple[Findings, ...], things: Things) -> tuple[Findings, ...]:
    """The findings, those of several things each with what stays by the usual rules.

    What is one too many by a stronger proof does not stay, where there is anything else.
    """
    found, spare = list(all_findings), np.zeros(things.count, dtype=np.bool_)
    for place in by_proof(all_findings):
        each = found[place]
        if len(each.members) == len(each):
            found[place] = replace(each, keepers=np.full(len(each), NO_KEEPER, dtype=np.int64))
            continue
        found[place] = replace(each, keepers=choose_keepers(each.without(spare[each.members]), things)[0])
        spare[each.members[~found[place].kept()]] = True
    return tuple(found)


def by_proof(findings: tuple[Findings, ...]) -> list[int]:
    """The places of all categories, those first that can prove best what is one too many."""
    return sorted(range(len(findings)), key=lambda place: list(Proof).index(findings[place].category.proof))


def _are_least(values: Values, groups: Rows) -> NDArray[np.bool_]:
    """Which values are the least of their group."""
    begins = np.append(True, groups[1:] != groups[:-1])
    least = np.minimum.reduceat(values, np.flatnonzero(begins))
    return np.asarray(values == least[np.cumsum(begins) - 1], dtype=np.bool_)


def _runs(groups: Rows) -> Iterator[tuple[int, int, int]]:
    """Each group with the places where it begins and ends."""
    bounds = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1], [True]])) if len(groups) else groups
    return zip(groups[bounds[:-1]].tolist(), bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)


def _copy_names(some: Rows, things: Things) -> Values:
    """1 for the names of copies; in parts, since names take several times the memory of their numbers."""
    parts = [are_copies(things.names(some[at : at + _NAMES_AT_ONCE])) for at in range(0, len(some), _NAMES_AT_ONCE)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _outside(folder: bytes, some: Rows, things: Things) -> Values:
    """0 for what lies in a folder, at any depth, and 1 for all else."""
    return _by_folder(some, things, lambda path: 0 if is_inside(path, folder) else 1)


def _root_numbers(some: Rows, things: Things, roots: tuple[bytes, ...]) -> Values:
    """For each thing the number of the first root it lies in."""

    def number(path: bytes) -> int:
        return next((place for place, root in enumerate(roots) if is_inside(path, root)), len(roots))

    return _by_folder(some, things, number)


def _by_folder(some: Rows, things: Things, value: Callable[[bytes], int]) -> Values:
    """A value for each thing by the path of its folder, asked once for each folder."""
    folders, places = np.unique(things.folder_rows(some), return_inverse=True)
    values = [value(things.inventory.folder_path(folder)) for folder in folders.tolist()]
    return np.asarray(values, dtype=np.int64)[places]


# Numbers for each thing, the least of which is best; several where the first alone may not decide. A rule that is not
# built in is added here, and to ``model.rule.RULES``.
VALUES: dict[str, Callable[[Rule, Rows, Things, tuple[bytes, ...]], tuple[Values, ...]]] = {
    RuleName.IN: lambda rule, some, things, _: (_outside(rule.folder, some, things),),
    RuleName.NOT_IN: lambda rule, some, things, _: (1 - _outside(rule.folder, some, things),),
    RuleName.ORIGINAL_NAME: lambda _, some, things, __: (_copy_names(some, things),),
    RuleName.OLDEST: lambda _, some, things, __: (things.values("modified", some),),
    RuleName.NEWEST: lambda _, some, things, __: (-things.values("modified", some),),
    RuleName.SHORTEST_PATH: lambda _, some, things, __: things.depths_and_lengths(some),
    RuleName.FIRST_ROOT: lambda _, some, things, roots: (_root_numbers(some, things, roots),),
}
