"""Group equal values in columns of millions, with little memory besides the columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]

_PART = 1 << 16


def grouped(*keys: NDArray[Any]) -> tuple[Places, Places]:
    """The positions of all values that occur more than once, group after group, and where each group starts.

    Values are equal if all keys are; the first key should be the most distinctive. The last start is the number of
    positions. Within a group, positions are in rising order.
    """
    # Most values are alone: sorting one column finds that out, and only the rest is sorted by all keys.
    places = np.flatnonzero(occurs_again(keys[0]))
    columns = [key if len(places) == len(key) else key[places] for key in reversed(keys)]
    order = _sorted_by(columns)
    differs = np.zeros(max(len(places) - 1, 0), dtype=np.bool_)
    for column in columns:
        ordered = column[order]
        differs |= ordered[1:] != ordered[:-1]
    bounds = np.flatnonzero(np.concatenate([[True], differs, [True]])) if len(places) else np.zeros(1, dtype=np.int64)
    lengths = np.diff(bounds)
    several = lengths > 1
    members = places[order[np.repeat(several, lengths)]]
    return members, np.concatenate([[0], np.cumsum(lengths[several])]).astype(np.int64)


def _sorted_by(columns: list[NDArray[Any]]) -> Places:
    """The positions in the order of the last column, then of the one before it, and so on."""
    *others, first = columns
    order = np.argsort(first, kind="stable")
    ordered = first[order]
    alike = ordered[1:] == ordered[:-1]
    for column in others:
        ordered = column[order]
        if (alike & (ordered[1:] != ordered[:-1])).any():
            return np.lexsort(columns)
    # The usual case: what is alike by one column is alike by all.
    return order


def members_of_groups(starts: Places, groups: Places) -> tuple[Places, Places]:
    """The positions of the members of these groups, one group after another, and how many each group has.

    ``starts`` says where the members of each group begin and, last, their number.
    """
    lengths = np.diff(starts)[groups]
    ends = np.cumsum(lengths)
    return np.repeat(starts[:-1][groups] - (ends - lengths), lengths) + np.arange(lengths.sum()), lengths


def occurs_again(values: NDArray[Any]) -> NDArray[np.bool_]:
    """For each value, whether another one equals it."""
    ordered = np.sort(values)
    again = distinct(ordered[1:][ordered[1:] == ordered[:-1]])
    del ordered
    occurs = np.zeros(len(values), dtype=np.bool_)
    # In parts, since the positions that a search gives take as much memory as the values.
    for start in range(0, len(values) if len(again) else 0, _PART):
        part = values[start : start + _PART]
        # Looking up values in rising order is several times faster, including sorting them.
        order = np.argsort(part)
        part = part[order]
        occurs[start + order] = again[np.minimum(np.searchsorted(again, part), len(again) - 1)] == part
    return occurs


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Each value once, in rising order; does what ``numpy.unique`` does, without the modules that it loads."""
    ordered = np.sort(values)
    return np.concatenate([ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]])


def are_among(values: NDArray[Any], others: NDArray[Any]) -> NDArray[np.bool_]:
    """For each value, whether it is one of these others, which are in rising order."""
    if not len(others):
        return np.zeros(len(values), dtype=np.bool_)
    return np.asarray(others[np.minimum(np.searchsorted(others, values), len(others) - 1)] == values, dtype=np.bool_)
