"""Blocks that files share with other files or with snapshots (btrfs, XFS): erasing one file does not free them."""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.folder_by_folder import asked_by_row, asked_in_folder
from cleanup.disk.system import Handle, began_in_lower_layer, close_file, facts_of, open_file, shared_bytes
from cleanup.model.coverage import Mount
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.paths import below


def are_layers_known(mount: Mount) -> bool:
    """Whether it can be found out what is in an overlay's upper layer; what is only in a lower one never comes free."""
    return mount.filesystem != "overlay" or (bool(mount.upper) and os.access(mount.upper, os.R_OK | os.X_OK))


def is_in_lower_layer(path: bytes, mount: Mount) -> bool:
    """Whether a file on an overlay has its blocks in a layer from which nothing is removed.

    False if that is unknown, and on other volumes. If the layers are out of sight, a file counts that began in one and
    was changed since.
    """
    if mount.filesystem != "overlay":
        return False
    if not are_layers_known(mount):
        return began_in_lower_layer(path)
    inside = below(path, os.fsencode(mount.path)) or b""
    return not os.path.lexists(os.path.join(os.fsencode(mount.upper), os.fsencode(mount.root).lstrip(b"/"), inside))


def shared_by_row(inventory: Inventory, rows: Rows, listen: Listener) -> NDArray[np.int64]:
    """For each of these file rows, the bytes in blocks that it shares; 0 if unknown, or after a stop.

    Opens each file, and reads none.
    """
    listen.stage("shared", len(rows))
    return asked_by_row(inventory, rows, _shared_by_name, 0, listen)


def shared_in_folder(path: bytes, files: list[tuple[bytes, tuple[int, int]]]) -> list[int]:
    """The shared bytes of files in a folder, each given by its name, device and inode."""
    return asked_in_folder(path, files, _shared_by_name, 0)


def _shared_by_name(folder: Handle, name: bytes, expected: tuple[int, int]) -> int:
    """The shared bytes of one file in an open folder, if it is the one with this device and inode."""
    try:
        file = open_file(folder, name)
    except OSError:
        return 0
    try:
        seen = facts_of(file)
        return shared_bytes(file) if (seen.st_dev, seen.st_ino) == expected else 0
    finally:
        close_file(file)
