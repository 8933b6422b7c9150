"""Which trash of a volume is used: only a safe one, on the same volume, and what lies in it stays as it is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanup.workflow.destinations import destinations
from support.disks import ext4_image
from support.kinds import Mount, Tree
from support.moving import Mover, a_plan, a_step, drives_at, ends, in_trash, snapshot

pytestmark = pytest.mark.root
OWN = ".Trash-0"


@pytest.fixture
def drive(mount: Mount, tmp_path: Path) -> Path:
    """Another volume, with a file ``x`` on it."""
    (tmp_path / "drive").mkdir()
    place = mount("-t", "tmpfs", "none", tmp_path / "drive")
    (place / "x").write_text("1")
    return place


def test_a_trash_of_ones_own_is_made_on_a_volume_and_tells_relative_paths(mover: Mover, drive: Path) -> None:
    (drive / "folder").mkdir()
    (drive / "x").rename(drive / "folder" / "x y")
    inode = (drive / "folder" / "x y").stat().st_ino
    mover.move(drive / "folder" / "x y")
    (name,) = in_trash(drive / OWN)
    item = drive / OWN / "files" / os.fsdecode(name)
    assert item.stat().st_ino == inode
    assert "\nPath=folder/x%20y\n" in (drive / OWN / "info" / f"{item.name}.trashinfo").read_text()
    assert {folder.stat().st_mode & 0o777 for folder in (drive / OWN, *(drive / OWN).iterdir())} == {0o700}
    assert not mover.trash.exists()
    assert ends(mover.undo()) == {"x y": "done"}
    assert (drive / "folder" / "x y").stat().st_ino == inode


def test_an_unsafe_shared_trash_is_passed_over(mover: Mover, drive: Path) -> None:
    """All that is unsafe: ``unit/act/test_act_trash_folder.py``."""
    (drive / ".Trash").mkdir()
    (drive / ".Trash").chmod(0o777)
    assert ends(mover.move(drive / "x")) == {"x": "done"}
    assert len(in_trash(drive / OWN)) == 1
    assert os.listdir(drive / ".Trash") == []


def test_a_home_trash_that_is_a_link_to_another_volume_is_not_used(mover: Mover, tree: Tree, drive: Path) -> None:
    (drive / "real").mkdir(0o700)
    mover.trash.parent.mkdir(parents=True)
    mover.trash.symlink_to(drive / "real")
    assert ends(mover.move(drive / "x")) == {"x": "no-trash"}
    assert os.listdir(drive / "real") == []
    assert (drive / "x").exists()


def test_a_home_trash_on_another_volume_gets_no_copies(
    home: Path, tree: Tree, drive: Path, mount: Mount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home, and what moves, on one volume; the data folder on another: each file stays on its own."""
    (tmp_path / "data").mkdir()
    data = mount("-t", "tmpfs", "none", tmp_path / "data")
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    (drive / "home").mkdir()
    mover = Mover(drive / "home")
    inode = (drive / "x").stat().st_ino
    (data / "y").write_text("1")
    assert ends(mover.move(drive / "x", data / "y")) == {"x": "done", "y": "done"}
    (name,) = in_trash(drive / OWN)
    assert (drive / OWN / "files" / os.fsdecode(name)).stat().st_ino == inode
    assert {name[:1] for name in in_trash(data / "Trash")} == {b"y"}
    assert ends(mover.undo()) == {"x": "done", "y": "done"}


def test_the_same_volume_mounted_a_second_time_has_a_trash_of_its_own(home: Path, tree: Tree, mount: Mount) -> None:
    """One file system at two places: a rename from the one to the other is not possible."""
    mover = Mover(home)
    root = tree({"real": {"x": "1", "y": "2"}, "again": {}})
    again = mount("--bind", root / "real", root / "again")
    plan = a_plan(a_step(again / "x"), a_step(root / "real" / "y"))
    bound, real = sorted(destinations(plan, mover.context), key=lambda each: each.trash != os.fsencode(again / OWN))
    assert (bound.trash, bound.problem, real.problem) == (os.fsencode(again / OWN), "", "")
    assert ends(mover.carry_out(plan)) == {"x": "done", "y": "done"}
    assert len(in_trash(again / OWN)) == 1
    assert len(in_trash(mover.trash)) == 1
    assert ends(mover.undo()) == {"x": "done", "y": "done"}
    assert (root / "real" / "x").read_text() == "1"


def test_what_others_planted_in_the_trash_is_neither_written_through_nor_replaced(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "ours", "victim": "precious"})
    for part in ("files", "info"):
        (mover.trash / part).mkdir(parents=True)
    mover.trash.chmod(0o700)
    (mover.trash / "info" / "x.trashinfo").symlink_to(root / "victim")
    (mover.trash / "files" / "x").write_text("an orphan")
    (mover.trash / "files" / "orphan folder").mkdir()
    before = snapshot(mover.trash)
    run = mover.move(root / "x")
    assert ends(run) == {"x": "done"}
    after = snapshot(mover.trash)
    assert {name: after[name] for name in before} == before
    assert (root / "victim").read_text() == "precious"
    assert ends(mover.purge(run.id)) == {"x": "done"}
    assert snapshot(mover.trash) == before


def test_a_volume_turned_read_only_keeps_all_as_it_is(mover: Mover, drive: Path, mount: Mount) -> None:
    (drive / "y").write_text("2")
    run = mover.move(drive / "x").id
    plan = a_plan(a_step(drive / "y"))
    mount("-o", "remount,ro", drive)
    before = snapshot(drive)
    (item,) = mover.carry_out(plan).items
    assert item.code in {"no-trash", "EROFS"}
    assert item.message
    assert ends(mover.undo(run)) == {"x": "EROFS"}
    assert ends(mover.purge(run)) == {"x": "EROFS"}
    assert snapshot(drive) == before
    mount("-o", "remount,rw", drive)
    assert ends(mover.undo(run)) == {"x": "done"}
    assert (drive / "x").read_text() == "1"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An ext4 volume."""
    with drives_at(tmp_path / "disk") as drives:
        drives.plug("-o", "loop", ext4_image(tmp_path / "image"))
        yield drives.place


@pytest.mark.parametrize("locked", ["the file", "its folder"])
def test_what_is_locked_stays_and_leaves_no_orphan(mover: Mover, disk: Path, locked: str) -> None:
    (disk / "folder").mkdir()
    (disk / "folder" / "x").write_text("1")
    (disk / "y").write_text("2")
    target = disk / "folder" / "x" if locked == "the file" else disk / "folder"
    done = subprocess.run(["chattr", "+i", target], capture_output=True, check=False, text=True)
    if done.returncode:
        pytest.skip(f"cannot lock a file here: {done.stderr}")
    try:
        run = mover.move(disk / "folder" / "x", disk / "y")
        assert ends(run) == {"x": "EPERM", "y": "done"}
        assert (disk / "folder" / "x").read_text() == "1"
        assert len(in_trash(disk / OWN)) == 1
    finally:
        subprocess.run(["chattr", "-i", target], check=True)


def test_the_plan_says_for_each_volume_where_things_go_or_why_not(mover: Mover, tree: Tree, drive: Path) -> None:
    root = tree({"a": "1"})
    (drive / OWN).write_text("")
    plan = a_plan(a_step(root / "a"), a_step(drive / "x"))
    found = {os.fsdecode(each.volume): each for each in destinations(plan, mover.context)}
    assert OWN in found[str(drive)].problem
    assert "--quarantine" in found[str(drive)].problem
    (other,) = (each for path, each in found.items() if path != str(drive))
    assert (other.trash, other.problem) == (os.fsencode(mover.trash), "")
    before = snapshot(drive)
    assert ends(mover.carry_out(plan)) == {"a": "done", "x": "no-trash"}
    assert snapshot(drive) == before
