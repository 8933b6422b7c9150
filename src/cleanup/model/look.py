"""A look at a picture: everything kept about it for comparing it with others, as one row of bytes."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

SIDE = 64
"""Rows and columns of the grey picture in a look."""

LOOK = np.dtype([
    ("grey", "u1", (SIDE, SIDE)), ("inner", "u1", (SIDE, SIDE)), ("colours", "u1", (8, 8, 3)),
    ("width", "<u4"), ("height", "<u4"), ("taken", "<i8"), ("sharpness", "<f4"),
    ("state", "u1"), ("format", "u1"), ("quality", "u1"), ("from_camera", "u1"), ("has_fraction", "u1"),
    ("is_barred", "u1"), ("", "V6"),
])  # fmt: skip
"""``grey`` is the picture squashed to a square, upright; ``inner`` the same without bars of one tone around it, where
``is_barred``. ``width`` and ``height`` are its pixels, upright. ``taken`` is when, in microseconds of the camera's own
clock since 1970, 0 where it does not say; ``has_fraction``: to a part of a second. ``sharpness`` is the deviation of
its finest detail at 256 pixels as a share of that of the whole. ``quality`` is that of JPEG, from 1 to 100."""


LOOK_VERSION = 1
"""Raised when the same picture would get another look: remembered ones are not found any more."""


class State(IntEnum):
    """The result of a look at a file."""

    SEEN = 0
    NO_PICTURE = 1
    BROKEN = 2
    TOO_LARGE = 3
    MOVING = 4
    TINY = 5
    UNKNOWN_FORMAT = 6


FORMATS = ("", "JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "JPEG2000", "AVIF", "HEIF")
"""What pictures can be written in, by the number in a look."""
