"""Which volume a path is on, by the mount table."""

from __future__ import annotations

from dataclasses import astuple

from cleanup.disk.filesystems import is_fuse
from cleanup.disk.system import NAME, mount_number
from cleanup.model.coverage import Mount, Volume
from cleanup.model.paths import is_inside, top


def volume_of(path: str, mounts: tuple[Volume, ...]) -> Volume:
    """The volume that an absolute path is on, by the mount table."""
    best = Volume(top(path), "unknown", access_times=False, reason=f"not known on {NAME}")
    for volume in mounts:
        if is_inside(path, volume.path) and len(volume.path) >= len(best.path):
            best = volume
    return best


def mount_of(path: str, mounts: tuple[Mount, ...]) -> Mount:
    """The mount that an absolute path is on, by its number if the system gives one: a bind mount of a volume is not the
    volume's own, and what a later mount hides does not count. Looks at the path.
    """
    number = mount_number(path)
    for mount in mounts:
        if number and mount.number == number:
            return mount
    volume = volume_of(path, mounts)
    return volume if isinstance(volume, Mount) else Mount(*astuple(volume))


def is_cloud_drive(volume: Volume) -> bool:
    """Whether files may be placeholders that a user's program fetches when they are opened."""
    return is_fuse(volume.filesystem)


def mounts_inside(path: str, mounts: tuple[Volume, ...]) -> tuple[str, ...]:
    """The places at or below an absolute path where something is mounted."""
    return tuple(volume.path for volume in mounts if is_inside(volume.path, path))
