"""Copies that are worth a look, listed by folder rather than by file, so that one decision covers many. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cleanup.model.belonging import Belonging
from cleanup.model.finding import OTHER_OWNER, OTHER_VOLUME, SMALL, STAYS, Findings
from cleanup.model.inventory import NO_FOLDER, Rows
from cleanup.model.look_line import LineKind, LookLine
from cleanup.model.paths import SEPARATOR, is_inside
from cleanup.model.thing import Mask, Things
from cleanup.model.tree import nearest, sums_within
from cleanup.plan.standing import Standing, parted
from cleanup.plan.verdicts import IN_WHOLE

# Folders further down are covered by the one at this depth above them.
_DEEPEST = 24
# More lines than anybody reads: smaller ones are covered by the folders directly below the roots.
_MOST = 100
# A folder with copies from this many others is picked out of them, if most of it is, and most of theirs is not.
_PICKED_FROM = 3
_KINDS = tuple(LineKind)
_NARROWED = frozenset({LineKind.ELSEWHERE, LineKind.OTHER_OWNER})
"""Lines about the deepest folder that all their files lie in; others are about a folder known for what it is."""
_NAMED_WHOLE = frozenset({LineKind.PICKED, LineKind.TWO_WHOLES, LineKind.TWO_INBOXES, LineKind.SAME_FOLDER})
_APART = frozenset({LineKind.OTHER_OWNER, LineKind.OTHER_VOLUME})


def lines_of(
    found: Findings, things: Things, standing: Standing, look: Mask, amounts: NDArray[np.int64]
) -> tuple[list[LookLine], NDArray[np.uint16]]:
    """A line for each folder of copies, those that free most first; each thing in ``look`` is in one of them. For each
    member the number of its line, from 1 on.

    ``found`` are judged copies, ``amounts`` the bytes that come free with each thing.
    """
    places = np.flatnonzero(look[found.members])
    numbers = np.zeros(len(found.members), dtype=SMALL)
    if not len(places):
        return [], numbers
    tree = _Tree(things)
    members = found.members[places]
    here, there = things.folder_rows(members), things.folder_rows(_counterparts(found, standing)[places])
    rulings = found.ruled[places].astype(np.int64) if len(found.ruled) else np.zeros(len(places), dtype=np.int64)
    evidence = [ruling.evidence for ruling in found.rulings] or [""]
    pairs, pair_of = _each_once(np.stack([here, there, rulings]))
    told = _told(pairs, np.bincount(pair_of), evidence, tree, standing)
    copies = told[:, pair_of]
    columns = _Columns(tree, copies[2], here, there, amounts[members])
    made, line_of = columns.lines(copies[:2])
    if len(made) > _MOST:
        small = np.zeros(len(made), dtype=np.bool_)
        small[sorted(range(len(made)), key=lambda line: _order(made[line]))[_MOST:]] = True
        copies[1] = np.where(small[line_of], tree.at(tree.levels[0] + 1)[copies[1]], copies[1])
        made, line_of = columns.lines(copies[:2])
    order = sorted(range(len(made)), key=lambda line: _order(made[line]))
    numbers[places] = 1 + np.argsort(order)[line_of]
    return [made[line] for line in order], numbers


def _order(line: LookLine) -> tuple[int, int, bytes, str, bytes]:
    return -line.reclaimable_bytes, -line.files, line.folder, line.kind, line.elsewhere


def _each_once(columns: Rows) -> tuple[Rows, Rows]:
    """The distinct columns of a table, and for each column of it which of them it is."""
    order = np.lexsort(columns[::-1])
    ordered = columns[:, order]
    begins = np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0))
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(begins) - 1
    return ordered[:, begins], numbers


def _counterparts(found: Findings, standing: Standing) -> Rows:
    """For each member the copy that stays for it: on its own side, else in its group."""
    sides = parted(found.members, found.starts, standing, across_volumes=False).of_members()
    stays = found.verdicts() == STAYS
    of_sides = np.full(int(sides.max()) + 1, -1, dtype=np.int64)
    of_sides[sides[stays]] = found.members[stays]
    own = of_sides[sides]
    others = np.repeat(found.keepers, np.diff(found.starts)) if len(found.keepers) else own
    others = np.where(own >= 0, own, others)
    return np.where(others >= 0, others, found.members)


class _Tree:
    """The folders of a scan: what is above each, and how many files it has."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self.parents = things.inventory.parents
        self.path = things.inventory.folder_path
        self._at: dict[int, Rows] = {}

    @cached_property
    def depths(self) -> Rows:
        return self.things.inventory.folder_measures()[0]

    @cached_property
    def levels(self) -> range:
        """The depths, counted from the topmost root down."""
        roots = self.depths[self.parents == NO_FOLDER]
        return range(int(roots.min()), int(min(self.depths.max(), roots.min() + _DEEPEST)) + 1)

    @cached_property
    def right_in(self) -> Rows:
        """For each folder, how many files are directly in it."""
        inventory = self.things.inventory
        folders = inventory.files["folder"][inventory.first].astype(np.int64)
        return np.bincount(folders, minlength=len(self.parents))

    @cached_property
    def within(self) -> Rows:
        """For each folder, how many files are in it at any depth."""
        return sums_within(self.parents, self.right_in)

    def at(self, depth: int) -> Rows:
        """For each folder the one at this depth above it; itself if it is less deep, a root if that is deeper."""
        depth = min(depth, self.levels[-1])
        if depth not in self._at:
            is_top = (self.depths == depth) | ((self.parents == NO_FOLDER) & (self.depths > depth))
            tops = nearest(self.parents, np.flatnonzero(is_top))
            self._at[depth] = np.where(tops == NO_FOLDER, np.arange(len(tops)), tops)
        return self._at[depth]

    def named(self, folder: int, path: bytes) -> int:
        """The folder on this path that contains a folder, or the root if there is nothing else on it."""
        return int(self.at(path.rstrip(SEPARATOR).count(SEPARATOR))[folder])

    @cached_property
    def volume_tops(self) -> Rows:
        """For each folder the topmost one above it on the same device."""
        devices = self.things.inventory.folders["device"]
        is_root = self.parents == NO_FOLDER
        return nearest(self.parents, np.flatnonzero(is_root | (devices != devices[self.parents])))

    def parting(self, here: Rows, there: Rows) -> tuple[Rows, Rows]:
        """For each pair of folders the topmost ones above them that differ."""
        one, other = here.copy(), there.copy()
        left = np.flatnonzero(here != there)
        for depth in self.levels:
            if not len(left):
                break
            above = self.at(depth)
            one[left], other[left] = above[here[left]], above[there[left]]
            left = left[one[left] == other[left]]
        return one, other

    def common(self, folders: Rows, groups: Rows, count: int) -> Rows:
        """For each of so many groups the deepest folder that contains all of its folders, or is one of them."""
        found = np.full(count, NO_FOLDER, dtype=np.int64)
        agrees = np.ones(count, dtype=np.bool_)
        for depth in self.levels:
            above = self.at(depth)[folders]
            some = np.empty(count, dtype=np.int64)
            some[groups] = above
            agrees[groups[some[groups] != above]] = False
            if np.array_equal(found[agrees], some[agrees]):
                break
            found[agrees] = some[agrees]
        return found


def _told(pairs: Rows, counts: Rows, evidence: list[str], tree: _Tree, standing: Standing) -> Rows:
    """For each pair of folders, of a copy and of what stays for it: the kind of its line, the folder that the line is
    about, and the other one.
    """
    here, there = pairs[:2]
    one, other = tree.parting(here, there)
    known: dict[int, Belonging] = {}

    def belonging(folder: int) -> Belonging:
        if folder not in known:
            known[folder] = standing.belonging(tree.path(folder))
        return known[folder]

    told = np.empty((3, len(here)), dtype=np.int64)
    for place, (folder, counterpart, ruling) in enumerate(pairs.T.tolist()):
        kind, *two = _line(folder, counterpart, evidence[ruling], tree, belonging)
        told[:, place] = _KINDS.index(kind), *two
    filed = np.flatnonzero((told[0] == _KINDS.index(LineKind.ELSEWHERE)) & (here != there))
    picked, out_of = _picked(here[filed], there[filed], counts[filed], tree)
    some = picked != NO_FOLDER
    told[0, filed[some]], told[1:, filed[some]] = _KINDS.index(LineKind.PICKED), (picked[some], out_of[some])
    told[1:] = np.where(told[1:] == NO_FOLDER, (one, other), told[1:])
    apart = np.isin(told[0], [_KINDS.index(kind) for kind in _APART])
    told[0, (told[1] == told[2]) & ~apart] = _KINDS.index(LineKind.SAME_FOLDER)
    return told


def _line(
    folder: int, counterpart: int, evidence: str, tree: _Tree, belonging: Callable[[int], Belonging]
) -> tuple[LineKind, int, int]:
    """The kind of a line, and its two folders, NO_FOLDER for where the paths of both part."""
    if evidence == OTHER_OWNER:
        return LineKind.OTHER_OWNER, NO_FOLDER, NO_FOLDER
    if evidence == OTHER_VOLUME:
        top = int(tree.volume_tops[folder])
        # A drive is named, but not the one that it is mounted on.
        holds_both = is_inside(tree.path(counterpart), tree.path(top))
        return LineKind.OTHER_VOLUME, NO_FOLDER if holds_both else top, NO_FOLDER
    mine, its = belonging(folder), belonging(counterpart)
    whole = mine.whole if evidence == IN_WHOLE else None
    if mine.place_copied and (whole is None or is_inside(whole.top, mine.place_copied)):
        place = tree.named(folder, mine.place_copied)
        return LineKind.COPY_OF_A_PLACE, place, place if its.place_copied == mine.place_copied else NO_FOLDER
    if whole is not None:
        tops = _tops(folder, tree, belonging)
        if its.whole is None:
            return LineKind.IN_WHOLE, tops[-1], NO_FOLDER
        # Two projects are one line, whichever of them has the copy that stays.
        others = _tops(counterpart, tree, belonging)
        top = next((each for each in reversed(tops) if each not in others), tops[0])
        other = next((each for each in reversed(others) if each not in tops), others[0])
        first, second = sorted([top, other], key=tree.path)
        return LineKind.TWO_WHOLES, first, second
    if mine.loose and its.inbox:
        return LineKind.TWO_INBOXES, tree.named(folder, mine.inbox), tree.named(counterpart, its.inbox)
    return LineKind.ELSEWHERE, NO_FOLDER, NO_FOLDER


def _tops(folder: int, tree: _Tree, belonging: Callable[[int], Belonging]) -> list[int]:
    """The tops of the wholes that a folder is part of, such as built files in a project, nearest first."""
    tops: list[int] = []
    while folder != NO_FOLDER and (whole := belonging(folder).whole):
        tops.append(tree.named(folder, whole.top))
        folder = int(tree.parents[tops[-1]])
    return tops


def _picked(here: Rows, there: Rows, counts: Rows, tree: _Tree) -> tuple[Rows, Rows]:
    """For each pair of folders the one that is picked out of many, and the other; NO_FOLDER if neither is."""
    if not len(here):
        return here, there
    pairs, numbers = _each_once(np.stack([np.append(here, there), np.append(there, here)]))
    shared = np.bincount(numbers, np.tile(counts, 2), minlength=pairs.shape[1])
    size = len(tree.parents)
    partners = np.bincount(pairs[0], minlength=size)
    files = np.bincount(pairs[0], shared, minlength=size)
    theirs, shared_of_theirs = (
        np.bincount(pairs[0], each[pairs[1]], minlength=size) for each in (tree.right_in, files)
    )
    is_picked = (partners >= _PICKED_FROM) & (files * 2 >= tree.right_in) & (theirs >= shared_of_theirs * 2)
    mine = is_picked[here] & (~is_picked[there] | (partners[here] >= partners[there]))
    its = is_picked[there] & ~mine
    picked = np.where(mine, here, np.where(its, there, NO_FOLDER))
    return picked, np.where(mine, there, np.where(its, here, NO_FOLDER))


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Copies worth a look, as columns: the folder treated as that of the counterpart, where each copy and its
    counterpart are, and the bytes that come free.
    """

    tree: _Tree
    away: Rows
    here: Rows
    there: Rows
    amounts: NDArray[np.int64]

    def lines(self, told: Rows) -> tuple[list[LookLine], Rows]:
        """A line for each kind and folder of copies, and for each copy the line it is in."""
        (numbers, about), line_of = _each_once(told)
        kinds = [_KINDS[kind] for kind in numbers.tolist()]
        count = len(about)
        files, amounts = np.bincount(line_of, minlength=count), np.zeros(count, dtype=np.int64)
        np.add.at(amounts, line_of, self.amounts)
        deepest = self.tree.common(self.here, line_of, count)
        folders = np.where([kind in _NARROWED for kind in kinds], deepest, about).tolist()
        elsewhere = self._elsewhere(kinds, line_of)
        made = [
            LookLine(
                folder=self.tree.path(folders[line]),
                kind=kind,
                files=int(files[line]),
                files_in_folder=int(self.tree.within[folders[line]]),
                reclaimable_bytes=int(amounts[line]),
                elsewhere=elsewhere[line][0],
                folders_elsewhere=len(elsewhere[line]),
            )
            for line, kind in enumerate(kinds)
        ]
        return made, line_of

    def _elsewhere(self, kinds: list[LineKind], line_of: Rows) -> list[list[bytes]]:
        """For each line the folders of the counterparts, the one with most of them first."""
        pairs, pair_of = _each_once(np.stack([line_of, self.away]))
        deepest = self.tree.common(self.there, pair_of, pairs.shape[1]).tolist()
        found: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
        for (line, folder), narrow, count in zip(pairs.T.tolist(), deepest, np.bincount(pair_of).tolist(), strict=True):
            found[line].append((-count, self.tree.path(folder if kinds[line] in _NAMED_WHOLE else narrow)))
        return [[path for _, path in sorted(found[line])] for line in range(len(kinds))]
