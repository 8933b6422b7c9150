"""What macOS tells of a thing: the marks that keep it where it is."""

from __future__ import annotations

import os
import stat
import sys
from typing import NamedTuple

assert sys.platform != "win32"

_LOCKS = stat.UF_IMMUTABLE | stat.UF_APPEND | stat.SF_IMMUTABLE | stat.SF_APPEND


class Marks(NamedTuple):
    """See ``linux.py``."""

    locked: bool = False
    mounted: bool = False


def marks_at(folder: int, name: bytes) -> Marks:
    """What keeps a name in an open folder where it is; follows no link. Raises OSError."""
    facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
    return Marks(bool(getattr(facts, "st_flags", 0) & _LOCKS))


def flags_of(file: int) -> int:  # noqa: ARG001
    """None: they are not looked at here."""
    return 0


def reserve(file: int, start: int, length: int) -> None:
    """Nothing to do: no reserved part was told."""


def set_flags(file: int, flags: int) -> None:
    """Nothing to do: no flag was told."""
