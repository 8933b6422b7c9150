"""A scan less what was moved since: groups, sums and positions of what is left. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.language import mark
from cleanup.model.finding import GOES, NO_KEEPER, SMALL, Findings, Ruling, Verdict
from cleanup.model.paths import is_inside
from cleanup.model.scan import Look, Savings, Scan, Share, Sum
from cleanup.model.thing import Mask, Things
from cleanup.plan.groups import Groups
from cleanup.plan.lines_left import COPY_MOVED, lines_left
from cleanup.plan.savings import once

_ALONE = Ruling(Verdict.ASK, mark("a copy of it was moved since the scan"), COPY_MOVED)


def without_moved(scan: Scan, moved: Mask) -> Scan:
    """The scan without the things that are marked; a group of copies with only one left is no longer a group."""
    groups = Groups(scan)
    things, amounts = groups.all_things, groups.freed
    left, gone, safely = [], np.zeros(things.count, dtype=np.bool_), np.zeros(things.count, dtype=np.bool_)
    shares, losses = dict(scan.savings.by_category), {}
    for found in scan.findings:
        went = found.verdicts() == GOES
        found = _asked_again(found, moved)
        safely[found.members[went & (found.verdicts() != GOES)]] = True
        fewer, lost = _fewer(found, moved, amounts)
        left.append(fewer)
        gone |= lost
        losses[found.category.name] = lost
        safely[found.members[lost[found.members] & went]] = True
        share = shares.get(found.category.name)
        if share is not None:
            sums = _less(Sum(share.files, share.reclaimable_bytes), _sum(lost, things, amounts))
            shares[found.category.name] = Share(len(fewer), sums.files, sums.reclaimable_bytes)
    savings = scan.savings
    looks = {
        name: _looked_less(look, losses[name] & ~safely, things, amounts, groups.copies)
        for name, look in savings.look_by_category.items()
        if name in losses
    }
    total, safe = _sum(gone, things, amounts), _sum(safely, things, amounts)
    all_safe, all_total = _less(savings.safe, safe), _less(savings.total, total)
    findings, lines = lines_left(savings.look_by_folder, tuple(left), looks, moved, things, amounts)
    look, were = _less(all_total, all_safe), _sum(moved, things, amounts)
    before = savings.moved_since
    return replace(
        scan,
        findings=findings,
        savings=replace(
            savings,
            total=all_total,
            safe=all_safe,
            look=look,
            by_category=shares,
            by_folder=_by_folder(savings, safely if savings.safe.reclaimable_bytes else gone, things, amounts),
            look_by_category=looks,
            look_by_folder=lines,
            moved_since=Sum(before.files + were.files, before.reclaimable_bytes + were.reclaimable_bytes),
        ),
    )


def _asked_again(found: Findings, moved: Mask) -> Findings:
    """The findings; if a copy went that was to stay, the user is asked about those that could go because of it."""
    goes, owners = found.verdicts() == GOES, found.group_of_members()
    lost = np.zeros(len(found), dtype=np.bool_)
    lost[owners[moved[found.members] & ~goes]] = True
    asked = goes & lost[owners] & ~moved[found.members]
    if not asked.any():
        return found
    ruled = np.where(asked, len(found.rulings), found.ruled).astype(SMALL)
    return replace(found, rulings=(*found.rulings, _ALONE), ruled=ruled)


def _fewer(found: Findings, moved: Mask, amounts: NDArray[np.int64]) -> tuple[Findings, Mask]:
    """The findings without what moved, and the things that are no longer in their sums."""
    here, owners, kept = ~moved[found.members], found.group_of_members(), found.kept()
    lost = np.zeros(len(moved), dtype=np.bool_)
    if here.all():
        return found, lost
    keepers = found.keepers.copy()
    least = np.ones(len(found), dtype=np.int64)
    if len(keepers):
        least[keepers != NO_KEEPER] = 2
        for group in np.unique(owners[kept & ~here]).tolist():
            rest = found.things(group)[~moved[found.things(group)]]
            keepers[group] = rest[0] if len(rest) else keepers[group]
    new = replace(found, keepers=keepers)
    fit = np.bincount(owners[here], minlength=len(found)) >= least
    out = ~kept & (~here | new.kept() | ~fit[owners])
    lost[found.members[out]] = True
    off = np.bincount(owners[out], weights=amounts[found.members[out]], minlength=len(found)).astype(np.int64)
    columns: dict[str, Any] = {"reclaimable": np.maximum(found.reclaimable - off, 0)} if len(found.reclaimable) else {}
    some = replace(new, **columns).only(np.flatnonzero(fit))
    return some.without(moved[some.members]), lost


def _sum(mask: Mask, things: Things, amounts: NDArray[np.int64]) -> Sum:
    return Sum(int(np.count_nonzero(mask)), int(amounts[once(mask, things)].sum()))


def _looked_less(look: Look, lost: Mask, things: Things, amounts: NDArray[np.int64], copies: Mask) -> Look:
    left = _less(Sum(look.files, look.reclaimable_bytes), _sum(lost, things, amounts))
    return Look(left.files, left.reclaimable_bytes, max(look.only_copies - int(np.count_nonzero(lost & ~copies)), 0))


def _less(one: Sum, other: Sum) -> Sum:
    return Sum(max(one.files - other.files, 0), max(one.reclaimable_bytes - other.reclaimable_bytes, 0))


def _by_folder(
    savings: Savings, gone: Mask, things: Things, amounts: NDArray[np.int64]
) -> tuple[tuple[bytes, int], ...]:
    """The places of what is left, the fullest first."""
    numbers = np.flatnonzero(once(gone, things))
    off = list(zip(things.paths(numbers), amounts[numbers].tolist(), strict=True))
    left = [
        (folder, amount - sum(freed for path, freed in off if is_inside(path, folder)))
        for folder, amount in savings.by_folder
    ]
    return tuple(sorted((pair for pair in left if pair[1] > 0), key=lambda pair: (-pair[1], pair[0])))
