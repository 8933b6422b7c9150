"""Pairs of pictures that may show the same, by their hashes: joined on pieces of sixteen bits instead of comparing all
with all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.contents.picture_pairs import PARTS, WAYS, WHOLE
from cleanup.find.photos.hashes import Hashes, distances, hashes_turned, in_parts, in_words

Places = NDArray[np.int64]
# Equal in one of these pieces except for one bit, and near as a whole.
_PIECES = 6
_FLIPS = np.array([0, *(1 << bit for bit in range(16))], dtype=np.uint16)
_RADIUS = 84
_PAIRS_AT_ONCE = 1 << 15


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of positions: ``ones``, turned in some way (0: upright), or a part of them (or ``WHOLE``), look like the
    ``others``; ``is_both``: the same part of both.
    """

    ones: Places
    others: Places
    way: int = 0
    part: int = WHOLE
    is_both: bool = False


def proposals(hashes_of: Callable[[int], Hashes]) -> Iterator[Pairs]:
    """All pairs to look at, in batches of bounded size; some come several times.

    First pictures as they are, then turned, then each part with the same part (so writing across an edge does not
    matter), then parts with wholes. ``hashes_of`` is called for one part of all pictures, or ``WHOLE``, at a time: the
    hashes of all parts together would take a sixth of the memory.
    """
    whole = hashes_of(WHOLE)
    yield from (Pairs(*pair) for pair in _near(whole, whole, both_ways=False))
    for way in range(1, WAYS):
        turned = in_parts(partial(_turned, whole, way), len(whole))
        yield from (Pairs(*pair, way=way) for pair in _near(turned, whole, both_ways=True))
    for part in range(len(PARTS)):
        mine = hashes_of(part)
        yield from (Pairs(*pair, part=part, is_both=True) for pair in _near(mine, mine, both_ways=False))
        yield from (Pairs(*pair, part=part) for pair in _near(mine, whole, both_ways=True))


def _turned(hashes: Hashes, way: int, some: slice) -> Hashes:
    return hashes_turned(hashes[some], way)


def _near(ones: Hashes, others: Hashes, *, both_ways: bool) -> Iterator[tuple[Places, Places]]:
    """Pairs of positions with near hashes, never of a picture with itself; each once, unless ``both_ways`` differ."""
    words, other_words = in_words(ones), in_words(others)
    for piece in range(_PIECES):
        order = np.argsort(others[:, piece], kind="stable")
        begins = np.searchsorted(others[order, piece], np.arange((1 << 16) + 1))
        for flip in _FLIPS:
            keys = (ones[:, piece] ^ flip).astype(np.int64)
            begin, counts = begins[keys], begins[keys + 1] - begins[keys]
            for some in _parts(counts):
                lengths = counts[some]
                asking = np.repeat(some, lengths)
                ends = np.cumsum(lengths)
                found = order[np.repeat(begin[some] - (ends - lengths), lengths) + np.arange(len(asking))]
                apart = asking != found if both_ways else asking < found
                asking, found = asking[apart], found[apart]
                near = distances(words, other_words, asking, found) <= _RADIUS
                if near.any():
                    yield asking[near], found[near]


def _parts(counts: Places) -> Iterator[Places]:
    """The positions with a count, in batches that make a bounded number of pairs."""
    some = np.flatnonzero(counts)
    sums = np.cumsum(counts[some])
    start = 0
    while start < len(some):
        done = int(sums[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(sums, done + _PAIRS_AT_ONCE, "right")))
        yield some[start:end]
        start = end
