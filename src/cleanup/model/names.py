"""Take names out of one long string of them: compiled where that could be built, else in plain Python."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cleanup.model.compiled import compiled

_START = struct.Struct("<q")


def in_plain_python(names: bytes, starts: bytes) -> bytes:
    """What ``names_at`` does; in ``_names.c`` stands the same in C."""
    found = []
    for (start,) in _START.iter_unpack(starts):
        if start < 0:
            raise ValueError("no name begins there")
        found.append(names[start : names.index(0, start) + 1])
    return b"".join(found)


_compiled = compiled("cleanup.model._names")
names_at: Callable[[bytes, bytes], bytes] = _compiled.names_at if _compiled else in_plain_python
"""The NUL-ended names that begin at these places (of 8 bytes each), one after the other.

Raises ValueError for a place where none begins.
"""


def ends_of(names: bytes) -> NDArray[np.int64]:
    """Where each of these NUL-ended names ends."""
    return np.flatnonzero(np.frombuffer(names, dtype=np.uint8) == 0)


def lengths_of(names: bytes) -> NDArray[np.int64]:
    """How many bytes each of these NUL-ended names has."""
    return np.diff(ends_of(names), prepend=-1) - 1
