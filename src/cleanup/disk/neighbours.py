"""What is beside a file and what links to it, according to the disk: a scan may have been told to look at less."""

from __future__ import annotations

import os
from collections.abc import Collection

from cleanup.disk.system import leave, names_in, open_folder
from cleanup.model.neighbours import Neighbours
from cleanup.model.paths import joined, split


def names_beside(folder: bytes) -> Collection[bytes] | None:
    """All names in a folder, or None if it cannot be listed. Reads the disk."""
    try:
        handle = open_folder(folder)
        try:
            return [os.fsencode(name) for name in names_in(handle)]
        finally:
            leave(handle)
    except OSError:
        return None


def leads_to(link: bytes, names: Collection[bytes]) -> bytes:
    """The path that a link leads to, if it ends in one of these names; otherwise b"". Reads the disk."""
    try:
        written = os.readlink(link)
    except OSError:
        return b""
    folder, name = split(os.path.normpath(os.path.join(split(link)[0], written)))
    # No others are followed: what links lead to may be slow, or far away.
    return joined(os.path.realpath(folder), name) if name in names else b""


NEIGHBOURS = Neighbours(names_beside, leads_to)
