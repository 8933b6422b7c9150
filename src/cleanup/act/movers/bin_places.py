"""Find what the bin of macOS took, by a name that nobody else picks. Looks only, changes nothing.

The system call does not say where it put a thing; the disk does.
"""

from __future__ import annotations

import os

from cleanup.act.system import path_of_held
from cleanup.disk.system import facts_by_path
from cleanup.disk.trashes.apple_trash import own_trash, trash_on, volume_top
from cleanup.model.run import Place

_TRASHES = frozenset({b".Trash", b".Trashes"})


def find_in_bin(claimed: bytes, home: str) -> Place | None:
    """Where in the bin the thing that had this path is; raises OSError if the bin cannot be looked at."""
    folder, name = os.path.split(claimed)
    for place in (Place(trash, name) for trash in bins_for(folder, home)):
        try:
            facts_by_path(place.path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        return place
    return None


def place_of_held(held: int) -> Place | None:
    """Where a thing that is held open is now, if that is in a bin; raises OSError."""
    folder, name = os.path.split(path_of_held(held))
    return Place(folder, name) if is_in_bin(folder) else None


def is_in_bin(folder: bytes) -> bool:
    """Whether a folder is a bin, or inside one."""
    return not _TRASHES.isdisjoint(folder.split(b"/"))


def bins_for(folder: bytes, home: str) -> list[bytes]:
    """Where things from a folder can go: the bin in the user's home, or the user's own on the volume."""
    return [os.fsencode(own_trash(home)), os.fsencode(trash_on(volume_top(os.fsdecode(folder))))]
