"""Which copy of each group of duplicates stays, by rules in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.inventory import SEPARATOR, Inventory, Rows
from cleanup.model.names import lengths_of
from cleanup.model.rule import DEFAULT_RULES, Rule, RuleName
from cleanup.plan.copy_names import are_copies

_MOST = np.iinfo(np.int64).max
_NAMES_AT_ONCE = 1 << 15
Values = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The copy that stays of each group, and which rule told it from the last of the others.

    ``keepers`` are rows, ``decided`` numbers of rules, or their count where no rule told the copies apart (a tie).
    """

    keepers: Rows
    decided: Values


def choose_keepers(
    findings: Findings,
    inventory: Inventory,
    rules: tuple[Rule, ...] = DEFAULT_RULES,
    roots: tuple[bytes, ...] = (),
) -> Kept:
    """The copy that stays, for each group: of those that are best by one rule, the best by the next, and so on.

    The last resort is the first path in byte order. ``roots`` are the scanned folders, in the order they were named.
    """
    keepers = np.full(len(findings), NO_KEEPER, dtype=np.int64)
    decided = np.full(len(findings), len(rules), dtype=np.int64)
    # What may still stay: rows of groups that no rule has decided, side by side with the groups they are of.
    rows, groups = findings.rows, findings.group_of_rows()
    for number, rule in enumerate(rules):
        if not len(rows):
            break
        best = np.ones(len(rows), dtype=np.bool_)
        for values in _values(rule, rows, inventory, roots):
            # Among those that are best by the rules before, the ones with the least of this.
            best &= _are_least(np.where(best, values, _MOST), groups)
        rows, groups = rows[best], groups[best]
        alone = np.bincount(groups, minlength=len(findings))[groups] == 1
        keepers[groups[alone]] = rows[alone]
        decided[groups[alone]] = number
        rows, groups = rows[~alone], groups[~alone]
    for group, start, end in _runs(groups):
        keepers[group] = min(rows[start:end].tolist(), key=inventory.path)
    return Kept(keepers, decided)


def _are_least(values: Values, groups: Rows) -> NDArray[np.bool_]:
    """Which values are the least of their group."""
    begins = np.append(True, groups[1:] != groups[:-1])
    least = np.minimum.reduceat(values, np.flatnonzero(begins))
    return np.asarray(values == least[np.cumsum(begins) - 1], dtype=np.bool_)


def _runs(groups: Rows) -> Iterator[tuple[int, int, int]]:
    """Each group with the places where it begins and ends."""
    bounds = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1], [True]])) if len(groups) else groups
    return zip(groups[bounds[:-1]].tolist(), bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)


def _values(rule: Rule, rows: Rows, inventory: Inventory, roots: tuple[bytes, ...]) -> tuple[Values, ...]:
    """Numbers for each row, the least of which is best; several where the first alone may not decide."""
    match rule.name:
        case RuleName.IN:
            return (_outside(rule.folder, rows, inventory),)
        case RuleName.NOT_IN:
            return (1 - _outside(rule.folder, rows, inventory),)
        case RuleName.ORIGINAL_NAME:
            return (_by_name(rows, inventory, _copy_names),)
        case RuleName.OLDEST:
            return (inventory.files["modified"][rows],)
        case RuleName.NEWEST:
            return (-inventory.files["modified"][rows],)
        case RuleName.SHORTEST_PATH:
            return _depth_and_length(rows, inventory)
        case RuleName.FIRST_ROOT:
            return (_root_numbers(rows, inventory, roots),)


def _copy_names(names: bytes) -> Values:
    """1 for the names of copies."""
    return are_copies(names).astype(np.int64)


def _by_name(rows: Rows, inventory: Inventory, values: Callable[[bytes], Values]) -> Values:
    """Values for each row by its name; in parts, since names take several times the memory of a row."""
    parts = [values(inventory.file_names(rows[at : at + _NAMES_AT_ONCE])) for at in range(0, len(rows), _NAMES_AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _outside(folder: bytes, rows: Rows, inventory: Inventory) -> Values:
    """0 for the rows in a folder, at any depth, and 1 for the others."""
    return _by_folder(rows, inventory, lambda path: 0 if is_in(path, folder) else 1)


def _root_numbers(rows: Rows, inventory: Inventory, roots: tuple[bytes, ...]) -> Values:
    """For each row the number of the first root it lies in."""

    def number(path: bytes) -> int:
        return next((place for place, root in enumerate(roots) if is_in(path, root)), len(roots))

    return _by_folder(rows, inventory, number)


def _by_folder(rows: Rows, inventory: Inventory, value: Callable[[bytes], int]) -> Values:
    """A value for each row by the path of its folder, asked once for each folder."""
    folders, places = np.unique(inventory.files["folder"][rows], return_inverse=True)
    values = [value(inventory.folder_path(int(folder))) for folder in folders.tolist()]
    return np.asarray(values, dtype=np.int64)[places]


def _depth_and_length(rows: Rows, inventory: Inventory) -> tuple[Values, Values]:
    depths, lengths = inventory.folder_measures()
    folders = inventory.files["folder"][rows]
    return depths[folders], lengths[folders] + _by_name(rows, inventory, lengths_of)


def is_in(path: bytes, folder: bytes) -> bool:
    """Whether an absolute path is this folder or lies in it, by the paths alone."""
    return path == folder or path.startswith(folder.rstrip(SEPARATOR) + SEPARATOR)
