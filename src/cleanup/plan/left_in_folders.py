"""How much of what was found in folders goes, so that nobody empties one without knowing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.thing import Mask
from cleanup.model.tree import sums_within
from cleanup.plan.groups import Groups

# If there are fewer, a person sees at once which they are.
_LEAST = 5


class Emptied(NamedTuple):
    """A folder, by its row, and how many files were found in it, at any depth, all of which go."""

    folder: int
    found: int


def going_in(groups: Groups, chosen: Mask, folder: int) -> tuple[int, int]:
    """How many files were found in a folder, at any depth, and how many of them go."""
    found = _files(groups)
    return int(_sums(groups, found)[folder]), int(_sums(groups, _going(groups, found, chosen))[folder])


def emptied(groups: Groups, before: Mask, after: Mask) -> list[Emptied]:
    """The folders of which all files that were found would go ``after``, and not ``before``; the fullest first.

    Of nested folders the topmost is listed, and none with just a handful of files.
    """
    parents = groups.scan.inventory.parents
    files = _files(groups)
    found = _sums(groups, files)
    went, goes = (_sums(groups, _going(groups, files, chosen)) for chosen in (before, after))
    all_go = (found >= _LEAST) & (goes == found) & (went < found)
    in_another = (parents != NO_FOLDER) & all_go[np.maximum(parents, 0)]
    rows = np.flatnonzero(all_go & ~in_another)
    return [Emptied(int(row), int(found[row])) for row in rows[np.argsort(-found[rows], kind="stable")]]


def _files(groups: Groups) -> Rows:
    """What was found, without folders."""
    found = np.unique(groups.members)
    return found[~groups.all_things.are_folders(found)]


def _going(groups: Groups, files: Rows, chosen: Mask) -> Rows:
    """Those of these files that are chosen, by themselves or with a folder that contains them."""
    return files[groups.all_things.gone_with(chosen)[files]]


def _sums(groups: Groups, things: Rows) -> Rows:
    parents = groups.scan.inventory.parents
    return sums_within(parents, np.bincount(groups.folder_of[things], minlength=len(parents)).astype(np.int64))
