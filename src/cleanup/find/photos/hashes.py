"""Hashes of pictures by their cosine transform: near ones propose pairs, and decide nothing.

A hash has 256 signs of the coefficients below the first row and column, lowest frequencies first. Eleven parts of the
picture are hashed the same way, so that a cropped picture meets the part it was cut to. The hashes of a picture turned
in eight ways follow from its own. The largest radius without a pair of different photos was 93 of 256
(docs/explanation/similar-photos.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.contents.picture_pairs import PARTS, WHOLE
from cleanup.model.look import SIDE

Hashes = NDArray[np.uint16]
"""So many numbers of sixteen bits for each picture."""
PIECES = 16
_ROWS = 17
_AT_ONCE = 48


def _cosines() -> NDArray[np.float32]:
    places = (2 * np.arange(SIDE) + 1) * (np.pi / (2 * SIDE))
    return np.cos(np.arange(_ROWS)[:, None] * places[None, :]).astype(np.float32)


def _stretching(begin: float, end: float) -> NDArray[np.float32]:
    """The matrix that stretches part of a line to its full length."""
    at = np.clip((begin + (np.arange(SIDE) + 0.5) / SIDE * (end - begin)) * SIDE - 0.5, 0, SIDE - 1)
    left = np.minimum(at.astype(np.int64), SIDE - 2)
    matrix = np.zeros((SIDE, SIDE), dtype=np.float32)
    matrix[np.arange(SIDE), left] = 1 - (at - left)
    matrix[np.arange(SIDE), left + 1] = at - left
    return matrix


_COSINES = _cosines()
_DOWN, _ACROSS = np.meshgrid(np.arange(1, _ROWS), np.arange(1, _ROWS), indexing="ij")
_ORDER = np.lexsort((_ACROSS.ravel(), (_DOWN + _ACROSS).ravel()))
_OF_PARTS = [(_COSINES @ _stretching(top, bottom), _COSINES @ _stretching(left, right))
             for left, top, right, bottom in PARTS.tolist()]  # fmt: skip
_OF_PARTS.append((_COSINES, _COSINES))  # WHOLE, which is the last


def hashes_of(pictures: NDArray[np.float32], part: int = WHOLE) -> Hashes:
    """The hash of each picture, or of one of the ``PARTS`` of each."""
    down, across = _OF_PARTS[part]
    return _signs(down @ pictures @ across.T)


def in_parts(hashes: Callable[[slice], Hashes], count: int) -> Hashes:
    """The hashes of this many pictures, a few at a time."""
    found = np.empty((count, PIECES), dtype=np.uint16)
    for start in range(0, count, _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        found[some] = hashes(some)
    return found


def hashes_turned(hashes: Hashes, way: int) -> Hashes:
    """The hash of each picture if it were turned as ``picture_pairs.turned`` does.

    Mirroring flips the sign in each odd row or column; transposing swaps rows and columns.
    """
    places = np.argsort(_ORDER).reshape(_DOWN.shape)
    source = (places.T if way & 4 else places).ravel()[_ORDER]
    others = (_DOWN * bool(way & 2) + _ACROSS * bool(way & 1)).ravel()[_ORDER] % 2
    signs = np.unpackbits(hashes.astype("<u2").view(np.uint8), axis=1, bitorder="little")
    return _packed(signs[:, source] != others)


def in_words(hashes: Hashes) -> NDArray[np.uint64]:
    """The hashes as four rows of 64-bit numbers, with which distances of many pairs are counted seven times as fast."""
    return np.ascontiguousarray(np.ascontiguousarray(hashes).view(np.uint64).T)


def distances(
    ones: NDArray[np.uint64], others: NDArray[np.uint64], one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.uint16]:
    """How many bits differ between hashes from ``in_words``, pair by pair: those at positions ``one`` of ``ones`` and
    ``other`` of ``others``.
    """
    found = np.zeros(len(one), dtype=np.uint16)
    for word, another in zip(ones, others, strict=True):
        found += _bits(word[one] ^ another[other])
    return found


def _bits(words: NDArray[np.uint64]) -> NDArray[np.uint8]:
    if hasattr(np, "bitwise_count"):
        return np.asarray(np.bitwise_count(words), dtype=np.uint8)
    return np.asarray(_BITS[words.view(np.uint16)].reshape(-1, 4).sum(axis=1), dtype=np.uint8)


_NUMBERS = np.arange(1 << 16, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
_BITS = np.unpackbits(_NUMBERS, axis=1).sum(axis=1, dtype=np.uint8)


def _signs(coefficients: NDArray[np.floating[Any]]) -> Hashes:
    return _packed(coefficients[:, 1:, 1:].reshape(len(coefficients), -1)[:, _ORDER] > 0)


def _packed(signs: NDArray[np.bool_]) -> Hashes:
    packed = np.packbits(signs, axis=1, bitorder="little")
    return np.ascontiguousarray(packed).view("<u2").astype(np.uint16)
