"""Which copy of each group stays, by rules in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cleanup.language import mark
from cleanup.model.category import Proof
from cleanup.model.copy_names import are_copies
from cleanup.model.finding import NO_KEEPER, SMALL, Findings, Ruling, Verdict
from cleanup.model.inventory import Rows
from cleanup.model.paths import is_inside
from cleanup.model.rule import DEFAULT_RULES, FIRST_RULE, Rule, RuleName
from cleanup.model.thing import Things
from cleanup.plan.standing import OTHER_OWNER, OTHER_VOLUME, Sides, Standing, by_sides, parted

_MOST = np.iinfo(np.int64).max
_NAMES_AT_ONCE = 1 << 15
Values = NDArray[np.int64]
# What stays of a side that is not the main one: for others of it; or it has nothing to stay for, and is only reported.
SIDE_RULINGS = (
    Ruling(Verdict.STAYS, mark("it stays for those of the same owner on the same drive"), "own-side"),
    Ruling(Verdict.ASK, mark("it belongs to another user than the copy that stays"), OTHER_OWNER),
    Ruling(Verdict.ASK, mark("it is on another drive than the copy that stays"), OTHER_VOLUME),
)
SIDE_EVIDENCE = frozenset(ruling.evidence for ruling in SIDE_RULINGS)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What rules ask about: where things stand, and the scanned folders in the order they were named."""

    standing: Standing
    roots: tuple[bytes, ...] = ()


def choose_keepers(
    findings: Findings,
    things: Things,
    rules: tuple[Rule, ...] = DEFAULT_RULES,
    known: Known | None = None,
) -> tuple[Rows, Values]:
    """The copy that stays, for each group: of those that are best by one rule, the best by the next, and so on.

    Gives the things, and for each the number of the rule that ruled out the last of the others, or how many rules
    there are where none did (a tie). The last resort is the first path in byte order. Where a tie is between
    copies in the folder of a rule ``in``, that rule decided: all in there stays anyway.
    """
    known = known or Known(Standing(things))
    keepers = np.full(len(findings), NO_KEEPER, dtype=np.int64)
    decided = np.full(len(findings), len(rules), dtype=np.int64)
    holding = decided.copy()
    # What may still stay: things of groups that no rule has decided, side by side with the groups they are of.
    left, groups = findings.members, findings.group_of_members()
    for number, rule in enumerate(rules):
        if not len(left):
            break
        best = np.ones(len(left), dtype=np.bool_)
        for values in VALUES[rule.name](rule, left, known):
            # Among those that are best by the rules before, the ones with the least of this.
            best &= _are_least(np.where(best, values, _MOST), groups)
        left, groups = left[best], groups[best]
        if rule.name == RuleName.IN:
            holding[groups[_outside(rule.folder, left, things) == 0]] = number
        alone = np.bincount(groups, minlength=len(findings))[groups] == 1
        if rule == FIRST_RULE:
            # Where there is one only, it told it from nothing.
            alone &= np.diff(findings.starts)[groups] > 1
        keepers[groups[alone]] = left[alone]
        decided[groups[alone]] = number
        left, groups = left[~alone], groups[~alone]
    decided[groups] = holding[groups]
    for group, start, end in _runs(groups):
        keepers[group] = min(left[start:end].tolist(), key=things.path)
    return keepers, decided


def in_order(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """These rules after the one that always goes first."""
    return (FIRST_RULE, *(rule for rule in rules if rule != FIRST_RULE))


USUAL = in_order(DEFAULT_RULES)


def with_keepers(
    all_findings: tuple[Findings, ...], things: Things, standing: Standing | None = None
) -> tuple[Findings, ...]:
    """The findings, those of several things each with what stays by the usual rules, and rulings on the others.

    What is one too many by a stronger proof does not stay, where there is anything else.
    """
    standing = standing or Standing(things)
    found, spare = list(all_findings), np.zeros(things.count, dtype=np.bool_)
    for place in by_proof(all_findings):
        each = found[place]
        if len(each.members) == len(each):
            found[place] = replace(each, keepers=np.full(len(each), NO_KEEPER, dtype=np.int64))
            continue
        sides = parted(each.members, each.starts, standing, across_volumes=False)
        sided = by_sides(each, sides)
        kept, _ = choose_keepers(sided.without(spare[sided.members]), things, USUAL, Known(standing))
        found[place] = _with_main(each, sides, kept, things, standing)
        spare[sided.members[sided.members != np.repeat(kept, np.diff(sides.starts))]] = True
    return tuple(found)


def _with_main(found: Findings, sides: Sides, kept: Rows, things: Things, standing: Standing) -> Findings:
    """The findings with the copy that stays of each group's largest side, and what stays of the other sides ruled."""
    if len(sides.groups) == len(found):
        return replace(found, keepers=kept)
    lengths = np.diff(sides.starts)
    # Of the sides that are as large as the largest, the one whose copy is best by the usual rules.
    largest = np.flatnonzero(lengths == np.maximum.reduceat(lengths, sides.of_groups(len(found))[:-1])[sides.groups])
    bounds = np.concatenate([[0], np.cumsum(np.bincount(sides.groups[largest], minlength=len(found)))])
    best = replace(by_sides(found, sides), members=kept[largest], starts=bounds.astype(np.int64))
    keepers = choose_keepers(best, things, USUAL, Known(standing))[0]
    return _ruled(replace(found, keepers=keepers), sides, kept, standing)


def _ruled(found: Findings, sides: Sides, kept: Rows, standing: Standing) -> Findings:
    """The findings with a ruling on what stays of each side that is not its group's main one."""
    before = found.ruled if len(found.ruled) else np.zeros(len(found.members), dtype=SMALL)
    rulings = found.rulings or (Ruling(Verdict.GOES if found.category.may_be_safe else Verdict.ASK),)
    lengths = np.diff(sides.starts)
    main = found.keepers[sides.groups]
    others = np.flatnonzero(kept != main)
    foreign = standing.owners(kept[others]) != standing.owners(main[others])
    numbers = np.where(lengths[others] > 1, 0, np.where(foreign, 1, 2)) + len(rulings)
    of_sides = dict(zip(others.tolist(), numbers.tolist(), strict=True))
    after = before.copy()
    side_of = sides.of_members()
    for place in np.flatnonzero(found.members == kept[side_of]).tolist():
        if (number := of_sides.get(int(side_of[place]))) is not None:
            after[place] = number
    return replace(found, rulings=(*rulings, *SIDE_RULINGS), ruled=after)


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


def _root_numbers(some: Rows, known: Known) -> Values:
    """For each thing the number of the first root it lies in."""

    def number(path: bytes) -> int:
        roots = known.roots
        return next((place for place, root in enumerate(roots) if is_inside(path, root)), len(roots))

    return _by_folder(some, known.standing.things, number)


def _by_folder(some: Rows, things: Things, value: Callable[[bytes], int]) -> Values:
    """A value for each thing by the path of its folder, asked once for each folder."""
    folders, places = np.unique(things.folder_rows(some), return_inverse=True)
    values = [value(things.inventory.folder_path(folder)) for folder in folders.tolist()]
    return np.asarray(values, dtype=np.int64)[places]


# Numbers for each thing, the least of which is best; several where the first alone may not decide. A rule that is not
# built in is added here, and to ``model.rule.RULES``.
VALUES: dict[str, Callable[[Rule, Rows, Known], tuple[Values, ...]]] = {
    RuleName.IN: lambda rule, some, known: (_outside(rule.folder, some, known.standing.things),),
    RuleName.NOT_IN: lambda rule, some, known: (1 - _outside(rule.folder, some, known.standing.things),),
    RuleName.LASTING: lambda _, some, known: (known.standing.levels(some),),
    RuleName.ORIGINAL_NAME: lambda _, some, known: (_copy_names(some, known.standing.things),),
    RuleName.OLDEST: lambda _, some, known: (known.standing.things.values("modified", some),),
    RuleName.NEWEST: lambda _, some, known: (-known.standing.things.values("modified", some),),
    RuleName.SHORTEST_PATH: lambda _, some, known: known.standing.things.depths_and_lengths(some),
    RuleName.FIRST_ROOT: lambda _, some, known: (_root_numbers(some, known),),
}
