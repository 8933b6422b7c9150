"""What macOS tells of a thing: the marks that keep it where it is, its attributes and its access control list."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from functools import partial
from typing import NamedTuple

from cleanup.act.system import apple_attributes as apple

assert sys.platform != "win32"

_LIBRARY = apple.with_types(ctypes.CDLL(None, use_errno=True))

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


may_be_lost = apple.may_be_lost
attribute_names = partial(apple.attribute_names, _LIBRARY)
copy_attribute = partial(apple.copy_attribute, _LIBRARY)
acl_of = partial(apple.acl_of, _LIBRARY)
give_acl = partial(apple.give_acl, _LIBRARY)
second_fork = partial(apple.resource_fork, _LIBRARY)
