"""The copies that ``cleanup.pyz`` unpacks of itself into the cache folder (``deploy/single_file``)."""

from __future__ import annotations

import atexit
import os
from contextlib import suppress
from pathlib import Path

_FOLDER = "unpacked"


def has_unpacked(cache: Path) -> bool:
    """Whether there are any."""
    return os.path.lexists(cache / _FOLDER)


def forget_unpacked_at_end(cache: Path) -> None:
    """Remove all copies when this process ends: until then it may load more of itself from one of them.

    The cache folder goes too if nothing else is in it. What cannot be removed stays.
    """
    # Load what is needed for this now: later it is gone from the disk.
    atexit.register(_remove, cache)


def _remove(cache: Path) -> None:
    folder = cache / _FOLDER
    # A link itself is removed, not what it leads to.
    if folder.is_symlink():
        with suppress(OSError):
            folder.unlink()
    else:
        for path, folders, files in os.walk(folder, topdown=False):
            for name in [*files, *folders]:
                _remove_one(Path(path, name))
    with suppress(OSError):
        folder.rmdir()
    with suppress(OSError):
        cache.rmdir()


def _remove_one(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
