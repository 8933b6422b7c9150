"""Sums and marks along the tree of folders, whatever the order of its rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.row import NO_FOLDER
from cleanup.model.tree import above, nearest, sums_from_top, sums_within


@given(data=st.data(), count=st.integers(0, 12))
def test_sums_and_marks_are_what_one_finds_going_up_from_each_folder(data: st.DataObject, count: int) -> None:
    numbers = data.draw(st.permutations(range(count)))
    parents = np.full(count, NO_FOLDER, dtype=np.int64)
    for place, row in enumerate(numbers):
        parents[row] = data.draw(st.sampled_from([NO_FOLDER, *numbers[:place]]))
    marked = sorted(data.draw(st.sets(st.sampled_from(numbers)) if count else st.just(set())))
    values = np.arange(1, count + 1, dtype=np.int64) ** 3
    ways = []
    for row in range(count):
        way = [row]
        while (parent := int(parents[way[-1]])) != NO_FOLDER:
            way.append(parent)
        ways.append(way)
    rows, some = range(count), np.array(marked, dtype=np.int64)
    assert sums_from_top(parents, values).tolist() == [sum(values[way].tolist()) for way in ways]
    assert sums_within(parents, values).tolist() == [
        sum(int(values[r]) for r in rows if row in ways[r]) for row in rows
    ]
    assert nearest(parents, some).tolist() == [next((r for r in way if r in marked), NO_FOLDER) for way in ways]
    assert np.flatnonzero(above(parents, some)).tolist() == sorted({row for mark in marked for row in ways[mark]})
