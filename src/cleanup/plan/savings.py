"""The byte ledger: what would come free, each byte counted once whatever its files, folders and categories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cleanup.model.category import Proof
from cleanup.model.finding import GOES, SMALL, STAYS, Findings
from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.look_line import LookLine
from cleanup.model.scan import Look, Savings, Share, Stuck, Sum
from cleanup.model.thing import Mask, Things
from cleanup.model.tree import nearest, sums_within
from cleanup.plan.folder_lines import lines_of
from cleanup.plan.groups import copies_of
from cleanup.plan.standing import Standing
from cleanup.plan.twin_folders import lines_of_folders

_FOLDERS_SHOWN = 5
Amounts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class StaysPut:
    """What cannot move from where it is: for each thing the number of its reason, 0 if it can (empty: all can).

    The ``reasons``, from 1 on, are a stable word and a sentence each.
    """

    numbers: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, dtype=np.uint8))
    reasons: tuple[tuple[str, str], ...] = ()


def count_savings(
    findings: tuple[Findings, ...],
    things: Things,
    shared: Amounts,
    stays_put: StaysPut = StaysPut(),
    standing: Standing | None = None,
) -> tuple[tuple[Findings, ...], Savings]:
    """Fill in what each finding frees and add it up; keepers must have been chosen.

    What stays in a group, or on a side of it, is never savings, not even as a large or stale file. ``shared`` says for
    each file row how many bytes it shares with other files or snapshots; the inventory's are without them. What
    ``stays_put`` has no destination, and frees nothing either. ``standing`` distinguishes the folders of copies.
    Information-only categories are in no sum.
    """
    all_findings = findings
    findings = tuple(found for found in all_findings if not found.category.only_told)
    amounts = _amounts(findings, things)
    kept = np.zeros(things.count, dtype=np.bool_)
    for found in findings:
        kept[found.members[found.verdicts() == STAYS]] = True
    kept = things.stays_with(kept)
    free = stays_put.numbers == 0 if len(stays_put.numbers) else np.ones(things.count, dtype=np.bool_)
    counted = tuple(_counted(found, things, amounts, kept, free) for found in findings)
    counted, savings = _add_up(counted, things, amounts, kept, free, shared, standing or Standing(things))
    savings = replace(savings, cannot_move=tuple(_stuck(counted, things, amounts, kept, stays_put)))
    told = tuple(found for found in all_findings if found.category.only_told)
    return _in_order(all_findings, counted, told), _with_told(savings, told)


def _in_order(
    findings: tuple[Findings, ...], counted: tuple[Findings, ...], told: tuple[Findings, ...]
) -> tuple[Findings, ...]:
    """Those that were counted and those that are only for information, in their original order."""
    of_name = {found.category.name: found for found in counted}
    of_name |= {found.category.name: replace(found, reclaimable=np.zeros(len(found), dtype=np.int64)) for found in told}
    return tuple(of_name[found.category.name] for found in findings)


def _with_told(savings: Savings, told: tuple[Findings, ...]) -> Savings:
    """The sums, with what is only for information in the lists of categories."""
    return replace(
        savings,
        by_category=savings.by_category | {found.category.name: Share(len(found), 0, 0) for found in told},
        look_by_category=savings.look_by_category | {found.category.name: Look(len(found), 0) for found in told},
    )


def _stuck(
    findings: tuple[Findings, ...], things: Things, amounts: Amounts, kept: Mask, stays_put: StaysPut
) -> Iterator[Stuck]:
    """What could go by its findings but has no destination, by the reason."""
    for number, (code, problem) in enumerate(stays_put.reasons, 1):
        mine = np.zeros(things.count, dtype=np.bool_)
        for found in findings:
            mine[found.members[~kept[found.members] & ~found.kept()]] = True
        mine &= stays_put.numbers == number
        gone = things.gone_with(mine) & ~kept
        if mine.any():
            yield Stuck(code, problem, int(np.count_nonzero(mine)), int(amounts[gone].sum()))


def once(chosen: Mask, things: Things) -> Mask:
    """The chosen things that add to a sum: none that is in a folder which is chosen too.

    A file with several names adds to it unless all of them are in one such folder.
    """
    rows = np.flatnonzero(chosen[things.folders_begin : things.links_begin])
    below = things.below(rows)
    adds = chosen & ~below
    tops = nearest(things.inventory.parents, things.folders_of(np.flatnonzero(adds)))
    for row, others in things.inventory.other_names() if len(rows) else ():
        if chosen[row] and below[row]:
            adds[row] = len(np.unique(tops[things.inventory.files["folder"][[row, *others]]])) > 1
    return adds


def _amounts(findings: tuple[Findings, ...], things: Things) -> Amounts:
    """What comes free with each thing itself; with a folder also what is in it but not in the inventory."""
    amounts = things.freed
    for found in findings:
        if len(found.unseen):
            amounts = amounts.copy() if amounts is things.freed else amounts
            np.maximum.at(amounts, found.members, things.freed[found.members] + found.unseen)
    return amounts


def _counted(found: Findings, things: Things, amounts: Amounts, kept: Mask, free: Mask) -> Findings:
    """The findings with what each frees; for folders, with what comes free with each."""
    if not len(things.folders_of(found.members)):
        going = np.where(kept[found.members] | ~free[found.members], 0, amounts[found.members])
        return replace(found, reclaimable=_of_groups(going, found))
    frees = _with_contents(amounts, things)[found.members]
    going = np.where(
        found.kept() | ~free[found.members], 0, _with_contents(np.where(kept, 0, amounts), things)[found.members]
    )
    return replace(found, frees=frees, reclaimable=_of_groups(going, found))


def _with_contents(amounts: Amounts, things: Things) -> Amounts:
    """For each thing the amounts of everything that goes with it: for a folder, those of its contents."""
    inventory = things.inventory
    begin, end = things.folders_begin, things.links_begin
    parents = inventory.parents
    sums = amounts[begin:end].copy()
    depths = inventory.folder_measures()[0]
    above = inventory.files["folder"].astype(np.int64)
    for row, others in inventory.other_names():
        # It goes with a folder only if all its names are in there.
        for other in inventory.files["folder"][others].tolist():
            above[row] = _common(int(above[row]), other, parents, depths)
    for numbers, of_them in ((above, amounts[:begin]), (inventory.links["folder"].astype(np.int64), amounts[end:])):
        placed = numbers != NO_FOLDER
        np.add.at(sums, numbers[placed], of_them[placed])
    return np.concatenate([amounts[:begin], sums_within(parents, sums), amounts[end:]])


def _common(one: int, other: int, parents: Rows, depths: Rows) -> int:
    """The deepest folder that contains both of these, or NO_FOLDER."""
    while one != other and NO_FOLDER not in (one, other):
        if depths[one] >= depths[other]:
            one = int(parents[one])
        else:
            other = int(parents[other])
    return one if one == other else NO_FOLDER


def _of_groups(amounts: Amounts, found: Findings) -> Amounts:
    totals = np.concatenate([[0], np.cumsum(amounts)])
    return np.asarray(np.diff(totals[found.starts]), dtype=np.int64)


def _add_up(
    findings: tuple[Findings, ...],
    things: Things,
    amounts: Amounts,
    kept: Mask,
    free: Mask,
    shared: Amounts,
    standing: Standing,
) -> tuple[tuple[Findings, ...], Savings]:
    safe, anywhere = np.zeros(things.count, dtype=np.bool_), np.zeros(things.count, dtype=np.bool_)
    shares = {}
    for found in findings:
        goes = ~kept[found.members] & ~found.kept() & free[found.members]
        mine = _marked(found.members[goes], things)
        anywhere |= mine
        safe[found.members[goes & (found.verdicts() == GOES)]] = True
        gone = things.gone_with(mine) & ~kept
        shares[found.category.name] = Share(len(found), int(np.count_nonzero(mine)), int(amounts[gone].sum()))
    safely, gone = things.gone_with(safe) & ~kept, things.gone_with(anywhere) & ~kept
    looks = dict(_looks(findings, things, amounts, kept | safely, free))
    look = anywhere & ~safely
    total_bytes, safe_bytes = int(amounts[gone].sum()), int(amounts[safely].sum())
    safe_sum = Sum(int(np.count_nonzero(safe)), safe_bytes)
    look_sum = Sum(int(np.count_nonzero(look)), total_bytes - safe_bytes)
    total = Sum(safe_sum.files + look_sum.files, total_bytes)
    by_folder = _by_folder(things, np.where(safely if safe_bytes else gone, amounts, 0))
    shared_bytes = int(shared[gone[: len(shared)]].sum())
    findings, lines = _told(findings, things, amounts, kept | safely, free, standing)
    return findings, Savings(
        total, safe_sum, look_sum, shares, by_folder, shared_bytes, look_by_category=looks, look_by_folder=lines
    )


def _told(
    findings: tuple[Findings, ...], things: Things, amounts: Amounts, settled: Mask, free: Mask, standing: Standing
) -> tuple[tuple[Findings, ...], tuple[LookLine, ...]]:
    """What is worth a look among copies and whole folders, by folder; those that free most first. The findings, each
    with the lines of its members.
    """
    lines: list[LookLine] = []
    numbered = []
    for found in findings:
        asked = _asked(found, things, settled, free)
        if found.category.proof is Proof.SAME_BYTES:
            made, told = lines_of(found, things, standing, asked, amounts)
        elif found.category.proof is Proof.SAME_TREE:
            made, told = lines_of_folders(found, things, asked)
        else:
            numbered.append(found)
            continue
        numbered.append(replace(found, told=np.where(told, told + len(lines), 0).astype(SMALL)))
        lines += made
    order = sorted(range(len(lines)), key=lambda line: -lines[line].reclaimable_bytes)
    places = np.append(0, 1 + np.argsort(order)).astype(SMALL)
    findings = tuple(replace(found, told=places[found.told]) if len(found.told) else found for found in numbered)
    return findings, tuple(lines[line] for line in order)


def _looks(
    findings: tuple[Findings, ...], things: Things, amounts: Amounts, settled: Mask, free: Mask
) -> Iterator[tuple[str, Look]]:
    """What is worth a look in each category; what is ``settled`` stays, or goes by itself."""
    copies = copies_of(findings, things)
    for found in findings:
        mine = _asked(found, things, settled, free)
        gone = things.gone_with(mine) & ~settled
        only = int(np.count_nonzero(mine & ~copies))
        yield found.category.name, Look(int(np.count_nonzero(mine)), int(amounts[gone].sum()), only)


def _asked(found: Findings, things: Things, settled: Mask, free: Mask) -> Mask:
    return _marked(found.members[~settled[found.members] & ~found.kept() & free[found.members]], things)


def _marked(numbers: Rows, things: Things) -> Mask:
    marked = np.zeros(things.count, dtype=np.bool_)
    marked[numbers] = True
    return marked


def _by_folder(things: Things, amounts: Amounts) -> tuple[tuple[bytes, int], ...]:
    """The folders directly below the roots with the largest sums; files directly in a root count for the root."""
    some = np.flatnonzero(amounts)
    if not len(some):
        return ()
    inventory = things.inventory
    parents = inventory.parents
    tops = nearest(parents, np.flatnonzero((parents == NO_FOLDER) | (parents[parents] == NO_FOLDER)))
    sums = np.bincount(tops[things.folder_rows(some)], weights=amounts[some], minlength=len(parents))
    named = [(inventory.folder_path(row), int(sums[row])) for row in np.flatnonzero(sums).tolist()]
    return tuple(sorted(named, key=lambda pair: (-pair[1], pair[0]))[:_FOLDERS_SHOWN])
