"""Whether two pictures show the same: a second look, at the pixels, after the hash proposed it. Pure arithmetic.

Pictures come in pairs, as arrays of many grey pictures of ``SIDE`` by ``SIDE``. What decides is the correlation of
their fine detail: among the nearest pairs of different photos it was at most 0.30, for 99 of 100 copies above 0.96
(measured on 268 photos and 12,000 files; docs/explanation/similar-photos.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleanup.model.look import SIDE

Greys = NDArray[np.float32]
Flags = NDArray[np.bool_]
TILES = 8
_TEXTURED, _AGREES = 4.0, 0.7
_FLAT, _FIT_DEVIATION, _FIT_TEXTURE, _LOOSE_TEXTURE = 6.0, 12.0, 0.15, 0.5
_LEAST_DETAIL = 1.0
_PAGE_SHARE, _TONES = 0.45, 32
# Paper is light.
_LIGHT_SHARE, _LIGHT = 0.33, 28


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well pairs agree: as a whole, in fine detail, and the share of textured tiles that agree by themselves."""

    whole: Greys
    fine: Greys
    tiles: Greys

    def at_least(self, whole: float, fine: float, tiles: float) -> Flags:
        """Which pairs agree at least this well."""
        return (self.whole >= whole) & (self.fine >= fine) & (self.tiles >= tiles)


def agreement(one: Greys, other: Greys, inside: Flags | None = None) -> Agreement:
    """How well the pairs agree; ``inside`` marks the pixels that both have, None for all."""
    weights = np.ones_like(one) if inside is None else inside.astype(np.float32)
    whole = _correlation(one, other, weights)
    halved = [_halved(each) for each in (one, other)]
    small = (_halved(weights) > 0.99).astype(np.float32)
    fine = _correlation(halved[0] - _blurred(halved[0]), halved[1] - _blurred(halved[1]), _eroded(small))
    tiles = _tile_agreement(one, other, weights)
    return Agreement(whole, fine, tiles)


def is_same(one: Greys, other: Greys, pages: Flags) -> Flags:
    """Which pairs are one picture as they are, however light, captioned or compressed.

    ``pages`` marks pairs in which one is a page: forms differ in little, and copies of one page in less.
    """
    agree = agreement(one, other)
    textured = np.minimum(texture(one), texture(other))
    flat = ~(has_content(one) & has_content(other))
    straight = agree.at_least(0.6, 0.8, 0.7)
    straight |= (textured >= _LOOSE_TEXTURE) & agree.at_least(-1, 0.6, 0.6)
    straight &= textured >= _FIT_TEXTURE
    return np.asarray(~flat & np.where(pages, agree.at_least(0.98, 0.98, 0.99), straight))


def may_fit(one: Greys, other: Greys) -> Flags:
    """Which pairs have enough texture for one to be part of the other; pages are left out."""
    textured = np.minimum(texture(one), texture(other)) >= _FIT_TEXTURE
    strong = np.minimum(_deviations(one), _deviations(other)) >= _FIT_DEVIATION
    return np.asarray(textured & strong)


def has_content(pictures: Greys) -> Flags:
    """Which pictures show anything that could be compared: not plain ones, nor plain gradients."""
    halved = _halved(pictures)
    return np.asarray((_deviations(pictures) >= _FLAT) & (_deviations(halved - _blurred(halved)) >= _LEAST_DETAIL))


def texture(pictures: Greys) -> Greys:
    """The share of each picture's tiles that have texture."""
    return np.asarray((_tiled(pictures).std(axis=(2, 4)) > _TEXTURED).mean(axis=(1, 2)), dtype=np.float32)


def is_page(pictures: Greys) -> Flags:
    """Which pictures are mostly of one tone, like pages, forms, chats and windows."""
    tones = (pictures.reshape(len(pictures), SIDE * SIDE) * (_TONES / 256)).astype(np.int64)
    tones += np.arange(len(pictures))[:, None] * _TONES
    counts = np.bincount(tones.ravel(), minlength=len(pictures) * _TONES).reshape(len(pictures), _TONES)
    light = counts[:, _LIGHT:].max(axis=1) > _LIGHT_SHARE * SIDE * SIDE
    return np.asarray(light | (counts.max(axis=1) > _PAGE_SHARE * SIDE * SIDE))


def _deviations(pictures: Greys) -> Greys:
    return np.asarray(pictures.std(axis=(1, 2)))


def _correlation(one: Greys, other: Greys, weights: Greys) -> Greys:
    total = np.maximum(weights.sum(axis=(1, 2)), 1)
    one, other = (
        (each - ((each * weights).sum(axis=(1, 2)) / total)[:, None, None]) * weights for each in (one, other)
    )
    norm = np.sqrt((one * one).sum(axis=(1, 2)) * (other * other).sum(axis=(1, 2)))
    return np.asarray((one * other).sum(axis=(1, 2)) / np.maximum(norm, 1e-3), dtype=np.float32)


def _halved(pictures: Greys) -> Greys:
    count, height, width = pictures.shape
    return np.asarray(pictures.reshape(count, height // 2, 2, width // 2, 2).mean(axis=(2, 4)))


def _blurred(pictures: Greys) -> Greys:
    """Each pixel as the mean of the five by five around it."""
    padded = np.pad(pictures, ((0, 0), (2, 2), (2, 2)), mode="edge")
    rows = np.sum([padded[:, shift : shift + pictures.shape[1]] for shift in range(5)], axis=0)
    return np.asarray(np.sum([rows[:, :, shift : shift + pictures.shape[2]] for shift in range(5)], axis=0) / 25)


def _eroded(weights: Greys) -> Greys:
    return weights if weights.all() else (_blurred(weights) > 0.999).astype(np.float32)


def _tiled(pictures: Greys) -> Greys:
    side = pictures.shape[1] // TILES
    return pictures.reshape(len(pictures), TILES, side, TILES, side)


def _tile_agreement(one: Greys, other: Greys, weights: Greys) -> Greys:
    whole = _tiled(weights).min(axis=(2, 4)) > 0
    tiles = [_tiled(each) - _tiled(each).mean(axis=(2, 4), keepdims=True) for each in (one, other)]
    deviations = [np.sqrt((each * each).mean(axis=(2, 4))) for each in tiles]
    together = (tiles[0] * tiles[1]).mean(axis=(2, 4)) / np.maximum(deviations[0] * deviations[1], 1e-3)
    textured = (np.maximum(*deviations) > _TEXTURED) & whole
    agreeing = (textured & (together > _AGREES)).sum(axis=(1, 2))
    return np.asarray(agreeing / np.maximum(textured.sum(axis=(1, 2)), 1), dtype=np.float32)
