"""Whether two pictures are one, whole or in part, as they are or turned. Pure arithmetic over looks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.contents.fitting import fits, frames_of, sampled
from cleanup.disk.contents.likeness import Flags, Greys, agreement, is_page, is_same, may_fit

WAYS = 8
WHOLE = -1
# Left, top, right, bottom as shares: the middle in three sizes, corners, sides.
PARTS = np.array([
    (0.03, 0.03, 0.97, 0.97), (0.06, 0.06, 0.94, 0.94), (0.10, 0.10, 0.90, 0.90),
    (0.0, 0.0, 0.86, 0.86), (0.14, 0.0, 1.0, 0.86), (0.0, 0.14, 0.86, 1.0), (0.14, 0.14, 1.0, 1.0),
    (0.0, 0.0, 0.88, 1.0), (0.12, 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, 0.88), (0.0, 0.12, 1.0, 1.0),
], dtype=np.float32)  # fmt: skip
_ALL = np.array([[0, 0, 1, 1]], dtype=np.float32)
# A part is laid over the other in small steps only if it begins this close.
_FINE_TO_FIT = 0.18


def turned(pictures: Greys, way: int) -> Greys:
    """The pictures turned: 4 flips along the diagonal, 2 upside down, 1 left to right, in this order."""
    pictures = pictures.transpose(0, 2, 1) if way & 4 else pictures
    pictures = pictures[:, ::-1] if way & 2 else pictures
    return pictures[:, :, ::-1] if way & 1 else pictures


def are_one(ones: Greys, others: Greys, pages: Flags, way: int) -> Flags:
    """Which pairs are one picture, with the ones turned in some way; upright, also if one was straightened a little."""
    ones = np.ascontiguousarray(turned(ones, way))
    alike = is_same(ones, others, pages)
    if way:
        return np.asarray(alike & ~pages)
    rest = np.flatnonzero(~alike & ~pages & (agreement(ones, others).fine >= _FINE_TO_FIT))
    return _fitted(alike, ones, others, rest, _ALL)


def share_part(ones: Greys, others: Greys, pages: Flags, part: int) -> Flags:
    """Which pairs are the same in one part: something is written or laid over the rest of one."""
    frames = _frames(PARTS[part][None], len(ones))
    alike = is_same(sampled(ones, frames)[0], sampled(others, frames)[0], pages)
    return np.asarray(alike & may_fit(ones, others) & ~pages)


def are_part(ones: Greys, others: Greys, pages: Flags, part: int) -> Flags:
    """Which of the others were cut out of roughly this part of the ones."""
    laid, _ = sampled(ones, _frames(PARTS[part][None], len(ones)))
    rest = np.flatnonzero(~pages & (agreement(laid, others).fine >= _FINE_TO_FIT))
    return _fitted(np.zeros(len(ones), dtype=np.bool_), ones, others, rest, PARTS[part][None])


def show_the_same(one: Any, other: Any) -> bool:
    """Whether two looks are of one picture, in any of these ways."""
    pages = np.array([any(bool(is_page(_views(look)[-1:])[0]) for look in (one, other))])
    pairs = [(a[None], b[None]) for a in _views(one) for b in _views(other)]
    return any(
        any(bool(are_one(a, b, pages, way)[0]) for way in range(WAYS))
        or any(
            bool(share_part(a, b, pages, part)[0] or are_part(a, b, pages, part)[0] or are_part(b, a, pages, part)[0])
            for part in range(len(PARTS))
        )
        for a, b in pairs
    )


def _views(look: Any) -> NDArray[np.float32]:
    views = [look["grey"], *([look["inner"]] if look["is_barred"] else [])]
    return np.stack(views).astype(np.float32)


def _fitted(alike: Flags, ones: Greys, others: Greys, rest: NDArray[np.int64], box: NDArray[np.float32]) -> Flags:
    rest = rest[may_fit(ones[rest], others[rest])]
    alike[rest] = fits(ones[rest], others[rest], _frames(box, len(rest)))
    return alike


def _frames(box: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    return np.repeat(frames_of(box), count, axis=0)
