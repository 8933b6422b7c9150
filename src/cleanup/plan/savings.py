"""The byte ledger: what would come free, each physical file counted once whatever its categories."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.inventory import NO_FOLDER, Inventory, Rows
from cleanup.model.savings import Savings, Share, Sum

_FOLDERS_SHOWN = 5


def freed_by_file(inventory: Inventory) -> NDArray[np.int64]:
    """For each file row, the allocated bytes that come free when it and its other names seen here are gone.

    Nothing comes free where a name lies outside the scan, and nothing for a row that is another row's other name.
    """
    freed = np.zeros(len(inventory.files), dtype=np.int64)
    first = inventory.first
    all_seen = inventory.names_seen() >= inventory.files["links"][first]
    freed[first] = np.where(all_seen, inventory.files["allocated"][first], 0)
    return freed


def count_savings(
    findings: tuple[Findings, ...], inventory: Inventory, shared: NDArray[np.int64]
) -> tuple[tuple[Findings, ...], Savings]:
    """Fill in what each finding frees and add it up; keepers must have been chosen.

    The kept copy of a group of duplicates is never savings, not as a large or a stale file either. ``shared`` says for
    each file row how many bytes it shares with other files or snapshots, which are not in the inventory's any more.
    """
    freed = freed_by_file(inventory)
    kept = np.zeros(len(freed), dtype=np.bool_)
    for found in findings:
        kept[found.keepers[found.keepers != NO_KEEPER]] = True
    counted = tuple(_with_reclaimable(found, freed, kept) for found in findings)
    return counted, _add_up(counted, inventory, freed, kept, shared)


def _with_reclaimable(found: Findings, freed: NDArray[np.int64], kept: NDArray[np.bool_]) -> Findings:
    if found.of_folders:
        return found
    amounts = np.where(kept[found.rows], 0, freed[found.rows])
    return replace(found, reclaimable=_sum_groups(amounts, found))


def _sum_groups(amounts: NDArray[np.int64], found: Findings) -> NDArray[np.int64]:
    totals = np.concatenate([[0], np.cumsum(amounts)])
    return np.asarray(np.diff(totals[found.starts]), dtype=np.int64)


def _add_up(
    findings: tuple[Findings, ...],
    inventory: Inventory,
    freed: NDArray[np.int64],
    kept: NDArray[np.bool_],
    shared: NDArray[np.int64],
) -> Savings:
    safe, anywhere = np.zeros(len(freed), dtype=np.bool_), np.zeros(len(freed), dtype=np.bool_)
    shares = {}
    folders, folder_bytes = 0, 0
    for found in findings:
        if found.of_folders:
            folders += len(found.rows)
            folder_bytes += int(found.reclaimable.sum())
            shares[found.category] = Share(len(found), len(found.rows), int(found.reclaimable.sum()))
            continue
        going = found.rows[~kept[found.rows]]
        anywhere[going] = True
        if found.safe:
            safe[going] = True
        shares[found.category] = Share(len(found), len(going), int(freed[going].sum()))
    look = anywhere & ~safe
    safe_sum = _sum(safe, freed)
    look_sum = _sum(look, freed)
    look_sum = Sum(look_sum.files + folders, look_sum.reclaimable_bytes + folder_bytes)
    total = Sum(safe_sum.files + look_sum.files, safe_sum.reclaimable_bytes + look_sum.reclaimable_bytes)
    by_folder = _by_folder(inventory, np.where(safe if freed[safe].any() else look, freed, 0))
    return Savings(total, safe_sum, look_sum, shares, by_folder, int(shared[anywhere].sum()))


def _sum(chosen: Rows | NDArray[np.bool_], freed: NDArray[np.int64]) -> Sum:
    return Sum(int(np.count_nonzero(chosen)), int(freed[chosen].sum()))


def _by_folder(inventory: Inventory, amounts: NDArray[np.int64]) -> tuple[tuple[bytes, int], ...]:
    """The folders right below the roots with the largest sums; files in a root itself count for the root."""
    some = np.flatnonzero(amounts)
    if not len(some):
        return ()
    parents = inventory.folders["folder"].astype(np.int64)
    rows = np.arange(len(parents), dtype=np.int64)
    is_top = (parents == NO_FOLDER) | (parents[parents] == NO_FOLDER)
    above = np.where(is_top, rows, parents)
    while not np.array_equal(above, above[above]):
        above = above[above]
    sums = np.bincount(above[inventory.files["folder"][some]], weights=amounts[some], minlength=len(parents))
    named = [(inventory.folder_path(row), int(sums[row])) for row in np.flatnonzero(sums).tolist()]
    return tuple(sorted(named, key=lambda pair: (-pair[1], pair[0]))[:_FOLDERS_SHOWN])
