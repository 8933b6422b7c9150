"""Blocks that several files share, on the file systems that can do that."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cleanup.disk.reading.shared_blocks import shared_by_row
from cleanup.disk.system import shared_bytes
from cleanup.model.event import Listener
from support.disks import Disk, btrfs_image, xfs_image
from support.made import inventory

BLOCK = 4096
BLOCKS = 600
"""More parts than the system tells at once."""


@pytest.fixture(params=[btrfs_image, xfs_image])
def disk(request: pytest.FixtureRequest, tmp_path: Path, mount: Callable[..., Path]) -> Disk:
    return Disk(request.param(tmp_path / "image"), tmp_path / "disk", mount)


def shared(path: Path) -> int:
    with path.open("rb") as file:
        return shared_bytes(file.fileno())


def clone(path: Path, name: str) -> Path:
    copy = path.with_name(name)
    subprocess.run(["cp", "--reflink=always", path, copy], check=True)
    return copy


def in_parts(path: Path) -> Path:
    """A file with a hole after each block, so that it lies in very many parts."""
    with path.open("wb") as file:
        for number in range(BLOCKS):
            file.seek(2 * number * BLOCK)
            file.write(os.urandom(BLOCK))
    return path


def test_a_file_of_its_own_shares_nothing(disk: Disk) -> None:
    path = in_parts(disk.place / "file")
    assert shared(path) == 0
    disk.flush()
    assert shared(path) == 0


def test_a_clone_shares_all_of_it_until_one_of_them_goes(disk: Disk) -> None:
    path = in_parts(disk.place / "file")
    copy = clone(path, "clone")
    disk.flush()
    assert (shared(path), shared(copy)) == (BLOCKS * BLOCK, BLOCKS * BLOCK)
    copy.unlink()
    # XFS frees in the background.
    for _ in range(100):
        disk.flush()
        if shared(path) == 0:
            return
        time.sleep(0.05)
    raise AssertionError(shared(path))


def test_what_was_written_since_is_a_files_own(disk: Disk) -> None:
    path = in_parts(disk.place / "file")
    copy = clone(path, "clone")
    with copy.open("rb+") as file:
        for number in range(BLOCKS // 3):
            file.seek(2 * number * BLOCK)
            file.write(os.urandom(BLOCK))
    disk.flush()
    assert shared(copy) == (BLOCKS - BLOCKS // 3) * BLOCK


def test_what_a_snapshot_holds_is_shared(tmp_path: Path, mount: Callable[..., Path]) -> None:
    disk = Disk(btrfs_image(tmp_path / "image"), tmp_path / "disk", mount)
    path = in_parts(disk.place / "file")
    subprocess.run(
        ["btrfs", "subvolume", "snapshot", "-r", disk.place, disk.place / "snapshot"], check=True, capture_output=True
    )
    disk.flush()
    assert shared(path) == BLOCKS * BLOCK


def test_a_file_system_that_cannot_tell_shares_nothing(tmp_path: Path, mount: Callable[..., Path]) -> None:
    (tmp_path / "memory").mkdir()
    place = mount("-t", "tmpfs", "none", tmp_path / "memory")
    assert shared(in_parts(place / "file")) == 0
    reading, writing = os.pipe()
    assert shared_bytes(reading) == 0
    os.close(reading)
    os.close(writing)


def test_each_row_is_asked_and_only_the_very_file_that_was_seen(disk: Disk) -> None:
    (disk.place / "folder").mkdir()
    own = in_parts(disk.place / "own")
    path = in_parts(disk.place / "folder" / "file")
    names = {"clone": clone(path, "clone"), "file": path, "replaced": clone(path, "replaced"), "own": own}
    disk.flush()
    seen = {name: each.stat() for name, each in names.items()}
    values = {
        str(names[name]): {"device": each.st_dev, "inode": each.st_ino + (name == "replaced"), "size": each.st_size}
        for name, each in seen.items()
    }
    gone = {"device": seen["own"].st_dev, "inode": 1, "size": 1}
    made = inventory({**values, str(disk.place / "gone"): gone, str(disk.place / "no folder" / "gone"): gone})
    asked = Asked()
    rows = np.array([5, 3, 0, 4, 2, 1])
    assert shared_by_row(made, rows, asked).tolist() == [0, 0, BLOCKS * BLOCK, 0, 0, BLOCKS * BLOCK]
    assert asked.told == 6
    assert shared_by_row(made, rows[:0], asked).tolist() == []


def test_a_stop_is_heard(disk: Disk) -> None:
    path = in_parts(disk.place / "file")
    clone(path, "clone")
    disk.flush()
    made = inventory({str(path): {"device": path.stat().st_dev, "inode": path.stat().st_ino}})
    assert shared_by_row(made, np.array([0]), Stopped()).tolist() == [0]


class Asked(Listener):
    """Counts what was told as done."""

    told = 0

    def advance(self, files: int, size: int, path: bytes) -> None:
        self.told += files


class Stopped(Listener):
    def stopped(self) -> bool:
        return True
