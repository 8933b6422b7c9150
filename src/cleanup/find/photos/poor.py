"""Camera pictures that did not come out: blurred, dark, or all one tone."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cleanup.find.finder import Search
from cleanup.find.photos.album import Album, OfPictures, seen_pictures
from cleanup.language import mark
from cleanup.model.category import Category
from cleanup.model.finding import ONLY_BY_HAND, SMALL, Certainty, Findings, Reason, Ruling, Verdict, Why
from cleanup.model.inventory import Rows

_REASONS = (
    Reason(Why(mark("perhaps blurred: it has no fine detail")), Certainty.LIKELY),
    Reason(Why(mark("perhaps too dark to see anything")), Certainty.LIKELY),
    Reason(Why(mark("perhaps taken by accident: it is all one tone")), Certainty.LIKELY),
)
_BLURRED, _DARK, _ACCIDENTAL = range(len(_REASONS))
_RULING = Ruling(Verdict.ASK, mark("look at it: it may be the only one of that moment"), ONLY_BY_HAND)
# On a grey scale from 0 to 255: what is hardly distinguishable from black, and how much a picture of something varies.
_BLACK, _TONES = 40, 6.0
# The share of the finest detail in made photographs: .34 to .77, blurred by a hundredth of their width .03 to .07.
_SHARP, _CONTRAST = 0.06, 12.0


class PoorPhotos(OfPictures):
    """Pictures with a camera's notes, by brightness, contrast and fine detail; others may be drawings."""

    category: ClassVar[Category] = Category(
        "poor-photos",
        mark("photos that are blurred, dark or show nothing; shown, never chosen"),
        on_request=True,
        remark=mark("blurred, dark, or showing nothing"),
    )

    def find(self, search: Search) -> Findings:
        """Use the same look as similar photos."""
        album = seen_pictures(search)
        kinds = _kinds(album)
        some = kinds >= 0
        numbers = kinds[some].astype(SMALL)
        return Findings(
            category=self.category,
            reasons=_REASONS,
            members=album.rows[some],
            starts=np.arange(len(numbers) + 1, dtype=np.int64),
            details=np.zeros(len(numbers), dtype=np.int64),
            reasoned=numbers,
            rulings=(_RULING,),
            ruled=np.zeros(len(numbers), dtype=SMALL),
        )


def _kinds(album: Album) -> Rows:
    """For each picture the position of its reason, or -1."""
    greys = album.greys.reshape(len(album.rows), -1).astype(np.float32)
    kinds = np.full(len(greys), -1, dtype=np.int64)
    if not len(greys):
        return kinds
    deviation, brightest = greys.std(axis=1), np.percentile(greys, 99, axis=1)
    kinds[(album.looks["sharpness"] < _SHARP) & (deviation >= _CONTRAST)] = _BLURRED
    kinds[deviation < _TONES] = _ACCIDENTAL
    kinds[brightest < _BLACK] = _DARK
    kinds[album.looks["from_camera"] == 0] = -1
    return kinds
