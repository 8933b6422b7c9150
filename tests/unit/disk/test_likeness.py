"""How well two pictures agree, and whether one is a part of another."""

from __future__ import annotations

import numpy as np

from cleanup.disk.contents.fitting import fits, frames_of, sampled
from cleanup.disk.contents.likeness import agreement
from cleanup.model.look import SIDE
from quality.photos.pictures import scene


def test_pictures_agree_equally_well_either_way_round() -> None:
    chance = np.random.default_rng(1)
    strong, faint = (chance.normal(128, spread, (4, SIDE, SIDE)).astype(np.float32) for spread in (40, 10))
    there, back = agreement(strong, faint), agreement(faint, strong)
    assert np.array_equal(there.tiles, back.tiles)
    assert (there.tiles < 0.5).all(), "nothing in them is the same"
    assert (agreement(strong, strong).tiles == 1).all()


def test_a_part_is_known_however_light_or_faint_it_is() -> None:
    grey = [scene(np.random.default_rng(seed), 640, 480).convert("L").resize((SIDE, SIDE)) for seed in range(8)]
    wholes = np.stack([np.asarray(each, dtype=np.float32) for each in grey])
    box = np.tile(np.asarray([0.2, 0.15, 0.9, 0.95], dtype=np.float32), (len(wholes), 1))
    begin = np.tile(np.asarray([0.15, 0.1, 0.95, 0.9], dtype=np.float32), (len(wholes), 1))
    parts, _ = sampled(wholes, frames_of(box))
    for gain, offset in ((1, 0), (0.3, 150), (0.5, 0), (0.3, 20)):
        assert fits(wholes, parts * gain + offset, frames_of(begin)).all(), (gain, offset)
