"""Which pictures show the same: hashes propose, pixels decide, and the best picture of each takes its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.contents.likeness import has_content, is_page
from cleanup.disk.contents.picture_pairs import WHOLE, are_one, are_part, share_part
from cleanup.find.photos.hashes import Hashes, hashes_of, in_parts
from cleanup.find.photos.proposing import Pairs, proposals
from cleanup.model.inventory import Rows

_AT_ONCE = 48
NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The pictures to compare, best first. Each has one or two views: the whole and, if there are bars around it, what
    is inside.

    ``views`` are grey pictures, and ``of`` is the position of the picture each belongs to. ``taken`` is when a camera
    took each picture (microseconds, 0: unknown), ``shots`` a number that shots of one series share, or NOBODY.
    """

    views: NDArray[np.uint8]
    of: Rows
    taken: NDArray[np.int64]
    has_fraction: NDArray[np.bool_]
    shots: NDArray[np.int64]

    def are_two_shots(self, ones: Rows, others: Rows) -> NDArray[np.bool_]:
        """Which pairs a camera took one after the other: at two times, or with two numbers of one series."""
        both = (self.taken[ones] != 0) & (self.taken[others] != 0)
        fractions = self.has_fraction[ones] & self.has_fraction[others]
        apart = np.abs(self.taken[ones] - self.taken[others])
        differ = both & np.where(fractions, apart > 0, self.taken[ones] // 10**6 != self.taken[others] // 10**6)
        series = (self.shots[ones] != NOBODY) & (self.shots[ones] == self.shots[others])
        return np.asarray(differ | series)


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """Proposed pairs of pictures, the better one first, with the views that are alike, and how."""

    better: Rows
    worse: Rows
    ones: NDArray[np.int32]
    others: NDArray[np.int32]
    how: NDArray[np.int16]

    def only(self, some: NDArray[np.bool_] | Rows) -> _Edges:
        return _Edges(self.better[some], self.worse[some], self.ones[some], self.others[some], self.how[some])


def stars(seen: Seen) -> Rows:
    """For each picture, the better one that it matches, or NOBODY.

    From the best to the worst, each picture that is still free takes all free pictures that it matches itself. So
    nothing matches through a third picture, and the order of the files makes no difference.
    """
    pages, fit = _facts(seen)
    ways: dict[int, Pairs] = {}
    edges = _gathered(seen, fit, ways)
    star = np.full(len(seen.taken), NOBODY, dtype=np.int64)
    while len(edges.better):
        # No better picture can still take these: they decide now, all at once.
        waiting = np.zeros(len(star), dtype=np.bool_)
        waiting[edges.worse] = True
        now = ~waiting[edges.better]
        asked = edges.only(now)
        for better, worse in _accepted(seen, asked, pages, ways):
            # If several would take one, the best gets it.
            order = np.lexsort((better, worse))[::-1]
            star[worse[order]] = better[order]
        gone = star != NOBODY
        edges = edges.only(~now)
        edges = edges.only(~gone[edges.better] & ~gone[edges.worse])
    return star


def _facts(seen: Seen) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each picture whether it is a page, and for each view whether there is anything on it."""
    pages, fit = np.zeros(len(seen.taken), dtype=np.bool_), np.zeros(len(seen.views), dtype=np.bool_)
    for start in range(0, len(seen.views), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        views = seen.views[some].astype(np.float32)
        fit[some] = has_content(views)
        # Of two views, the later one is what is inside the bars, and decides.
        pages[seen.of[some]] = is_page(views)
    return pages, fit


def _gathered(seen: Seen, fit: NDArray[np.bool_], ways: dict[int, Pairs]) -> _Edges:
    """All proposed pairs, once for each way in which they are alike; fills in what the numbers of ways mean."""
    places = np.flatnonzero(fit)
    none = np.zeros(0, dtype=np.int64)
    found = [_Edges(none, none, none.astype(np.int32), none.astype(np.int32), none.astype(np.int16))]

    def hashes(part: int) -> Hashes:
        return in_parts(lambda some: hashes_of(seen.views[places[some]].astype(np.float32), part), len(places))

    for how, all_pairs in groupby(proposals(hashes) if len(places) > 1 else (), key=_how):
        codes = []
        for pairs in all_pairs:
            ways.setdefault(how, pairs)
            codes.append(places[pairs.ones] * len(seen.views) + places[pairs.others])
        ones, others = np.divmod(np.unique(np.concatenate(codes)), len(seen.views))
        one, other = seen.of[ones], seen.of[others]
        some = np.flatnonzero((one != other) & ~seen.are_two_shots(one, other))
        one, other = one[some], other[some]
        found.append(_Edges(
            np.minimum(one, other), np.maximum(one, other), ones[some].astype(np.int32),
            others[some].astype(np.int32), np.full(len(some), how, dtype=np.int16),
        ))  # fmt: skip
    return _Edges(*(
        np.concatenate([getattr(each, name) for each in found]) for name in ("better", "worse", "ones", "others", "how")
    ))  # fmt: skip


def _how(pairs: Pairs) -> int:
    """The way in which two views are alike, as one number."""
    return pairs.way + 8 * (pairs.part + 1) + 128 * pairs.is_both


def _accepted(
    seen: Seen, edges: _Edges, pages: NDArray[np.bool_], ways: dict[int, Pairs]
) -> Iterator[tuple[Rows, Rows]]:
    """The pairs of pictures that match. Each is tested until it does: first as it is, then in other ways."""
    done: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    codes = edges.better * len(pages) + edges.worse
    for how in sorted(ways, key=lambda how: (how & 127 and 1, how & 128 == 0, how)):
        mine = np.flatnonzero(edges.how == how)
        mine = mine[~np.isin(codes[mine], done)]
        for start in range(0, len(mine), _AT_ONCE):
            some = edges.only(mine[start : start + _AT_ONCE])
            good = _are_alike(seen, some, pages[some.better] | pages[some.worse], ways[how])
            done = np.concatenate([done, codes[mine[start : start + _AT_ONCE]][good]])
    if len(done):
        done = np.unique(done)
        yield done // len(pages), done % len(pages)


def _are_alike(seen: Seen, edges: _Edges, pages: NDArray[np.bool_], pairs: Pairs) -> NDArray[np.bool_]:
    one, other = (seen.views[places].astype(np.float32) for places in (edges.ones, edges.others))
    if pairs.part == WHOLE:
        return are_one(one, other, pages, pairs.way)
    return (share_part if pairs.is_both else are_part)(one, other, pages, pairs.part)
