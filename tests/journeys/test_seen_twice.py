"""What shows the files of another folder, or one image twice: such pairs are refused in the plan already.

Others of this kind that were tried and are right: a file bound over a file, an overlay of btrfs subvolumes beside its
layer, btrfs snapshots, reflinks, names of one file in the trash and in the home, idmapped mounts beside what they show.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.disks import ext4_image
from support.kinds import Mount, Run

pytestmark = pytest.mark.root


@pytest.fixture
def by_program() -> Iterator[Callable[..., Path]]:
    """Shows folders at a place by a program (FUSE)."""
    shown: list[Path] = []

    def show(*command: str | Path) -> Path:
        if shutil.which(str(command[0])) is None or not Path("/dev/fuse").exists():
            pytest.skip(f"needs {command[0]} and FUSE")
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("nothing can be mounted by FUSE here")
        shown.append(Path(command[-1]))
        return shown[-1]

    yield show
    for place in reversed(shown):
        subprocess.run(["umount", place], check=True)


@pytest.fixture(params=["overlay", "overlay, its lower layer", "bindfs", "mergerfs", "an image attached twice"])
def seen_twice(
    request: pytest.FixtureRequest, home: Path, tmp_path: Path, mount: Mount, by_program: Callable[..., Path]
) -> tuple[Path, Path]:
    """A folder and a view of it: a file ``only``, and ``plain`` with a copy beside it."""
    folder, view, more = home / "Documents", home / "view", home / "more"
    for each in (folder, view, more, tmp_path / "work"):
        each.mkdir()
    twice = "twice" in request.param
    if twice:
        image = ext4_image(tmp_path / "image")
        mount("-o", "loop", image, folder)
    for name in ("only", "plain", "plain (1)"):
        (folder / name).write_text(name[:5])
    match request.param:
        case "overlay":
            layers = f"lowerdir={more},upperdir={folder},workdir={home}/upper work"
            (home / "upper work").mkdir()
            mount("-t", "overlay", "overlay", "-o", layers, view)
        case "overlay, its lower layer":
            (home / "upper work").mkdir()
            mount("-t", "overlay", "overlay", "-o", f"lowerdir={folder}:{more}", view)
        case "bindfs":
            by_program("bindfs", folder, view)
        case "mergerfs":
            by_program("mergerfs", f"{folder}:{more}", view)
        case _:
            os.sync()
            shutil.copy(image, tmp_path / "image again")
            mount("-o", "loop", tmp_path / "image again", view)
    return folder, view


def test_a_view_is_no_copy(seen_twice: tuple[Path, Path], cleanup: Run, tmp_path: Path) -> None:
    folder, view = seen_twice
    assert cleanup("scan", folder, view, "-q").returncode == 0
    across = ("--across-volumes", "--keep", f"in:{view}")
    plan: dict[str, Any] = json.loads(cleanup("plan", "-f", "json", *across).stdout)
    gone = {Path(step["path"]).relative_to(folder).name for step in plan["steps"]}
    assert "only" not in gone
    assert plan["left_alone"]["same-file"] >= 1
    usual = json.loads(cleanup("plan", "-f", "json").stdout)
    assert "plain (1)" in {Path(step["path"]).name for step in usual["steps"]}
    (step,) = (each for each in usual["steps"] if each["path"] == f"{folder}/plain (1)")
    seen = [os.lstat(place / "only") for place in (folder, view)]
    step |= {"path": f"{folder}/only", "device": seen[0].st_dev, "inode": seen[0].st_ino, "size": 4}
    step["keeper"] |= {"path": f"{view}/only", "device": seen[1].st_dev, "inode": seen[1].st_ino, "size": 4}
    usual["steps"] = [step]
    (tmp_path / "plan.json").write_text(json.dumps(usual))
    done = json.loads(cleanup("trash", "--plan", tmp_path / "plan.json", "--yes", "-f", "json").stdout)
    assert [each["code"] for each in done["results"]] == ["same-file"]
    assert (folder / "only").read_text() == "only"
