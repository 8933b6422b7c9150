"""Similar pictures: found, explained, and never two shots, two forms, or a photo that others lean on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cleanup.disk.contents.picture_pairs import WAYS, turned
from cleanup.disk.optional import PILLOW, how_to_add
from cleanup.disk.reading.hashing import VERSIONS
from cleanup.find.photos.hashes import PIECES, distances, hashes_of, hashes_turned, in_words
from cleanup.find.photos.similar import SimilarPhotos
from cleanup.model.category import Proof
from cleanup.model.look import SIDE
from cleanup.model.scan import Scan
from quality.photos import pictures
from quality.photos.make import taken
from quality.photos.variations import COPIES, EDITS, HARD
from support.looking import groups_of, scan
from support.moving import Mover, a_plan, a_step, ends

KIND = {**COPIES, **EDITS, **HARD}
# What half of the photos lose so much by that nobody claims it for each.
NOT_ALWAYS = {"crop-20"}


def alike(folder: Path, home: Path) -> set[frozenset[str]]:
    """The names of the files of each group."""
    return {
        frozenset(os.path.basename(os.fsdecode(path)) for path in group)
        for group in groups_of(looked(folder, home), "similar-photos")
    }


def picture(seed: int) -> Image.Image:
    return pictures.scene(np.random.default_rng(seed), 640, 480)


def looked(folder: Path, home: Path) -> Scan:
    return scan([folder], home, categories=("similar-photos",))


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = tmp_path / "album"
    folder.mkdir()
    picture(1).save(folder / "DSC_0001.jpg", quality=93, exif=taken(0))
    return folder


def save(folder: Path, name: str, variation: str) -> Path:
    image, ending, how = KIND[variation](picture(1))
    path = folder / f"{name}.{ending}"
    image.save(path, **how)
    return path


@pytest.mark.parametrize("variation", sorted(KIND.keys() - NOT_ALWAYS))
def test_a_variation_is_found_and_the_original_stays(album: Path, tmp_path: Path, variation: str) -> None:
    other = save(album, "other", variation)
    picture(2).save(album / "another.jpg")
    (finding,) = looked(album, tmp_path).each_finding()
    assert {file.path for file in finding.files} == {bytes(album / "DSC_0001.jpg"), bytes(other)}
    assert finding.keeper is not None
    assert finding.files[finding.keeper].path.endswith(b"DSC_0001.jpg")
    assert finding.certainty == "likely"


def dated() -> Image.Exif:
    """Notes with the time a picture was taken, and nothing about the camera."""
    notes = Image.Exif()
    notes.get_ifd(0x8769)[0x9003] = "2020:05:01 10:00:00"
    return notes


@pytest.mark.parametrize(("better", "worse"), [({"exif": dated()}, {}), ({"quality": 80}, {"quality": 75})])
def test_bytes_decide_last_which_one_stays(tmp_path: Path, better: dict[str, Any], worse: dict[str, Any]) -> None:
    folder = tmp_path / "album"
    folder.mkdir()
    picture(1).save(folder / "b.jpg", **better)
    picture(1).save(folder / "a.jpg", **worse, comment=b"x" * 60_000)
    (finding,) = looked(folder, tmp_path).each_finding()
    assert finding.keeper is not None
    assert finding.files[finding.keeper].path.endswith(b"b.jpg")


@pytest.mark.parametrize("way", range(WAYS))
def test_the_hash_of_a_turned_picture_follows_from_its_own(way: int) -> None:
    greys = np.random.default_rng(4).integers(0, 256, size=(5, SIDE, SIDE)).astype(np.float32)
    asked = hashes_of(np.ascontiguousarray(turned(greys, way)))
    assert (hashes_turned(hashes_of(greys), way) == asked).all()


def test_distances_count_the_bits_that_differ() -> None:
    one = np.zeros((3, PIECES), dtype=np.uint16)
    one[1], one[2, 3] = 0xFFFF, 5
    places = np.arange(3)
    assert distances(in_words(one), in_words(one), places, places * 0).tolist() == [0, 256, 2]


def test_two_shots_are_no_copies(album: Path, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    pictures.next_shot(picture(1), random).save(album / "b.jpg", exif=taken(1))
    # The same second, told apart by its fraction, and by the counter in the name.
    picture(1).save(album / "c.jpg", quality=80, exif=taken(10, "10"))
    picture(1).save(album / "d.jpg", quality=70, exif=taken(10, "20"))
    assert alike(album, tmp_path) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IMG_0001.jpg", "IMG_0002.jpg"),
        ("IMG-20200131-WA0007.jpg", "IMG-20200131-WA0008.jpg"),
        ("PXL_20200131_120102123.jpg", "PXL_20200131_120103456.jpg"),
        ("20200131_120102.jpg", "20200131_120105.jpg"),
    ],
)
def test_shots_under_two_numbers_are_no_copies(tmp_path: Path, one: str, other: str) -> None:
    picture(1).save(tmp_path / one, quality=90)
    picture(1).save(tmp_path / other, quality=70)
    assert alike(tmp_path, tmp_path) == set()


def test_what_a_messenger_brought_again_on_another_day_is_a_copy(tmp_path: Path) -> None:
    names = {"IMG-20200131-WA0007.jpg", "IMG-20200205-WA0003.jpg"}
    for quality, name in enumerate(sorted(names)):
        picture(1).save(tmp_path / name, quality=90 - quality)
    assert alike(tmp_path, tmp_path) == {frozenset(names)}


def test_forms_pages_and_plain_ones_are_no_copies(tmp_path: Path) -> None:
    for number in range(4):
        random = np.random.default_rng(number)
        pictures.filled_form(np.random.default_rng(9), random).save(tmp_path / f"form {number}.png")
        pictures.page(random).save(tmp_path / f"page {number}.png")
        pictures.chat(random).save(tmp_path / f"chat {number}.png")
        pictures.plain(random).save(tmp_path / f"plain {number}.png")
        pictures.night_sky(random).save(tmp_path / f"sky {number}.png")
    assert alike(tmp_path, tmp_path) == set()


def test_copies_of_the_same_bytes_are_one_picture(album: Path, tmp_path: Path) -> None:
    shutil.copy(album / "DSC_0001.jpg", album / "DSC_0001 (1).jpg")
    assert alike(album, tmp_path) == set()


def test_what_other_files_go_with_is_never_the_one_too_many(album: Path, tmp_path: Path) -> None:
    small = save(album, "small", "half")
    (album / "small.xmp").write_text("stars: 5")
    (finding,) = looked(album, tmp_path).each_finding()
    assert len(finding.files) == 2
    assert finding.keeper is not None
    assert finding.files[finding.keeper].path == bytes(small)
    (album / "DSC_0001.NEF").write_bytes(b"raw")
    assert alike(album, tmp_path) == set()


def test_never_by_likeness_of_likeness(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    shots = [picture(7)]
    for _ in range(4):
        shots.append(pictures.next_shot(shots[-1], random))
    for number, shot in enumerate(shots):
        shot.save(tmp_path / f"{'abcde'[number]}.jpg", quality=95 - number)
    for finding in looked(tmp_path, tmp_path).each_finding():
        assert finding.keeper is not None
        best = finding.files[finding.keeper].path
        alone = tmp_path / "alone"
        for file in finding.files:
            if file.path != best:
                shutil.rmtree(alone, ignore_errors=True)
                alone.mkdir()
                shutil.copy(os.fsdecode(best), alone / "best.jpg")
                shutil.copy(os.fsdecode(file.path), alone / "other.jpg")
                assert len(alike(alone, tmp_path)) == 1


def test_broken_huge_and_strange_files_stop_nothing(album: Path, tmp_path: Path) -> None:
    whole = (album / "DSC_0001.jpg").read_bytes()
    (album / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (album / "empty.jpg").write_bytes(b"")
    (album / "text.png").write_text("no picture")
    Image.new("RGB", (1, 1)).save(album / "dot.png")
    Image.new("1", (20_000, 20_000)).save(album / "bomb.png")
    picture(1).convert("CMYK").save(album / "cmyk.jpg", quality=90)
    deep = np.asarray(picture(1).convert("L")).astype(np.uint16) * 257
    Image.fromarray(deep).save(album / "deep.png")
    frames = [picture(1).resize((160, 120)), picture(2).resize((160, 120))]
    frames[0].save(album / "moving.gif", save_all=True, append_images=frames[1:])
    (album / "named.heic").write_bytes(whole + b"\0")
    found = looked(album, tmp_path)
    (finding,) = found.each_finding()
    like = {os.path.basename(file.path) for file in finding.files}
    assert like == {b"DSC_0001.jpg", b"cmyk.jpg", b"deep.png", b"named.heic"}
    assert {os.path.basename(trouble.path) for trouble in found.troubles} == {b"cut.jpg", b"bomb.png"}


def animation(path: Path, *images: Image.Image) -> None:
    """A picture that moves: GIF, WebP, PNG, AVIF or several pages of TIFF."""
    images[0].save(path, save_all=True, append_images=images[1:], duration=100)


@pytest.mark.parametrize("ending", ["gif", "webp", "png", "avif", "tiff"])
def test_a_moving_picture_is_no_copy_of_any_of_its_own(album: Path, tmp_path: Path, ending: str) -> None:
    if f".{ending}" not in Image.registered_extensions():
        pytest.skip(f"this Pillow writes no {ending}")
    for first in (1, 2):
        animation(album / f"first {first}.{ending}", picture(first), picture(3))
    whole = (album / f"first 1.{ending}").read_bytes()
    (album / f"cut.{ending}").write_bytes(whole[: len(whole) * 2 // 3])
    picture(2).save(album / "still of it.jpg", quality=80)
    found = looked(album, tmp_path)
    assert not list(found.each_finding())
    assert {os.path.basename(trouble.path) for trouble in found.troubles} <= {b"cut." + ending.encode()}


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_what_could_move_and_has_one_picture_is_compared(album: Path, tmp_path: Path, ending: str) -> None:
    animation(album / f"one.{ending}", picture(1))
    assert alike(album, tmp_path) == {frozenset({"DSC_0001.jpg", f"one.{ending}"})}


def test_a_picture_that_moves_does_not_go_for_one_that_shows_the_same(album: Path, tmp_path: Path) -> None:
    small = picture(1).resize((320, 240))
    small.save(album / "still.gif")
    animation(album / "moving.gif", small, picture(3).resize((320, 240)))
    steps = [a_step(album / name, album / "DSC_0001.jpg", proof=Proof.ALIKE) for name in ("still.gif", "moving.gif")]
    assert ends(Mover(tmp_path).carry_out(a_plan(*steps))) == {"still.gif": "done", "moving.gif": "different"}


def test_the_order_of_the_files_means_nothing(album: Path, tmp_path: Path) -> None:
    for number, variation in enumerate(["half", "q40", "grey", "crop-10", "mirrored"]):
        save(album, f"{number}", variation)
    other = tmp_path / "other"
    other.mkdir()
    for path in sorted(album.iterdir(), reverse=True):
        shutil.copy2(path, other / path.name)

    assert alike(album, tmp_path) == alike(other, tmp_path)
    assert len(next(iter(alike(album, tmp_path)))) == 6


def test_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from cleanup.find.finder import why_unavailable

    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    assert how_to_add(PILLOW) in why_unavailable(SimilarPhotos)


def test_a_look_of_an_older_version_is_not_believed(
    album: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(album, "other", "half")
    # What changed a moment ago is not remembered.
    time.sleep(2.05)

    def methods() -> set[str]:
        scan([album], tmp_path, categories=("similar-photos",), use_cache=True)
        (cache,) = tmp_path.rglob("digests.db")
        with closing(sqlite3.connect(cache)) as connection:
            return {method for (method,) in connection.execute("SELECT method FROM page")}

    before = methods()
    monkeypatch.setitem(VERSIONS, "look", "look at a picture, another way")
    assert methods() - before == {"look at a picture, another way"}
