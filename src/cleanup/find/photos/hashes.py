"""Hashes of pictures by their cosine transform: near ones propose pairs, and decide nothing.

256 signs of the coefficients below the first row and column, those of the lowest frequencies first; the same for eleven
parts of the picture, so that a cropped one meets the part it was cut to, and for the eight ways it can be turned. The
largest radius without a pair of different photos was 93 of 256 (docs/explanation/similar-photos.md).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.picture_pairs import PARTS, WAYS
from cleanup.model.look import SIDE

Hashes = NDArray[np.uint16]
"""So many numbers of sixteen bits for each picture."""
PIECES = 16
_ROWS = 17


def _cosines() -> NDArray[np.float32]:
    places = (2 * np.arange(SIDE) + 1) * (np.pi / (2 * SIDE))
    return np.cos(np.arange(_ROWS)[:, None] * places[None, :]).astype(np.float32)


def _stretching(begin: float, end: float) -> NDArray[np.float32]:
    """The matrix that stretches a part of a line over the whole of it."""
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


def hashes_of(pictures: NDArray[np.float32]) -> Hashes:
    """The hash of each picture as it is."""
    return _signs(_COSINES @ pictures @ _COSINES.T)


def hashes_of_parts(pictures: NDArray[np.float32]) -> Hashes:
    """For each picture the hashes of its parts, in the order of ``PARTS``."""
    return np.stack([_signs(down @ pictures @ across.T) for down, across in _OF_PARTS], axis=1)


def hashes_turned(pictures: NDArray[np.float32]) -> Hashes:
    """For each picture its hash in each way to turn and mirror it, as ``picture_pairs.turned`` does."""
    coefficients = _COSINES @ pictures @ _COSINES.T
    odd = np.where(np.arange(_ROWS) % 2, -1.0, 1.0).astype(np.float32)
    found = []
    for way in range(WAYS):
        values = coefficients.transpose(0, 2, 1) if way & 4 else coefficients
        values = values * odd[:, None] if way & 2 else values
        values = values * odd[None, :] if way & 1 else values
        found.append(_signs(values))
    return np.stack(found, axis=1)


def distances(one: Hashes, other: Hashes) -> NDArray[np.int64]:
    """In how many bits these hashes differ, pair by pair."""
    differing = np.bitwise_xor(one, other)
    if hasattr(np, "bitwise_count"):
        return np.asarray(np.bitwise_count(differing.view(np.uint64)).sum(axis=-1), dtype=np.int64)
    return np.asarray(_BITS[differing].sum(axis=-1), dtype=np.int64)


_NUMBERS = np.arange(1 << 16, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
_BITS = np.unpackbits(_NUMBERS, axis=1).sum(axis=1, dtype=np.uint8)


def _signs(coefficients: NDArray[np.floating[Any]]) -> Hashes:
    values = coefficients[:, 1:, 1:].reshape(len(coefficients), -1)[:, _ORDER]
    packed = np.packbits(values > 0, axis=1, bitorder="little")
    return np.ascontiguousarray(packed).view("<u2").astype(np.uint16)
