"""How full the volumes are on which something moves: measured before, and again after."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress

from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import facts_behind, mount_table, room_on_volume
from cleanup.disk.volumes import mount_of
from cleanup.model.coverage import Filling

Room = Mapping[str, tuple[str, int, int]]
"""For each volume, where it is mounted: a folder on it, its size, and what its user can still write; in bytes."""


def room_before(paths: Iterable[bytes]) -> Room:
    """The space on the volumes of these paths, whether they exist or not; without volumes that do not say.

    Looks at the folders.
    """
    mounts = mount_table()
    found: dict[str, tuple[str, int, int]] = {}
    seen: set[int] = set()
    for path in paths:
        with suppress(OSError):
            folder = nearest_folder(os.fsdecode(path))
            device = facts_behind(folder).st_dev
            if device in seen:
                continue
            seen.add(device)
            volume = mount_of(folder, mounts)
            total, available = room_on_volume(folder)
            if total:
                # Subvolumes have device numbers of their own, and the space of the whole.
                found.setdefault(volume.path, (folder, total, available))
    return found


def fillings(before: Room) -> tuple[Filling, ...]:
    """How full these volumes were and are now. Looks at the folders."""
    found = []
    for path, (folder, total, available) in sorted(before.items()):
        with suppress(OSError):
            found.append(Filling(path, total, available, room_on_volume(nearest_folder(folder))[1]))
    return tuple(found)
