"""A picture that only looks like the one that stays: both are decoded again, right before the move."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cleanup.model.category import Proof
from quality.photos.pictures import scene
from quality.photos.variations import COPIES, EDITS, HARD
from support.moving import a_step
from support.refusing import code


@pytest.fixture
def root(tmp_path: Path) -> Path:
    scene(np.random.default_rng(1), 640, 480).save(tmp_path / "keep.jpg", quality=93)
    scene(np.random.default_rng(1), 640, 480).resize((320, 240)).save(tmp_path / "go.jpg")
    return tmp_path


def of(root: Path) -> str:
    return code(a_step(root / "go.jpg", root / "keep.jpg", proof=Proof.ALIKE))


@pytest.mark.parametrize("variation", ["half", "q15", "tagged", "grey", "caption", "crop-5", "screenshot", "mirrored"])
def test_what_shows_the_same_moves(root: Path, variation: str) -> None:
    picture, ending, how = {**COPIES, **EDITS, **HARD}[variation](scene(np.random.default_rng(1), 640, 480))
    other = root / f"other.{ending}"
    picture.save(other, **how)
    assert code(a_step(other, root / "keep.jpg", proof=Proof.ALIKE)) == ""


def test_another_picture_stays(root: Path) -> None:
    scene(np.random.default_rng(2), 640, 480).save(root / "go.jpg")
    assert of(root) == "different"


def test_without_one_that_stays_nothing_moves(root: Path) -> None:
    assert code(a_step(root / "go.jpg", proof=Proof.ALIKE)) == "no-keeper"


def test_the_one_that_stays_must_be_whole(root: Path) -> None:
    whole = (root / "keep.jpg").read_bytes()
    (root / "keep.jpg").write_bytes(whole[: len(whole) * 2 // 3])
    assert of(root) == "keeper-changed"
    (root / "keep.jpg").write_text("no picture")
    assert of(root) == "keeper-changed"


def test_what_cannot_be_decoded_stays(root: Path) -> None:
    (root / "go.jpg").write_text("no picture")
    assert of(root) == "different"


def test_what_changed_since_it_was_shown_stays(root: Path) -> None:
    step = a_step(root / "go.jpg", root / "keep.jpg", proof=Proof.ALIKE)
    Image.new("RGB", (300, 200)).save(root / "keep.jpg")
    assert code(step) == "keeper-changed"


def test_without_the_library_nothing_moves(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert of(root) == "no-proof"
