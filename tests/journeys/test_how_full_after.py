"""After a move, an undo and a purge the page says how full the volume is, and was before where that changed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from support.kinds import Mount, Run

pytestmark = pytest.mark.root
MB = 1_000_000


@pytest.fixture
def drive(mount: Mount, own: Path, home: Path) -> Path:
    """A small volume of its own, which nobody else fills: two copies of 20 MB on 100 MB."""
    (home / "drive").mkdir()
    place = mount("-t", "tmpfs", "-o", "size=100000k", "none", home / "drive")
    for name in ("film.mp4", "film (1).mp4"):
        (place / name).write_bytes(b"x" * 20 * MB)
    return place


def full(place: Path) -> int:
    room = os.statvfs(place)
    return round(100 * (room.f_blocks - room.f_bavail) / room.f_blocks)


def test_the_trash_frees_nothing_and_the_purge_does(drive: Path, cleanup: Run) -> None:
    before = full(drive)
    assert 35 < before < 45
    moved = cleanup("trash", drive / "film (1).mp4", "--yes").stdout.decode()
    assert f"20.0 MB come free when the trash is emptied.\nDisk still {before} % full, " in moved
    assert " of 102.4 MB\n" in moved
    back = cleanup("undo").stdout.decode()
    assert f"\nDisk still {before} % full, " in back
    cleanup("trash", drive / "film (1).mp4", "--yes")
    freed = cleanup("purge", "--yes").stdout.decode()
    assert full(drive) < before
    assert f"\nDisk {full(drive)} % full, " in freed
    assert f" of 102.4 MB; {before} % before\n" in freed


def test_an_aside_on_another_volume_tells_of_both(drive: Path, home: Path, mount: Mount, cleanup: Run) -> None:
    (home / "other").mkdir()
    other = mount("-t", "tmpfs", "-o", "size=50000k", "none", home / "other")
    before = full(drive)
    args = ("trash", drive / "film (1).mp4", "--yes", "--quarantine", other / "aside", "-f", "json")
    document = json.loads(cleanup(*args).stdout)
    volumes = {each["path"]: each for each in document["volumes"]}
    assert set(volumes) == {str(drive), str(other)}
    grown = volumes[str(drive)]["available_after"] - volumes[str(drive)]["available_before"]
    assert 19 * MB < grown < 21 * MB
    assert volumes[str(other)]["available_before"] - volumes[str(other)]["available_after"] > 19 * MB
    page = cleanup("undo").stdout.decode()
    assert f"drive {before} % full, " in page
    assert f"; {full(other)} % before" not in page


def test_where_nothing_moved_nothing_is_said(drive: Path, cleanup: Run) -> None:
    cleanup("trash", drive / "film (1).mp4", "--yes")
    for command in (("undo", "--only", "nothing"), ("undo", "--dry-run")):
        assert "% full" not in cleanup(*command).stdout.decode()
    (drive / "film (1).mp4").write_text("taken")
    page = cleanup("undo").stdout.decode()
    assert "Nothing can be brought back" in page
    assert "% full" not in page
