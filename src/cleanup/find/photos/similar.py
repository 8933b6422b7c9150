"""Pictures that show the same thing though their bytes differ: smaller, saved again, cropped, captioned, turned."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from cleanup.find.finder import Search
from cleanup.find.photos.album import Album, OfPictures, seen_pictures
from cleanup.find.photos.matching import NOBODY, Seen, stars
from cleanup.find.photos.ranking import best_first, reasons_to_stay
from cleanup.find.photos.shots import series_of
from cleanup.language import mark, mark_count
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import SMALL, Certainty, Findings, Reason, Ruling, Verdict, Why
from cleanup.model.inventory import Rows

_LIKE = (
    Ruling(Verdict.ASK, mark("the same picture, smaller"), "smaller"),
    Ruling(Verdict.ASK, mark("the same picture in other proportions: cropped, turned or framed"), "other-shape"),
    Ruling(Verdict.ASK, mark("the same picture, saved again or edited"), "saved-again"),
)


class SimilarPhotos(OfPictures):
    """Groups around the best picture of each; every other member was compared with that one itself."""

    category: ClassVar[Category] = Category(
        "similar-photos",
        mark("pictures that show the same: smaller, cropped, saved again; shown, never chosen"),
        unit=Unit.GROUP,
        proof=Proof.ALIKE,
        on_request=True,
        cost=mark("once a picture has gone for good, what only it had is lost"),
        remark=mark("the best of each stays"),
    )
    # A picture of 12 megapixels, decoded small, on one core.
    pace: ClassVar[tuple[str, float]] = ("photos", 0.045)

    def find(self, search: Search) -> Findings:
        """Compare all pictures that can be decoded; those with the same bytes count as one here."""
        album = seen_pictures(search)
        album = album.only(best_first(album))
        star = stars(_seen(album))
        star[(star != NOBODY) & album.has_company] = NOBODY
        best = np.unique(star[star != NOBODY])
        groups = [np.concatenate([[each], np.flatnonzero(star == each)]) for each in best.tolist()]
        return _findings(self.category, album, groups)


def _seen(album: Album) -> Seen:
    barred = np.flatnonzero(album.looks["is_barred"])
    everyone = np.arange(len(album.rows), dtype=np.int64)
    return Seen(
        views=np.concatenate([album.greys, album.inners]) if len(barred) else album.greys,
        of=np.concatenate([everyone, barred]),
        taken=album.looks["taken"],
        has_fraction=album.looks["has_fraction"].astype(np.bool_),
        shots=series_of(album),
    )


def _findings(category: Category, album: Album, groups: list[Rows]) -> Findings:
    none = np.zeros(0, dtype=np.int64)
    places = np.concatenate([none, *groups])
    lengths = np.array([len(group) for group in groups], dtype=np.int64)
    why = reasons_to_stay(album, groups)
    rulings = (*_LIKE, *why)
    ruled = [_like(album, group) for group in groups]
    for number, each in enumerate(ruled):
        each[0] = len(_LIKE) + number
    order = {ruling: place for place, ruling in reversed(list(enumerate(rulings)))}
    numbers = np.array([order[rulings[number]] for each in ruled for number in each], dtype=np.int64)
    used = sorted(set(numbers.tolist()))
    return Findings(
        category=category,
        reasons=(
            Reason(
                Why.counting(mark_count("{} picture that shows the same", "{} pictures that show the same")),
                Certainty.LIKELY,
            ),
        ),
        members=album.rows[places],
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        details=lengths,
        keepers=album.rows[np.array([group[0] for group in groups], dtype=np.int64)],
        rulings=tuple(rulings[number] for number in used),
        ruled=np.searchsorted(used, numbers).astype(SMALL),
    )


def _like(album: Album, group: Rows) -> list[int]:
    """For each picture of a group, the position in ``_LIKE`` of how it differs from the first."""
    looks = album.looks[group]
    width, height = looks["width"].astype(np.float64), looks["height"].astype(np.float64)
    other_shape = np.abs(np.log((width / height) / (width[0] / height[0]))) > 0.03
    smaller = width * height < 0.95 * width[0] * height[0]
    return np.where(other_shape, 1, np.where(smaller, 0, 2)).tolist()  # type: ignore[no-any-return]
