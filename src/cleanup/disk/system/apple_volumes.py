"""The volumes of a Mac, from what the system says about them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from cleanup.disk.system import apple
from cleanup.model.coverage import Mount

_DATA = "/System/Volumes/Data"


def volumes_of(told: Sequence[apple.Mounted]) -> tuple[Mount, ...]:
    """Everything that is mounted.

    The volume at ``/`` is sealed and read-only, and people's files are on the data volume: firmlinks join the two. So
    ``/`` is reported as the data volume, whose own place is still a mount, so that nothing is seen twice.
    """
    mounts = [_mount(each) for each in told]
    data = next((each for each in mounts if each.path == _DATA), None)
    return tuple(replace(data, path="/") if data and each.path == "/" else each for each in mounts)


def _mount(told: apple.Mounted) -> Mount:
    # Access times change only if the change time is newer, or not at all: they say little.
    strict = bool(told.flags & apple.MNT_STRICTATIME) and not told.flags & apple.MNT_NOATIME
    return Mount(
        os.fsdecode(told.path),
        told.filesystem,
        strict,
        "strictatime" if strict else "noatime" if told.flags & apple.MNT_NOATIME else "relatime",
        bool(told.flags & apple.MNT_RDONLY),
        os.fsdecode(told.source),
        source=os.fsdecode(told.source),
    )
