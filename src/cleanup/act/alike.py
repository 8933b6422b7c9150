"""The proof for a picture that only looks like the one that stays: both are decoded again, right before the move."""

from __future__ import annotations

from cleanup.act.movers.mover import NotPossible
from cleanup.disk.optional import PILLOW, how_to_add
from cleanup.language import tr


def check_alike(file: int, kept: int) -> None:
    """Raise NotPossible unless both open files are pictures that can be decoded completely and show the same.

    Reads the disk; raises OSError if it cannot.
    """
    try:
        from cleanup.disk.contents.pictures import decodes_whole, look_at_descriptor
    except ImportError:
        raise _no_proof() from None
    import numpy as np

    from cleanup.disk.contents.picture_pairs import show_the_same
    from cleanup.model.look import LOOK, State

    try:
        looks = [np.frombuffer(look_at_descriptor(each), dtype=LOOK)[0] for each in (file, kept)]
        whole = looks[1]["state"] == State.SEEN and decodes_whole(kept)
    except ImportError:
        raise _no_proof() from None
    if not whole:
        raise NotPossible("keeper-changed", tr("the picture that stays cannot be decoded"))
    if looks[0]["state"] != State.SEEN or not show_the_same(*looks):
        raise NotPossible("different", tr("it does not show the same as the picture that stays"))


def _no_proof() -> NotPossible:
    return NotPossible("no-proof", tr("pictures cannot be compared here: {how}", how=how_to_add(PILLOW)))
