"""Shots that a camera took one after the other, by the numbers in their names: a burst is not a set of copies."""

from __future__ import annotations

import re

import numpy as np

from cleanup.find.photos.album import Album
from cleanup.find.photos.matching import NOBODY
from cleanup.model.inventory import Rows

# "IMG_1234", "DSC01234", "frame-001": letters and a counter of three digits or more. With a day before it, as phones
# and messengers have it, the counter can be a time: "IMG-20200131-WA0007", "PXL_20200131_120102123".
_COUNTED = re.compile(rb"((?:[a-z_\- ]*\d{8}[_\- ])?[a-z_\- ]*?)[_\- ]?(\d{3,9})")


def series_of(album: Album) -> Rows:
    """For each picture the number of its series, or NOBODY: same folder, same letters, same size in pixels, each with a
    counter of its own.
    """
    numbers: dict[tuple[int, bytes, int, int, int], int] = {}
    found = np.full(len(album.names), NOBODY, dtype=np.int64)
    looks = album.looks
    for place, name in enumerate(album.names):
        stem, _, ending = name.lower().rpartition(b".")
        counted = _COUNTED.fullmatch(stem)
        if counted is None:
            continue
        size = int(looks["width"][place]), int(looks["height"][place])
        key = (
            int(album.folders[place]),
            counted[1] + b"." + ending,
            min(size),
            max(size),
            int(looks["from_camera"][place]),
        )
        found[place] = numbers.setdefault(key, len(numbers))
    return found
