"""A scan or plan with the numbers that its files have now: a drive gets new ones each time it is plugged in.

A volume is recognised by its UUID and its place. Everything else about a file (size, times, and its own number if that
lasts) is as it was seen; whether it still is, is checked right before the move.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.filesystems import numbers_last
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.system import facts_by_path, mount_table, with_uuid
from cleanup.disk.volumes import mount_of
from cleanup.model.coverage import LASTING, Mount, Volume
from cleanup.model.grouping import distinct
from cleanup.model.inventory import Inventory
from cleanup.model.plan import Identity, Kind, Plan, Step
from cleanup.model.scan import Scan

_Thing = tuple[bytes, Kind, Identity]
# How many names are tried until one is still there.
_TRIES = 100
# No system gives a device or file so high a number: it is for what is no longer there as it was seen.
_NOWHERE = 1 << 63


@dataclass(frozen=True, slots=True)
class _Numbers:
    """New numbers by the old ones: for devices, and for files by their old device and number."""

    devices: dict[int, int] = field(default_factory=dict)
    files: dict[int, dict[int, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.devices or self.files)

    def of(self, identity: Identity) -> Identity:
        """What a thing was seen as, with its new numbers."""
        device = identity.device
        inode = self.files.get(device, {}).get(identity.inode, identity.inode)
        return replace(identity, device=self.devices.get(device, device), inode=inode)

    def of_table(self, table: NDArray[Any]) -> NDArray[Any]:
        """Rows of an inventory with their new numbers."""
        new = table.copy()
        for device, now in self.devices.items():
            new["device"][table["device"] == np.uint64(device)] = now
        for device, inodes in self.files.items():
            rows = np.flatnonzero(table["device"] == np.uint64(device))
            old = table["inode"][rows].tolist()
            new["inode"][rows] = np.array([inodes.get(inode, inode) for inode in old], dtype=np.uint64)
        return new

    def of_volumes(self, volumes: Iterable[Volume]) -> tuple[Volume, ...]:
        """Volumes with the new numbers of their devices."""
        return tuple(
            replace(volume, devices=tuple(self.devices.get(device, device) for device in volume.devices))
            for volume in volumes
        )


def scan_as_plugged_in(scan: Scan) -> Scan:
    """The scan with the current numbers of its volumes. Reads the disk."""
    inventory = scan.inventory
    devices = {device for table in _tables(inventory) for device in distinct(table["device"]).tolist()}
    numbers = _numbers_now(scan.volumes, devices, lambda device: _things_of_scan(inventory, device))
    if not numbers:
        return scan
    files, folders, links = map(numbers.of_table, _tables(inventory))
    new = Inventory(files, folders, inventory.names, links)
    return replace(scan, inventory=new, volumes=numbers.of_volumes(scan.volumes))


def plan_as_plugged_in(plan: Plan) -> Plan:
    """The plan with the current numbers of its volumes. Reads the disk."""
    devices = {identity.device for _, _, identity in _things_of_steps(plan.steps)} if plan.volumes else set()
    numbers = _numbers_now(
        plan.volumes,
        devices,
        lambda device: (each for each in _things_of_steps(plan.steps) if each[2].device == device),
    )
    if not numbers:
        return plan
    steps = tuple(_step_now(step, numbers) for step in plan.steps)
    return replace(plan, steps=steps, volumes=numbers.of_volumes(plan.volumes))


def _step_now(step: Step, numbers: _Numbers) -> Step:
    keeper = step.keeper and replace(step.keeper, identity=numbers.of(step.keeper.identity))
    return replace(step, identity=numbers.of(step.identity), keeper=keeper)


def _tables(inventory: Inventory) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    return inventory.files, inventory.folders, inventory.links


def _things_of_scan(inventory: Inventory, device: int) -> Iterator[_Thing]:
    """Everything in a scan on one device, its topmost folder first."""
    files, folders, links = (np.flatnonzero(table["device"] == np.uint64(device)) for table in _tables(inventory))
    for row in folders.tolist():
        yield inventory.folder_path(row), Kind.FOLDER, Identity(device, int(inventory.folders["inode"][row]), 0, 0)
    for row, path in zip(files.tolist(), inventory.each_path(files), strict=True):
        yield path, Kind.FILE, _identity(inventory.files[row])
    for row in links.tolist():
        yield inventory.link_path(row), Kind.LINK, _identity(inventory.links[row])


def _identity(row: Any) -> Identity:
    return Identity(int(row["device"]), int(row["inode"]), int(row["size"]), int(row["modified"]))


def _things_of_steps(steps: Iterable[Step]) -> Iterator[_Thing]:
    for step in steps:
        yield step.path, step.kind, step.identity
        if step.keeper:
            yield step.keeper.path, Kind.FILE, step.keeper.identity


def _numbers_now(volumes: Iterable[Volume], devices: set[int], things: Callable[[int], Iterable[_Thing]]) -> _Numbers:
    """The new numbers of everything on these devices, as far as they differ. Reads the disk."""
    lasting = {device: each for each in volumes if each.identity.startswith(LASTING) for device in each.devices}
    if not lasting:
        return _Numbers()
    mounts = mount_table()
    now: dict[int, int] = {}
    files: dict[int, dict[int, int]] = {}
    for device in sorted(devices & lasting.keys()):
        found = _found_again(lasting[device].identity, things(device), mounts)
        if found is None or found[0] in now.values():
            continue
        now[device], mount = found
        if not numbers_last(mount.filesystem):
            files[device] = _files_now(things(device), now[device])
    taken = set(now.values())
    # What has not come back must not be taken for what has its number now.
    others = {device: _NOWHERE | device for device in devices - now.keys() if device in taken}
    differ = {device: number for device, number in (now | others).items() if device != number}
    return _Numbers(differ, {device: inodes for device, inodes in files.items() if inodes})


def _found_again(identity: str, things: Iterable[_Thing], mounts: tuple[Mount, ...]) -> tuple[int, Mount] | None:
    """The current number of the device with these things, and its mount, if it is the same volume."""
    for path, _, _ in islice(things, _TRIES):
        try:
            seen = facts_by_path(path)
        except OSError:
            continue
        mount = with_uuid(mount_of(os.fsdecode(path), mounts))
        return (seen.st_dev, mount) if mount.identity == identity else None
    return None


def _files_now(things: Iterable[_Thing], device: int) -> dict[int, int]:
    """New numbers by the old ones, where the system makes some up: a file with the old path, size and time is the same.

    What is not there as it was gets a number that nothing has: its old one may be another's now.
    """
    found: dict[int, int] = {}
    lost: set[int] = set()
    for path, kind, identity in things:
        inode = _inode_now(path, kind, replace(identity, device=device))
        if inode is None or found.setdefault(identity.inode, inode) != inode:
            lost.add(identity.inode)
    times = Counter(found.values())
    return {
        old: _NOWHERE | old if old in lost or times[new] > 1 else new
        for old, new in (found | dict.fromkeys(lost, 0)).items()
        if old != new
    }


def _inode_now(path: bytes, kind: Kind, identity: Identity) -> int | None:
    try:
        seen = facts_by_path(path)
    except OSError:
        return None
    found = identity_of(seen)
    same = kind_of(seen) is kind and replace(found, inode=identity.inode, changed=identity.changed) == identity
    return found.inode if same else None
