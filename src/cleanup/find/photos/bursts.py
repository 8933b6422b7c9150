"""Shots that a camera took within seconds: a burst, of which somebody may want the best."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cleanup.find.finder import Search
from cleanup.find.photos.album import Album, OfPictures, seen_pictures
from cleanup.language import mark, mark_count
from cleanup.model.category import Category, Unit
from cleanup.model.finding import ONLY_BY_HAND, SMALL, Certainty, Findings, Reason, Ruling, Verdict, Why

_RULING = Ruling(Verdict.ASK, mark("a shot of its own: no other picture shows this moment"), ONLY_BY_HAND)
# Microseconds of the camera's clock between two shots, and the number of shots that make a burst.
_NEXT, _FEWEST = 2_000_000, 3


class Bursts(OfPictures):
    """Series by the times that the camera wrote: same folder, same size, each within two seconds of the one before."""

    category: ClassVar[Category] = Category(
        "bursts",
        mark("shots taken within seconds, each of its own; shown, never chosen"),
        unit=Unit.GROUP,
        on_request=True,
        remark=mark("taken within seconds"),
    )

    def find(self, search: Search) -> Findings:
        """Use the same look as similar photos."""
        album = seen_pictures(search)
        series = _series(album)
        lengths = np.array([len(each) for each in series], dtype=np.int64)
        places = np.array([place for each in series for place in each], dtype=np.int64)
        counted = mark_count("{} shot within seconds", "{} shots within seconds")
        return Findings(
            category=self.category,
            reasons=(Reason(Why.counting(counted), Certainty.LIKELY),),
            members=album.rows[places],
            starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            details=lengths,
            rulings=(_RULING,),
            ruled=np.zeros(len(places), dtype=SMALL),
        )


def _series(album: Album) -> list[list[int]]:
    """The positions of the shots of each burst, in the order in which they were taken."""
    looks = album.looks
    alike = [
        (int(folder), min(size), max(size), int(taken), place)
        for place, (folder, size, taken) in enumerate(
            zip(album.folders, zip(looks["width"], looks["height"], strict=True), looks["taken"], strict=True)
        )
        if taken
    ]
    found: list[list[int]] = []
    before: tuple[int, ...] = ()
    for each in sorted(alike):
        follows = bool(before) and each[:3] == before[:3] and each[3] - before[3] <= _NEXT
        found[-1].append(each[4]) if follows else found.append([each[4]])
        before = each
    return [each for each in found if len(each) >= _FEWEST]
