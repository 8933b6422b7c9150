"""Open files that the program itself wrote: in their place there may be something that never responds or ends (a pipe,
a device).

A document that somebody names may come through a pipe, but not from a device.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_own(path: Path) -> BinaryIO:
    """Open one for reading; raises OSError, also if it is not a file."""
    if is_another_kind(path):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
    return path.open("rb")


def open_named(path: Path) -> BinaryIO:
    """Open a document that somebody named for reading; raises OSError, also for a device, which may never end."""
    mode = path.stat().st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
    return path.open("rb")


def is_another_kind(path: Path) -> bool:
    """Whether there is something that is not a file; False if that cannot be looked at."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False
