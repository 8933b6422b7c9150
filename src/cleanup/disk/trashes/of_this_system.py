"""The trash of this system, of whichever kind, for code that only looks. Changes nothing."""

from __future__ import annotations

from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import HAS_APPLE_TRASH, HAS_RECYCLE_BIN, facts_behind
from cleanup.disk.trashes.apple_trash import AppleTrashes, own_trash, why_none_on
from cleanup.disk.trashes.bin_places import bin_for
from cleanup.disk.trashes.trash_places import (
    NoTrash,
    TrashPlace,
    home_trash,
    trash_for,
    why_no_home_trash,
    why_no_volume_trash,
)
from cleanup.model.coverage import Mount


def trash_of(folder: str, device: int, home: str, mounts: tuple[Mount, ...]) -> TrashPlace:
    """The trash for things in this folder, on this device; raises NoTrash, or OSError if it cannot be found out."""
    if HAS_APPLE_TRASH:
        return AppleTrashes(home).place_for(folder, device)
    return bin_for(folder, device, mounts) if HAS_RECYCLE_BIN else trash_for(folder, device, home, mounts)


def trash_of_home(home: str, mounts: tuple[Mount, ...]) -> tuple[str, str | None]:
    """Where things from this home go, and why that is impossible, or None if it is not."""
    if HAS_APPLE_TRASH:
        closed = AppleTrashes(home).why_not_looked_into()
        return own_trash(home), f"{closed.message}. {closed.advice}" if closed else None
    if not HAS_RECYCLE_BIN:
        return home_trash(home), why_no_home_trash(home)
    near = nearest_folder(home)
    try:
        return bin_for(near, facts_behind(near).st_dev, mounts).path, None
    except NoTrash as problem:
        return near, problem.message


def why_no_trash_on(volume: Mount, mounts: tuple[Mount, ...]) -> str | None:
    """Why no trash can be used on a volume that is mounted, or None when one can."""
    if HAS_APPLE_TRASH:
        missing = why_none_on(volume.path)
        return missing.message if missing else None
    if not HAS_RECYCLE_BIN:
        return why_no_volume_trash(volume.path)
    try:
        bin_for(volume.path, facts_behind(volume.path).st_dev, mounts)
    except NoTrash as problem:
        return problem.message
    except OSError as error:
        return error.strerror
    return None
