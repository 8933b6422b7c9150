"""How many names files have, where a folder's listing does not say so (Windows)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.folder_by_folder import asked_by_row
from cleanup.disk.system import Handle, facts_at
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory, Rows

NOT_TOLD = 0
# For a file that cannot be checked: it may have a name elsewhere, and then this one frees nothing.
_PERHAPS_MORE = 2


def link_counts(inventory: Inventory, rows: Rows, listen: Listener) -> NDArray[np.int64]:
    """For each of these file rows, how many names the file has. Opens each, reads none; after a stop, opens no more."""
    listen.stage("links", len(rows))
    return asked_by_row(inventory, rows, _count, _PERHAPS_MORE, listen)


def _count(folder: Handle, name: bytes, expected: tuple[int, int]) -> int:
    """How many names one file in an open folder has, if it is the one with this device and inode."""
    try:
        seen = facts_at(folder, name)
    except OSError:
        return _PERHAPS_MORE
    return seen.st_nlink if (seen.st_dev, seen.st_ino) == expected else _PERHAPS_MORE
