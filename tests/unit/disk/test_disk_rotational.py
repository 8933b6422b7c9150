"""Which disks have heads to move, by what the kernel shows of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.system import is_rotational

Mount = Callable[..., Path]


def test_a_disk_of_a_virtual_machine_or_in_memory_is_not_rotational(tmp_path: Path, mount: Mount) -> None:
    (tmp_path / "m").mkdir()
    assert not is_rotational(str(mount("-t", "tmpfs", "none", tmp_path / "m")))
    assert not is_rotational("/proc")
    assert not is_rotational(str(tmp_path / "missing"))


def described(system: Path, number: str, place: str, rotational: str | None, slaves: tuple[str, ...] = ()) -> None:
    """What the kernel shows of a disk, for disks that are not in this machine."""
    device = system / "devices" / place
    device.mkdir(parents=True)
    (system / "dev" / "block").mkdir(parents=True, exist_ok=True)
    (system / "dev" / "block" / number).symlink_to(device)
    if rotational is not None:
        (device / "queue").mkdir()
        (device / "queue" / "rotational").write_text(rotational + "\n")
    if slaves:
        (device / "slaves").mkdir()
        for slave in slaves:
            (device / "slaves" / Path(slave).name).symlink_to(system / "devices" / slave)


@pytest.mark.parametrize(
    ("place", "rotational", "expected"),
    [
        ("pci0/ata1/block/sda", "1", True),
        ("pci0/nvme0/nvme0n1", "0", False),
        ("pci0/virtio1/block/vda", "1", False),
        ("vbd-51712/block/xvda", "1", False),
        ("virtual/block/loop0", "1", False),
        ("pci0/ata1/block/sda", "nonsense", False),
    ],
)
def test_what_a_disk_says(tmp_path: Path, place: str, rotational: str, expected: bool) -> None:
    system, number = tmp_path / "sys", os.stat(tmp_path).st_dev
    if not os.major(number):
        pytest.skip("the tests' folder is on no disk")
    described(system, f"{os.major(number)}:{os.minor(number)}", place, rotational)
    assert is_rotational(str(tmp_path), system) is expected


def test_a_part_of_a_disk_and_one_made_of_others(tmp_path: Path) -> None:
    system, device = tmp_path / "sys", os.stat(tmp_path).st_dev
    if not os.major(device):
        pytest.skip("the tests' folder is on no disk")
    number = f"{os.major(device)}:{os.minor(device)}"
    described(system, "8:0", "pci0/ata1/block/sda", "1")
    described(system, "8:1", "pci0/ata1/block/sda/sda1", None)
    described(system, "9:0", "pci0/nvme0/nvme0n1", "0")
    described(system, "9:7", "virtual/block/dm-7", "1", ("pci0/nvme0/nvme0n1",))
    described(system, number, "virtual/block/dm-1", "0", ("pci0/nvme0/nvme0n1", "pci0/ata1/block/sda/sda1"))
    assert is_rotational(str(tmp_path), system), "the slowest of them counts"
    (system / "dev" / "block" / number).unlink()
    (system / "dev" / "block" / number).symlink_to(system / "devices" / "virtual/block/dm-7")
    assert not is_rotational(str(tmp_path), system)


def test_a_file_system_with_a_number_of_its_own_lies_on_what_is_mounted(tmp_path: Path, mount: Mount) -> None:
    (tmp_path / "m").mkdir()
    place = mount("-t", "tmpfs", "none", tmp_path / "m")
    device = os.stat(place).st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    assert os.major(device) == 0
    disk = os.stat("/dev/null").st_rdev
    system = tmp_path / "sys"
    described(system, f"{os.major(disk)}:{os.minor(disk)}", "pci0/ata1/block/sda", "1")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:0 / / rw - tmpfs none rw\n36 35 {number} / /m rw shared:1 - btrfs /dev/null rw\n")
    assert is_rotational(str(place), system, mounts)
    mounts.write_text(f"36 35 {number} / /m rw - nfs server:/x rw\n")
    assert not is_rotational(str(place), system, mounts)
