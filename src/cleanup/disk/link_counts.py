"""How many names files have, where a folder does not tell that with its names (Windows)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.folder_by_folder import folder_by_folder
from cleanup.disk.system import Handle, facts_at, leave, pass_into
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory, Rows

NOT_TOLD = 0
# Of a file that cannot be asked: it may have a name elsewhere, and then nothing comes free with this one.
_PERHAPS_MORE = 2


def link_counts(inventory: Inventory, rows: Rows, listen: Listener) -> NDArray[np.uint32]:
    """For each of these file rows how many names the file has. Opens each, reads none; after a stop, asks no more."""
    counts = np.full(len(rows), _PERHAPS_MORE, dtype=np.uint32)
    files = inventory.files[["device", "inode"]]
    listen.stage("links", len(rows))
    for places, path, names in folder_by_folder(inventory, rows):
        if listen.stopped():
            break
        expected = zip(files["device"][rows[places]].tolist(), files["inode"][rows[places]].tolist(), strict=True)
        counts[places] = _in_folder(path, list(zip(names, expected, strict=True)))
        listen.advance(len(places), 0, path)
    return counts


def _in_folder(path: bytes, files: list[tuple[bytes, tuple[int, int]]]) -> list[int]:
    try:
        folder = pass_into(path)
    except OSError:
        return [_PERHAPS_MORE] * len(files)
    try:
        return [_count(folder, name, expected) for name, expected in files]
    finally:
        leave(folder)


def _count(folder: Handle, name: bytes, expected: tuple[int, int]) -> int:
    """How many names one file in an open folder has, if it is the one with this device and inode."""
    try:
        seen = facts_at(folder, name)
    except OSError:
        return _PERHAPS_MORE
    return seen.st_nlink if (seen.st_dev, seen.st_ino) == expected else _PERHAPS_MORE
