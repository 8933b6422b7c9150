"""Lay one picture over part of another, to find cropped and straightened ones. Pure arithmetic.

Gauss-Newton steps over six affine numbers, gain and offset, with weights that ignore what does not fit (words, things
that moved), first at half the size and then at full size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.contents.likeness import Agreement, Flags, Greys, agreement
from cleanup.model.look import SIDE

Frames = NDArray[np.float32]
"""For each pair two rows of three: where a pixel of the part lies in the whole, both from -1 to 1."""
_STEPS = {SIDE // 4: 6, SIDE // 2: 8, SIDE: 5}
_LEAST_OVERLAP = 0.55
_SCALES = 0.5, 1.6
_PAIRS_AT_ONCE = 256


def frames_of(boxes: NDArray[np.float32]) -> Frames:
    """The frames of parts that are boxes: left, top, right and bottom of each as fractions of the whole."""
    left, top, right, bottom = boxes.T
    zero = np.zeros_like(left)
    rows = [[right - left, zero, left + right - 1], [zero, bottom - top, top + bottom - 1]]
    return np.asarray(rows, dtype=np.float32).transpose(2, 0, 1)


def fits(wholes: Greys, parts: Greys, frames: Frames) -> Flags:
    """Which parts really are parts of their wholes, starting from these frames."""
    found = np.zeros(len(wholes), dtype=np.bool_)
    for start in range(0, len(wholes), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        found[some] = _fit(wholes[some], parts[some], frames[some].copy())
    return found


def _fit(wholes: Greys, parts: Greys, frames: Frames) -> Flags:
    for side, steps in _STEPS.items():
        one, other = _reduced(wholes, side), _reduced(parts, side)
        for _ in range(steps):
            _step(one, other, frames)
    laid, inside = sampled(wholes, frames)
    agree: Agreement = agreement(laid, parts, inside)
    scales = np.linalg.norm(frames[:, :, :2], axis=1)
    fair = ((scales > _SCALES[0]) & (scales < _SCALES[1])).all(axis=1)
    fair &= np.abs(scales[:, 0] - scales[:, 1]) < 0.25
    return np.asarray(agree.at_least(0.93, 0.85, 0.85) & fair & (inside.mean(axis=(1, 2)) >= _LEAST_OVERLAP))


def _reduced(pictures: Greys, side: int) -> Greys:
    step = pictures.shape[1] // side
    return np.asarray(pictures.reshape(len(pictures), side, step, side, step).mean(axis=(2, 4)), dtype=np.float32)


def _grid(side: int) -> tuple[Greys, Greys]:
    line = ((np.arange(side) + 0.5) * (2 / side) - 1).astype(np.float32)
    down, across = np.meshgrid(line, line, indexing="ij")
    return across, down


def sampled(wholes: Greys, frames: Frames) -> tuple[Greys, Flags]:
    """The area of each whole within the frame of its part, and which of those pixels the whole has."""
    side = wholes.shape[1]
    across, down = _grid(side)
    x, y = (
        ((row[:, 0, None, None] * across + row[:, 1, None, None] * down + row[:, 2, None, None]) + 1) * (side / 2) - 0.5
        for row in (frames[:, 0], frames[:, 1])
    )
    inside = (x >= -0.5) & (x <= side - 0.5) & (y >= -0.5) & (y <= side - 0.5)
    x, y = np.clip(x, 0, side - 1.001), np.clip(y, 0, side - 1.001)
    left, top = x.astype(np.int64), y.astype(np.int64)
    right_share, down_share = x - left, y - top
    flat = wholes.reshape(len(wholes), side * side)
    at = top * side + left

    def picked(shift: int) -> Greys:
        return np.take_along_axis(flat, (at + shift).reshape(len(wholes), side * side), axis=1).reshape(at.shape)

    above = picked(0) * (1 - right_share) + picked(1) * right_share
    below = picked(side) * (1 - right_share) + picked(side + 1) * right_share
    return np.asarray(above * (1 - down_share) + below * down_share, dtype=np.float32), inside


def _step(wholes: Greys, parts: Greys, frames: Frames) -> None:
    """Move all frames one step towards the best fit; changes them."""
    side = wholes.shape[1]
    across, down = _grid(side)
    laid, inside = sampled(wholes, frames)
    slope_y, slope_x = np.gradient(laid, 2 / side, axis=(1, 2))
    # By the chain rule: slopes are those of the laid picture, and the frame is close to a scaling.
    slope_x = slope_x / np.maximum(np.abs(frames[:, 0, 0]), 0.2)[:, None, None]
    slope_y = slope_y / np.maximum(np.abs(frames[:, 1, 1]), 0.2)[:, None, None]
    ones = np.ones_like(laid)
    columns = [slope_x * across, slope_x * down, slope_x, slope_y * across, slope_y * down, slope_y, -parts, -ones]
    jacobian = np.stack(columns, axis=-1).reshape(len(laid), -1, 8)
    gain, offset = _gains(laid, parts, inside)
    rest = (laid - gain * parts - offset).reshape(len(laid), -1)
    seen = inside.reshape(len(laid), -1)
    spread = np.maximum(1.5 * np.median(np.abs(rest), axis=1, keepdims=True), 1.0)
    weights = seen / (1 + (rest / spread) ** 2)
    weighted = jacobian * weights[..., None]
    squares = np.einsum("npi,npj->nij", weighted, jacobian, optimize=True)
    squares += np.eye(8, dtype=np.float32) * (1e-3 * np.trace(squares, axis1=1, axis2=2) / 8 + 1e-3)[:, None, None]
    change = np.linalg.solve(squares, np.einsum("npi,np->ni", weighted, rest, optimize=True)[..., None])[..., 0]
    frames -= np.clip(change[:, :6].reshape(-1, 2, 3), -0.15, 0.15)


def _gains(laid: Greys, parts: Greys, inside: Flags) -> tuple[Greys, Greys]:
    """What to multiply the parts by and what to add, so that they are as light as the picture laid over them."""
    weights = inside.astype(np.float32)
    total = np.maximum(weights.sum(axis=(1, 2), keepdims=True), 1)
    means = [(each * weights).sum(axis=(1, 2), keepdims=True) / total for each in (laid, parts)]
    apart = [(each - mean) * weights for each, mean in zip((laid, parts), means, strict=True)]
    square = np.maximum((apart[1] ** 2).sum(axis=(1, 2), keepdims=True), 1)
    gain = np.clip((apart[0] * apart[1]).sum(axis=(1, 2), keepdims=True) / square, 0.2, 5)
    return gain, means[0] - gain * means[1]
