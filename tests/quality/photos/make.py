"""Make the set: photos with all that happened to them, and pictures that only look alike.

File names say what a picture is, in a way that the program does not read: the folder ``truth`` beside the pictures has
them. Each file lies in a folder of its own kind, under a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from quality.photos import pictures
from quality.photos.variations import COPIES, EDITS, HARD

VARIATIONS = {"copy": COPIES, "edit": EDITS, "hard": HARD}
_TAKEN, _MAKE, _MODEL, _EXIF, _FRACTION = 0x9003, 0x010F, 0x0110, 0x8769, 0x9291


@dataclass(frozen=True, slots=True)
class Truth:
    """What a file is: of which ``picture``, and whether the original (``variation`` is ""), a copy, an edit or a hard
    one; ``series`` is the number of the burst it is of, or -1."""

    picture: str
    kind: str
    variation: str = ""
    series: int = -1


def make_set(folder: Path, *, seed: int, photos: int, others: int, sources: Path | None = None) -> None:
    """Make so many photos with all variations, and for each kind of near miss as many as ``others`` says.

    ``sources`` is a folder of real photos, which are taken instead of drawn ones.
    """
    truth: dict[str, Any] = {}
    folder.mkdir(parents=True)
    for number, (picture, saved, about) in enumerate(_all(seed, photos, others, sources)):
        image, ending, how = saved
        path = folder / about.kind / f"{number:06}.{ending}"
        path.parent.mkdir(exist_ok=True)
        image.save(path, **how)
        truth[str(path.relative_to(folder))] = asdict(about) | {"picture": picture}
    (folder.parent / f"{folder.name}.json").write_text(json.dumps(truth, indent=1))


def read_truth(folder: Path) -> dict[str, Truth]:
    """What each file of a made set is, by its path in the folder."""
    read = json.loads((folder.parent / f"{folder.name}.json").read_text())
    return {path: Truth(**about) for path, about in read.items()}


def _all(seed: int, photos: int, others: int, sources: Path | None) -> Iterator[tuple[str, Any, Truth]]:
    real = sorted(path for path in sources.iterdir() if path.is_file()) if sources else []
    for number in range(photos):
        random = _random(seed, 9, number)
        if number < len(real):
            with Image.open(real[number]) as opened:
                picture = opened.convert("RGB")
            picture.thumbnail((1600, 1600))
        else:
            picture = pictures.scene(random)
        name = f"photo-{number}"
        yield name, (picture, "jpg", {"quality": 93, "exif": taken(number * 600)}), Truth(name, "original")
        for kind, ways in VARIATIONS.items():
            for variation, way in ways.items():
                yield name, way(picture), Truth(name, kind, variation)
    yield from _near_misses(seed, others)
    yield from _bursts(seed, others)


def taken(seconds: int, fraction: str = "") -> Image.Exif:
    """What a camera writes, at so many seconds after a summer's morning."""
    exif = Image.Exif()
    exif[_MAKE], exif[_MODEL] = "Maker", "Camera 1"
    day, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    moment = f"2019:07:{1 + day % 28:02} {hours:02}:{rest // 60:02}:{rest % 60:02}"
    exif[_EXIF] = {_TAKEN: moment, **({_FRACTION: fraction} if fraction else {})}
    return exif


def _near_misses(seed: int, others: int) -> Iterator[tuple[str, Any, Truth]]:
    layouts = max(others // 10, 1)
    for number in range(others):
        drawn = {
            "page": pictures.page(_random(seed, 1, number)),
            "form": pictures.filled_form(_random(seed, 2, number % layouts), _random(seed, 3, number)),
            "chat": pictures.chat(_random(seed, 4, number)),
            "plain": pictures.plain(_random(seed, 5, number)),
            "thing": pictures.thing_on_white(_random(seed, 6, number)),
            "sky": pictures.night_sky(_random(seed, 7, number)),
        }
        for kind, picture in drawn.items():
            yield f"{kind}-{number}", (picture, "png", {}), Truth(f"{kind}-{number}", kind)


def _bursts(seed: int, others: int) -> Iterator[tuple[str, Any, Truth]]:
    """Bursts of five, half of them within one second by the fraction alone."""
    for series in range(max(others // 5, 1)):
        random = _random(seed, 8, series)
        picture = pictures.scene(random)
        for shot in range(5):
            name = f"burst-{series}-{shot}"
            within = {"fraction": f"{shot * 15:02}"} if series % 2 else {}
            exif = taken(1_000_000 + series * 600 + (0 if within else shot), **within)
            yield name, (picture, "jpg", {"quality": 92, "exif": exif}), Truth(name, "burst", series=series)
            picture = pictures.next_shot(picture, random)


def _random(*numbers: int) -> np.random.Generator:
    return np.random.default_rng(list(numbers))
