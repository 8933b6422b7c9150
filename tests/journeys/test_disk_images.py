"""A disk image that is mounted stays: what is on it, and the copies that stay there, would go with it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from support.disks import ext4_image
from support.kinds import Mount, Run


def test_a_mounted_image_stays_and_another_moves(
    mount: Mount, home: Path, own: Path, cleanup: Run, tmp_path: Path
) -> None:
    images, drive = home / "images", tmp_path / "drive"
    for folder in (images, drive):
        folder.mkdir()
    image = ext4_image(images / "backup.img", 16 << 20)
    shutil.copy(image, images / "other.img")
    mount("-o", "loop", image, drive)
    (drive / "film.mp4").write_bytes(b"f" * 70_000)
    cleanup("scan", images, "--large", "1MB")
    planned = json.loads(cleanup("plan", "--only", "large", "-f", "json").stdout)
    assert [Path(step["path"]).name for step in planned["steps"]] == ["other.img"]
    assert planned["left_alone"] == {"in-use": 1}
    for named in (image, images):
        refused = cleanup("trash", named, "--yes")
        assert refused.returncode == 2, named
        assert b"a mounted disk image" in refused.stderr
    # Under another name it is the same file.
    (images / "link.img").hardlink_to(image)
    assert cleanup("trash", images / "link.img", "--yes").returncode == 2
    assert cleanup("trash", "--scan", planned["plan"]["scan"], "--only", "large", "--yes").returncode == 0
    assert not (images / "other.img").exists()


def test_a_plan_of_before_promises_nothing_for_an_image_that_is_mounted_since(
    mount: Mount, home: Path, cleanup: Run, tmp_path: Path
) -> None:
    image = ext4_image(home / "image", 16 << 20)
    assert cleanup("scan", home, "--large", "1MB", "-q").returncode == 0
    assert cleanup("plan", "--only", "large", "-o", tmp_path / "plan.json").returncode == 0
    told = [cleanup("trash", "--plan", tmp_path / "plan.json", "--dry-run", "-f", "json")]
    (tmp_path / "drive").mkdir()
    mount("-o", "loop,ro", image, tmp_path / "drive")
    told.append(cleanup("trash", "--plan", tmp_path / "plan.json", "--dry-run", "-f", "json"))
    assert [json.loads(each.stdout)["cannot_move"]["files"] for each in told] == [0, 1]
