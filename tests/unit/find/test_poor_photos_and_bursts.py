"""Pictures that did not come out, and shots within seconds: told as that, and chosen by no rule."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from cleanup.model.choice import Choice
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from quality.photos import pictures
from quality.photos.make import taken
from support.looking import groups_of, scan

SIZE = (640, 480)


def picture(seed: int) -> Image.Image:
    return pictures.scene(np.random.default_rng(seed), *SIZE)


def names(folder: Path, own: Path, category: str) -> set[frozenset[str]]:
    found = groups_of(scan([folder], own, categories=(category,)), category)
    return {frozenset(os.path.basename(os.fsdecode(path)) for path in group) for group in found}


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = tmp_path / "album"
    folder.mkdir()
    return folder


def test_what_did_not_come_out_is_told(album: Path, tmp_path: Path) -> None:
    poor = {
        "blurred": picture(1).filter(ImageFilter.GaussianBlur(9)),
        "dark": picture(1).point(lambda value: value // 8),
        "pocket": Image.new("RGB", SIZE, (120, 90, 80)),
    }
    fine = {"sharp": picture(1), "soft": picture(2).filter(ImageFilter.GaussianBlur(1)),
            "night": Image.blend(picture(3), Image.new("RGB", SIZE), 0.7)}  # fmt: skip
    for number, (name, image) in enumerate({**poor, **fine}.items()):
        image.save(album / f"{name}.jpg", quality=93, exif=taken(100 * number))
    Image.new("RGB", SIZE, "white").save(album / "drawing.png")
    assert names(album, tmp_path, "poor-photos") == {frozenset({f"{name}.jpg"}) for name in poor}
    found = scan([album], tmp_path, categories=("poor-photos",))
    words = {os.path.basename(each.files[0].path): each.why.text for each in found.each_finding()}
    assert "blurred" in words[b"blurred.jpg"]
    assert "dark" in words[b"dark.jpg"]
    assert "accident" in words[b"pocket.jpg"]
    assert not Selection(Groups(found), Choice(categories=("poor-photos",)), lambda _: "").chosen.any()


def test_a_burst_is_told_as_that(album: Path, tmp_path: Path) -> None:
    for number, moment in enumerate((0, 1, 2, 60, 61)):
        picture(number).save(album / f"shot{number}.jpg", exif=taken(moment))
    picture(9).save(album / "copy.jpg")
    assert names(album, tmp_path, "bursts") == {frozenset({"shot0.jpg", "shot1.jpg", "shot2.jpg"})}
    found = scan([album], tmp_path, categories=("bursts",))
    assert not Selection(Groups(found), Choice(categories=("bursts",)), lambda _: "").chosen.any()
