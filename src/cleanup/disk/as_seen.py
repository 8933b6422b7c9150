"""Which files are still exactly what the walk saw: checked folder by folder, the way the walk looked at them. Reads the
disk.
"""

from __future__ import annotations

import os
from itertools import groupby
from operator import itemgetter

import numpy as np

from cleanup.disk.native import look_at_names
from cleanup.disk.system import leave, pass_into
from cleanup.model.inventory import FILE, Inventory, Rows
from cleanup.model.thing import Mask

_SEEN = ("device", "inode", "size", "modified", "changed")


def are_as_seen(inventory: Inventory, files: Rows) -> Mask:
    """For each of these rows of files, whether nothing about it has changed.

    The others changed, are gone, or could not be looked at; this does not say which.
    """
    folders = inventory.files["folder"][files]
    order = np.argsort(folders, kind="stable")
    names = map(os.fsdecode, inventory.file_names(files[order]).split(b"\0"))
    there: list[int] = []
    now = bytearray()
    for folder, some in groupby(zip(folders[order].tolist(), order.tolist(), names, strict=False), itemgetter(0)):
        places = {name: place for _, place, name in some}
        rows, found = _looked_at(inventory.folder_path(folder), list(places))
        there += map(places.__getitem__, found)
        now += rows
    seen, before = np.frombuffer(now, dtype=FILE), inventory.files[files[there]]
    same = np.zeros(len(files), dtype=np.bool_)
    same[there] = np.logical_and.reduce([seen[field] == before[field] for field in _SEEN])
    return same


def _looked_at(folder: bytes, names: list[str]) -> tuple[bytes, list[str]]:
    """The rows and names of the files in a folder that have these names."""
    try:
        handle = pass_into(folder)
    except OSError:
        return b"", []
    try:
        return look_at_names(handle, names, 0)[:2]
    finally:
        leave(handle)
