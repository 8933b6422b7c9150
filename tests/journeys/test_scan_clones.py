"""Clones: what somebody reads who has copied files on a file system that lets copies share their blocks."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from support.disks import Disk, btrfs_image, xfs_image
from support.kinds import Mount, Run

pytestmark = pytest.mark.root
SIZE = 2_000_000


@pytest.fixture(params=[xfs_image, btrfs_image])
def root(request: pytest.FixtureRequest, tmp_path: Path, mount: Mount) -> Path:
    disk = Disk(request.param(tmp_path / "image"), tmp_path / "disk", mount)
    root = disk.place / "photos"
    root.mkdir()
    (root / "beach.jpg").write_bytes(os.urandom(SIZE))
    subprocess.run(["cp", "--reflink=always", root / "beach.jpg", root / "beach (1).jpg"], check=True)
    disk.flush()
    return root


def test_a_clone_takes_no_space_and_none_is_promised(cleanup: Run, root: Path) -> None:
    page = " ".join(cleanup("scan", root, env={**os.environ, "COLUMNS": "60"}).stdout.decode().split())
    assert "Nothing here wastes space" in page
    assert "2.0 MB of this shares disk blocks" in page
    assert "once moved to the trash" not in page
    document = json.loads(cleanup("report", "last", "-f", "json").stdout)
    occupied = (root / "beach.jpg").stat().st_blocks * 512
    assert document["totals"]["allocated_bytes"] == 2 * occupied
    assert (document["savings"]["reclaimable_bytes"], document["savings"]["shared_bytes"]) == (0, occupied)
    assert [file["allocated_bytes"] for file in document["findings"][0]["files"]] == [0, 0]


def test_it_can_be_moved_all_the_same(cleanup: Run, root: Path) -> None:
    """Order is a reason too."""
    cleanup("scan", root)
    moved = cleanup("trash", "--yes")
    assert moved.returncode == 0
    assert b"Moved 1 file to the trash, 2.0 MB." in moved.stdout
    assert b"1 file has holes, is compressed or shares its blocks" in moved.stdout
    assert sorted(os.listdir(root)) == ["beach.jpg"]
    assert cleanup("undo").returncode == 0
    assert sorted(os.listdir(root)) == ["beach (1).jpg", "beach.jpg"]


def test_a_document_of_it_moves_the_same(cleanup: Run, root: Path, tmp_path: Path) -> None:
    cleanup("scan", root, "-f", "json", "-o", tmp_path / "scan.json")
    plan = json.loads(cleanup("trash", "--scan", tmp_path / "scan.json", "--dry-run", "-f", "json").stdout)
    assert [step["allocated_bytes"] for step in plan["steps"]] == [0]
