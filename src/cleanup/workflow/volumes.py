"""The volumes that the files of a scan are on, and the numbers by which the cache recognises them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b

import numpy as np

from cleanup.disk.filesystems import WITH_SUBVOLUMES, numbers_last
from cleanup.disk.system import mount_table, room_on_volume, subvolume, with_uuid
from cleanup.disk.volumes import mount_of
from cleanup.model.coverage import LASTING, Mount
from cleanup.model.grouping import distinct
from cleanup.model.inventory import Inventory

_KEY_BYTES = 8
# No system gives a device so high a number.
_OF_VOLUMES = 1 << 62


def topmost_folders(inventory: Inventory) -> dict[int, str]:
    """For each device in an inventory, the first folder that was seen on it."""
    devices, of_files = inventory.folders["device"], inventory.files["device"]
    first = {device: int(np.argmax(devices == device)) for device in distinct(devices).tolist()}
    strange = np.ones(len(of_files), dtype=np.bool_)
    for device in first:
        strange &= of_files != device
    # Files on an overlay may have other numbers than their folder.
    for device in distinct(of_files[strange]).tolist():
        first[device] = int(inventory.files["folder"][np.argmax(of_files == device)])
    return {device: os.fsdecode(inventory.folder_path(row)) for device, row in first.items()}


def mounts_by_device(folders: Mapping[int, str]) -> dict[int, Mount]:
    """The volume of each device, by a folder on it."""
    mounts = mount_table()
    found = {device: mount_of(path, mounts) for device, path in folders.items()}
    by_path: dict[str, list[int]] = {}
    for device, volume in sorted(found.items()):
        by_path.setdefault(volume.path, []).append(device)
    whole = _told_apart(
        _with_room(replace(volume, devices=tuple(by_path[volume.path])), folders)
        for volume in {volume.path: volume for volume in found.values()}.values()
    )
    return {device: whole[volume.path] for device, volume in found.items()}


def _with_room(volume: Mount, folders: Mapping[int, str]) -> Mount:
    """The volume with its size and free space, if a folder on it can tell."""
    try:
        total, available = room_on_volume(folders[volume.devices[0]])
    except OSError:
        return volume
    return replace(volume, total_bytes=total, available_bytes=available)


def _told_apart(volumes: Iterable[Mount]) -> dict[str, Mount]:
    """These volumes by path, with their UUIDs if these are unique.

    An image and a copy of it, or one that is attached twice, have the same UUID, but count as two drives.
    """
    found = [(volume, with_uuid(volume)) for volume in volumes]
    devices: dict[str, set[int]] = {}
    for _, volume in found:
        devices.setdefault(volume.identity, set()).update(volume.devices)
    return {
        before.path: before if len(devices[after.identity]) > 1 and after.filesystem not in WITH_SUBVOLUMES else after
        for before, after in found
    }


def cache_numbers(mounts: Mapping[int, Mount], folders: Mapping[int, str]) -> dict[int, int]:
    """For each device, the number by which the cache recognises its contents: the same when a drive is plugged in
    again.

    None for devices whose files do not keep their own numbers: nothing there can be recognised.
    """
    return {
        device: _number(device, mount, folders[device])
        for device, mount in mounts.items()
        if numbers_last(mount.filesystem)
    }


def _number(device: int, mount: Mount, folder: str) -> int:
    if not mount.identity.startswith(LASTING):
        return device
    try:
        name = f"{mount.identity} {subvolume(folder, mount.filesystem)}"
    except OSError:
        return device
    return _OF_VOLUMES | int.from_bytes(blake2b(name.encode(), digest_size=_KEY_BYTES).digest()) >> 2
