"""What macOS says about a thing: what keeps it where it is, its flags, when it was made, its attributes and lists."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from functools import partial
from typing import NamedTuple

from cleanup.act.system import apple_attributes as apple
from cleanup.act.system.flags import FlagKinds

assert sys.platform != "win32"

_LIBRARY = apple.with_types(ctypes.CDLL(None, use_errno=True))

# sys/stat.h, which Python has only since 3.13: what the system locks for everybody.
SF_RESTRICTED = 0x80000
FLAGS = FlagKinds(
    kept=stat.UF_NODUMP | stat.UF_HIDDEN | stat.SF_ARCHIVED,
    roots_own=stat.SF_ARCHIVED,
    locked=stat.UF_IMMUTABLE | stat.UF_APPEND | stat.SF_IMMUTABLE | stat.SF_APPEND | stat.SF_NOUNLINK | SF_RESTRICTED,
)


class Marks(NamedTuple):
    """See ``linux.py``."""

    locked: bool = False
    mounted: bool = False


def marks_at(folder: int, name: bytes) -> Marks:
    """What keeps a name in an open folder where it is; follows no link. Raises OSError."""
    facts = os.stat(name, dir_fd=folder, follow_symlinks=False)
    return Marks(bool(getattr(facts, "st_flags", 0) & FLAGS.locked))


def flags_of(file: int) -> int:
    """The flags of an open file (``chflags``); 0 if its file system has none."""
    return apple.beside(_LIBRARY, file).flags or 0


def born_of(file: int) -> int | None:
    """When an open file was made, in nanoseconds; None if its file system does not say."""
    return apple.beside(_LIBRARY, file).born


def reserve(file: int, start: int, length: int) -> None:
    """Nothing to do: no reserved part was given."""


may_be_lost = apple.may_be_lost
attribute_names = partial(apple.attribute_names, _LIBRARY)
copy_attribute = partial(apple.copy_attribute, _LIBRARY)
acl_of = partial(apple.acl_of, _LIBRARY)
set_flags = partial(apple.set_flags, _LIBRARY)
set_born = partial(apple.set_born, _LIBRARY)
give_acl = partial(apple.give_acl, _LIBRARY)
second_fork = partial(apple.resource_fork, _LIBRARY)
