"""One file that is seen in two places is never two copies; beside it, a plain pair moves."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.kinds import Mount, Tree
from support.moving import Mover, a_plan, a_step, ends

Show = Callable[[Path, Path], Path]
DRAWING = {"disk": {"only": "precious", "copy": "plain", "another": "plain"}, "view": {}, "view 2": {}}


@pytest.fixture
def show() -> Iterator[Show]:
    """Shows a folder in another one, by a program of the user's (FUSE)."""
    if shutil.which("bindfs") is None or not Path("/dev/fuse").exists():
        pytest.skip("needs bindfs and FUSE")
    shown: list[Path] = []

    def make(folder: Path, at: Path) -> Path:
        if subprocess.run(["bindfs", folder, at], check=False, capture_output=True).returncode:
            pytest.skip("nothing can be mounted by FUSE here")
        shown.append(at)
        return at

    yield make
    for at in reversed(shown):
        subprocess.run(["umount", at], check=True)


@pytest.mark.root
def test_a_disk_and_a_view_of_it(mover: Mover, tree: Tree, show: Show) -> None:
    root = tree(DRAWING)
    disk, view = root / "disk", show(root / "disk", root / "view")
    run = mover.carry_out(a_plan(a_step(disk / "only", view / "only"), a_step(disk / "another", view / "copy")))
    assert (ends(run)["only"], ends(run)["another"]) == ("same-file", "done")
    assert (disk / "only").read_text() == "precious"


@pytest.mark.root
def test_two_views_of_one_disk(mover: Mover, tree: Tree, show: Show) -> None:
    root = tree(DRAWING)
    one, other = show(root / "disk", root / "view"), show(root / "disk", root / "view 2")
    run = mover.carry_out(a_plan(a_step(one / "only", other / "only"), a_step(other / "only", one / "only")))
    assert "done" not in ends(run).values()
    assert (root / "disk" / "only").read_text() == "precious"


@pytest.mark.root
@pytest.mark.parametrize("layer", ["upper", "lower"])
def test_an_overlay_and_its_layers(mover: Mover, tree: Tree, mount: Mount, layer: str) -> None:
    root = tree({"disk": {}})
    disk = mount("-t", "tmpfs", "none", root / "disk")
    for name in ("lower", "upper", "work", "view"):
        (disk / name).mkdir()
    (disk / layer / "only").write_text("precious")
    for name in ("copy", "another"):
        (disk / layer / name).write_text("plain")
    layers = f"lowerdir={disk}/lower,upperdir={disk}/upper,workdir={disk}/work"
    try:
        view = mount("-t", "overlay", "overlay", "-o", layers, disk / "view")
    except subprocess.CalledProcessError:
        pytest.skip("no overlay on this system")
    there = disk / layer
    run = mover.carry_out(a_plan(a_step(there / "only", view / "only"), a_step(there / "another", there / "copy")))
    assert (ends(run)["only"], ends(run)["another"]) == ("same-file", "done")
    assert (there / "only").read_text() == "precious"
