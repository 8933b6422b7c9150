"""Sums and marks along the tree of folders, given each folder's parent, ``NO_FOLDER`` for a root.

No function here goes level by level over all folders: trees can be thousands of folders deep.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanup.model.grouping import distinct
from cleanup.model.row import NO_FOLDER

Rows = NDArray[np.int64]


def nearest(parents: Rows, tops: Rows) -> Rows:
    """For each folder the nearest of ``tops`` that it is or is inside, at any depth, else NO_FOLDER."""
    is_top = np.zeros(len(parents), dtype=np.bool_)
    is_top[tops] = True
    above = np.where(is_top | (parents == NO_FOLDER), np.arange(len(parents)), parents)
    while not np.array_equal(further := above[above], above):
        above = further
    return np.where(is_top[above], above, NO_FOLDER)


def above(parents: Rows, folders: Rows) -> NDArray[np.bool_]:
    """Which folders are these or above them."""
    marked = np.zeros(len(parents), dtype=np.bool_)
    while len(folders):
        marked[folders] = True
        folders = distinct(parents[folders])
        folders = folders[(folders != NO_FOLDER) & ~marked[folders]]
    return marked


def sums_from_top(parents: Rows, values: Rows) -> Rows:
    """For each folder the sum of its value and those of all folders above it."""
    sums, above = values.copy(), parents.copy()
    # Twice as far up with each step.
    while len(rows := np.flatnonzero(above != NO_FOLDER)):
        sums[rows] += sums[above[rows]]
        above[rows] = above[above[rows]]
    return sums


def sums_within(parents: Rows, values: Rows) -> Rows:
    """For each folder the sum of its value and those of all folders in it, at any depth."""
    sums = values.copy()
    depths = sums_from_top(parents, np.ones(len(parents), dtype=np.int64))
    order = np.argsort(-depths, kind="stable")
    # Deepest first, and all of one depth at once; the roots are last.
    for rows in np.split(order, np.flatnonzero(np.diff(depths[order])) + 1)[:-1]:
        np.add.at(sums, parents[rows], sums[rows])
    return sums
