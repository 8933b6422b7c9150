"""Which of several pictures is the best, and why; never by sharpness, which every bad edit raises."""

from __future__ import annotations

import numpy as np

from cleanup.find.photos.album import Album
from cleanup.language import mark
from cleanup.model.copy_names import marks_in
from cleanup.model.finding import Ruling, Verdict
from cleanup.model.inventory import Rows
from cleanup.model.look import FORMATS

_LOSSLESS = [FORMATS.index(name) for name in ("PNG", "TIFF", "BMP")]
_WORDS = (
    (mark("the only one with files that go with it"), "company"),
    (mark("the one with the camera’s own data"), "camera"),
    (mark("the one with the time it was taken"), "taken"),
    (mark("the one with the most pixels"), "pixels"),
    (mark("the one saved at the best quality"), "quality"),
    (mark("the one with the most bytes"), "bytes"),
    (mark("the one with the plainest name"), "original-name"),
    (mark("the first by its path"), "first-path"),
)
_FIRST_PATH = len(_WORDS) - 1


def _columns(album: Album) -> list[Rows]:
    """For each criterion a number per picture, lowest is best; the most important criterion comes first."""
    looks = album.looks
    quality = np.where(np.isin(looks["format"], _LOSSLESS), 101, looks["quality"]).astype(np.int64)
    # Without a camera's notes, a PNG is usually a picture of a JPEG.
    quality[(quality == 101) & (looks["from_camera"] == 0)] = 50
    marks = marks_in(b"".join(name + b"\0" for name in album.names)) if album.names else np.zeros(0, dtype=np.int64)
    return [
        1 - album.has_company.astype(np.int64),
        1 - looks["from_camera"].astype(np.int64),
        (looks["taken"] == 0).astype(np.int64),
        -(looks["width"].astype(np.int64) * looks["height"]),
        -quality,
        -album.sizes.astype(np.int64),
        np.asarray(marks, dtype=np.int64),
    ]


def best_first(album: Album) -> Rows:
    """The positions of all pictures, best first; ties are broken by path."""
    by_path = np.empty(len(album.rows), dtype=np.int64)
    order = sorted(range(len(album.rows)), key=lambda place: album.paths[place])
    by_path[order] = np.arange(len(order))
    return np.lexsort((by_path, *reversed(_columns(album))))


def reasons_to_stay(album: Album, groups: list[Rows]) -> list[Ruling]:
    """For each group, why its first picture is the best: the criterion that sets it apart from the next."""
    columns = _columns(album)
    found = []
    for group in groups:
        best, rest = group[0], group[1:]
        number = next((n for n, column in enumerate(columns) if (column[best] < column[rest]).all()), None)
        if number is None:
            number = next((n for n, column in enumerate(columns) if (column[best] != column[rest]).any()), _FIRST_PATH)
        found.append(Ruling(Verdict.STAYS, *_WORDS[number]))
    return found
