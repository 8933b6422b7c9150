"""What one decision about a folder leads to: how much goes of what it covers, and what is left in the folder. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.look_line import LineKind
from cleanup.model.thing import Mask
from cleanup.plan.selection import Selection

_FIRST = 50


@dataclass(frozen=True, slots=True)
class FolderSums:
    """Out of so many ``copies`` and the ``bytes`` that come free with them, how many go; ``may_go``:
    whether any can.
    """

    copies: int
    going: int
    bytes: int
    bytes_going: int
    may_go: bool
    spared: bool


def sums_of(selection: Selection, line: int, wanted: Mask | None = None) -> FolderSums:
    """How many of the copies in a folder line go; only in ``wanted`` groups."""
    things, owners = selection.by_folder.things(line, wanted)
    going = things[selection.chosen[things]]
    spared = bool(len(things)) and bool(selection.aside.spared[things].all())
    return FolderSums(
        copies=len(things),
        going=len(going),
        bytes=int(selection.groups.freed[things].sum()),
        bytes_going=int(selection.groups.freed[going].sum()),
        # Nearly always the first ones can tell.
        may_go=bool(len(going)) or any(selection.may_go(things[:end], owners[:end]).any() for end in (_FIRST, None)),
        spared=spared,
    )


@dataclass(frozen=True, slots=True)
class FolderAfter:
    """What becomes of the ``files`` in a folder: how many are ``gone`` from it; ``whole``: it goes itself."""

    files: int
    gone: int
    whole: bool = False


def after(selection: Selection, line: int, wanted: Mask | None = None) -> FolderAfter | None:
    """What the folder of a line looks like once its copies have gone, with everything else in it that is chosen.

    None if that is unknown: if a folder inside it goes, the scan does not know what is in there.
    """
    told = selection.by_folder.lines[line]
    if told.kind is LineKind.SAME_TREE:
        return FolderAfter(told.files, told.files, whole=True)
    folder = selection.by_folder.folder_of(line)
    if folder == NO_FOLDER:
        return None
    things, owners = selection.by_folder.things(line, wanted)
    going = selection.chosen.copy()
    going[things[selection.may_go(things, owners)]] = True
    all_things = selection.groups.all_things
    going &= all_things.within(all_things.folders_within(np.asarray([folder])))[1]
    gone: Rows = np.flatnonzero(going)
    if len(all_things.folders_of(gone)):
        return None
    return FolderAfter(
        told.files_in_folder, min(int(np.count_nonzero(gone < all_things.folders_begin)), told.files_in_folder)
    )
