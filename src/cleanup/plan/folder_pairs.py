"""Which of two folders is the one that stays, judging by all copies they share: so that no album is split.

Groups with very many copies are ignored here: the number of comparisons grows with the square of their size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleanup.model.grouping import are_among, distinct
from cleanup.model.inventory import Rows
from cleanup.model.thing import Mask

if TYPE_CHECKING:
    from cleanup.plan.keep_rules import Contest

_MOST_COPIES = 8
# A difference this small is one date: some file systems store only every second one.
_SAME = 2 * 10**9
# If a folder's copies were all changed within so short a time, that is when they were copied, not the files' own date.
_ONE_DATE, _FEW = 120 * 10**9, 3
# One of this many answers may differ before dates say nothing between two folders.
_ONE_IN = 10


def beaten_by_date(contest: Contest) -> NDArray[np.int64]:
    """1 for what is newer than another one, if dates mean something.

    They mean nothing if they are the same, if a folder's copies all have one date, or if two folders contradict each
    other: now one has the older copy, now the other.
    """
    things = contest.things
    dates, folders = things.values("modified", contest.some), things.folder_rows(contest.some)
    told = ~are_among(folders, _folders_of_one_date(contest))
    first, second = _pairs(contest.groups)
    older = np.where(dates[second] - dates[first] > _SAME, 1, np.where(dates[first] - dates[second] > _SAME, -1, 0))
    older[((older > 0) & ~told[first]) | ((older < 0) & ~told[second])] = 0
    sums, counts = _sums(folders[first], folders[second], older)
    agree = (counts - np.abs(sums)) * _ONE_IN <= 2 * counts
    agree &= sums * older > 0
    agree |= folders[first] == folders[second]
    beaten = _beaten(len(dates), first, second, np.where(agree, older, 0))
    large = _is_large(contest.groups)
    beaten[large] = _newer(np.where(told[large], dates[large], np.iinfo(np.int64).max), contest.groups[large])
    return beaten.astype(np.int64)


def beaten_together(contest: Contest) -> NDArray[np.int64]:
    """1 for what is in a folder where less stays than in another one, by the groups that are decided."""
    things, findings = contest.things, contest.findings
    kept = contest.keepers[findings.group_of_members()]
    decided = (kept >= 0) & (kept != findings.members)
    staying, going = things.folder_rows(kept[decided]), things.folder_rows(findings.members[decided])
    folders = things.folder_rows(contest.some)
    first, second = _pairs(contest.groups)
    every = distinct(np.concatenate([folders, staying, going]))
    known_keys, known_signs = _keys(np.searchsorted(every, staying), np.searchsorted(every, going), len(every))
    keys, signs = _keys(np.searchsorted(every, folders[first]), np.searchsorted(every, folders[second]), len(every))
    each = distinct(np.concatenate([known_keys, keys]))
    sums = np.zeros(len(each), dtype=np.int64)
    np.add.at(sums, np.searchsorted(each, known_keys), known_signs)
    better = np.sign(sums[np.searchsorted(each, keys)]) * signs
    better[folders[first] == folders[second]] = 0
    return _beaten(len(folders), first, second, better).astype(np.int64)


def _folders_of_one_date(contest: Contest) -> Rows:
    """The folders, in rising order, whose copies were all changed at about one time."""
    members, things = contest.findings.members, contest.things
    rows, dates = things.folder_rows(members), things.values("modified", members)
    order = np.lexsort((dates, rows))
    rows, dates = rows[order], dates[order]
    begins = np.flatnonzero(np.append(True, rows[1:] != rows[:-1])) if len(rows) else rows
    ends = np.append(begins[1:], len(rows)) - 1
    few = ends - begins + 1 < _FEW
    return np.asarray(rows[begins][~few & (dates[ends] - dates[begins] <= _ONE_DATE)])


def _lengths(groups: Rows) -> Rows:
    """For each position how many positions its group has; groups are consecutive."""
    begins = np.append(True, groups[1:] != groups[:-1]) if len(groups) else np.zeros(0, dtype=np.bool_)
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, len(groups)))
    return np.asarray(np.repeat(lengths, lengths), dtype=np.int64)


def _is_large(groups: Rows) -> Mask:
    return np.asarray(_lengths(groups) > _MOST_COPIES)


def _pairs(groups: Rows) -> tuple[Rows, Rows]:
    """The positions of any two members of a group, each pair once."""
    small = ~_is_large(groups)
    firsts, seconds = [], []
    for distance in range(1, min(_MOST_COPIES, len(groups))):
        first = np.flatnonzero((groups[distance:] == groups[:-distance]) & small[: len(groups) - distance])
        firsts.append(first)
        seconds.append(first + distance)
    nothing = np.zeros(0, dtype=np.int64)
    return np.concatenate([nothing, *firsts]), np.concatenate([nothing, *seconds])


def _keys(one: Rows, other: Rows, count: int) -> tuple[Rows, Rows]:
    """A number for each pair of folders, in either order, and 1 or -1 for the order."""
    return np.minimum(one, other) * count + np.maximum(one, other), np.where(one <= other, 1, -1)


def _sums(one: Rows, other: Rows, votes: Rows) -> tuple[Rows, Rows]:
    """For each pair the sum of the votes of all pairs with the same two folders, and how many there are."""
    every = distinct(np.concatenate([one, other]))
    keys, signs = _keys(np.searchsorted(every, one), np.searchsorted(every, other), len(every))
    each = distinct(keys)
    places = np.searchsorted(each, keys)
    sums, counts = np.zeros(len(each), dtype=np.int64), np.zeros(len(each), dtype=np.int64)
    np.add.at(sums, places, votes * signs)
    np.add.at(counts, places, np.abs(votes))
    return sums[places] * signs, counts[places]


def _beaten(count: int, first: Rows, second: Rows, better: Rows) -> Mask:
    """Which positions are the worse one in a pair; ``better`` is 1 if the first is the better one, -1 for
    the second.
    """
    beaten = np.zeros(count, dtype=np.bool_)
    beaten[second[better > 0]] = True
    beaten[first[better < 0]] = True
    return beaten


def _newer(dates: Rows, groups: Rows) -> Mask:
    """Which dates are not the oldest in their group."""
    if not len(groups):
        return np.zeros(0, dtype=np.bool_)
    begins = np.append(True, groups[1:] != groups[:-1])
    oldest = np.minimum.reduceat(dates, np.flatnonzero(begins))[np.cumsum(begins) - 1]
    return np.asarray(dates > np.minimum(oldest, np.iinfo(np.int64).max - _SAME) + _SAME)
