"""Which trash of a volume is used: only a safe one, on the same volume, and what lies in it stays as it is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleanup.workflow import moving
from support.disks import ext4_image
from support.moving import Mover, a_plan, a_step, drives_at, ends, in_trash, snapshot

Tree = Callable[..., Path]
Mount = Callable[..., Path]
pytestmark = pytest.mark.root
OWN = ".Trash-0"
UNSAFE_SHARED = ["not sticky", "link", "file", "its folder is open to others", "its folder is a link"]


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


def test_a_sticky_shared_trash_is_used(mover: Mover, drive: Path) -> None:
    (drive / ".Trash").mkdir()
    (drive / ".Trash").chmod(0o1777)
    assert ends(mover.move(drive / "x")) == {"x": "done"}
    assert len(in_trash(drive / ".Trash" / "0")) == 1
    assert not (drive / OWN).exists()
    assert ends(mover.undo()) == {"x": "done"}
    assert ends(mover.purge(mover.move(drive / "x").id)) == {"x": "done"}, "the info file tells the path rightly"


@pytest.mark.parametrize("unsafe", UNSAFE_SHARED)
def test_an_unsafe_shared_trash_is_passed_over(mover: Mover, drive: Path, tmp_path: Path, unsafe: str) -> None:
    shared, elsewhere = drive / ".Trash", drive / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o1777)
    match unsafe:
        case "link":
            shared.symlink_to(elsewhere)
        case "file":
            shared.write_text("")
        case _:
            shared.mkdir()
            shared.chmod(0o777 if unsafe == "not sticky" else 0o1777)
    if unsafe == "its folder is open to others":
        (shared / "0").mkdir()
        (shared / "0").chmod(0o777)
    if unsafe == "its folder is a link":
        (shared / "0").symlink_to(elsewhere)
    before = {name: value for name, value in snapshot(drive).items() if name != b"x"}
    assert ends(mover.move(drive / "x")) == {"x": "done"}
    assert len(in_trash(drive / OWN)) == 1
    assert {name: value for name, value in snapshot(drive).items() if not name.startswith(OWN.encode())} == before


UNSAFE = ["of another user", "open to others", "open to the group", "link", "dangling link", "file"]


@pytest.mark.parametrize("unsafe", UNSAFE)
@pytest.mark.parametrize("part", ["", "files", "info"])
def test_an_unsafe_trash_is_refused_and_left_as_it_is(mover: Mover, drive: Path, unsafe: str, part: str) -> None:
    trash = drive / OWN / part if part else drive / OWN
    trash.parent.mkdir(0o700, exist_ok=True)
    (drive / "elsewhere").mkdir(0o700)
    match unsafe:
        case "link":
            trash.symlink_to(drive / "elsewhere")
        case "dangling link":
            trash.symlink_to(drive / "nowhere")
        case "file":
            trash.write_text("")
        case _:
            trash.mkdir()
            trash.chmod({"open to others": 0o707, "open to the group": 0o770}.get(unsafe, 0o700))
            if unsafe == "of another user":
                os.chown(trash, 65534, 65534)
    before = snapshot(drive)
    run = mover.move(drive / "x")
    assert ends(run) == {"x": "no-trash"}
    assert OWN in run.items[0].message
    after = snapshot(drive)
    assert {name: after[name] for name in before} == before
    assert {name for name in after if name not in before} <= {b".Trash-0/files", b".Trash-0/info"}


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


def test_the_same_volume_mounted_a_second_time_is_refused_not_copied(home: Path, tree: Tree, mount: Mount) -> None:
    """One file system at two places: a rename from the one to the other is not possible."""
    mover = Mover(home)
    root = tree({"real": {"x": "1"}, "again": {}})
    again = mount("--bind", root / "real", root / "again")
    before = snapshot(root)
    run = mover.move(again / "x")
    assert ends(run) == {"x": "no-trash"}
    assert snapshot(root) == before
    assert in_trash(mover.trash) == set()
    assert ends(mover.move(root / "real" / "x")) == {"x": "done"}


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


def test_a_volume_that_is_read_only_keeps_all_as_it_is(mover: Mover, drive: Path, mount: Mount) -> None:
    plan = a_plan(a_step(drive / "x"))
    mount("-o", "remount,ro", drive)
    before = snapshot(drive)
    run = mover.carry_out(plan)
    assert ends(run)["x"] in {"no-trash", "EROFS"}
    assert run.items[0].message
    assert snapshot(drive) == before


def test_a_volume_turned_read_only_has_its_trash_left_without_orphans(mover: Mover, drive: Path, mount: Mount) -> None:
    (drive / "y").write_text("2")
    mover.move(drive / "y")
    before = snapshot(drive)
    mount("-o", "remount,ro", drive)
    assert ends(mover.move(drive / "x"))["x"] != "done"
    assert ends(mover.undo("last")) == {"y": "EROFS"}
    assert snapshot(drive) == before
    assert len(in_trash(drive / OWN)) == 1


def test_an_undo_on_a_read_only_volume_can_be_repeated(mover: Mover, drive: Path, mount: Mount) -> None:
    run = mover.move(drive / "x").id
    mount("-o", "remount,ro", drive)
    assert ends(mover.undo(run)) == {"x": "EROFS"}
    assert ends(mover.purge(run)) == {"x": "EROFS"}
    assert len(in_trash(drive / OWN)) == 1
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
    found = {os.fsdecode(each.volume): each for each in moving.destinations(plan, mover.context, None)}
    assert OWN in found[str(drive)].problem
    assert "--quarantine" in found[str(drive)].problem
    (other,) = (each for path, each in found.items() if path != str(drive))
    assert (other.trash, other.problem) == (os.fsencode(mover.trash), "")
    assert ends(mover.carry_out(plan)) == {"a": "done", "x": "no-trash"}
