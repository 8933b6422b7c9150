"""Which trash a file goes to, and why none can be used; nothing is made by asking."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import mount_table
from cleanup.disk.trashes.trash_places import (
    NoTrash,
    TrashPlace,
    home_trash,
    trash_for,
    why_no_home_trash,
    why_no_volume_trash,
    why_not_own_folder,
)
from support.moving import snapshot
from support.scripts import change

Mount = Callable[..., Path]
pytestmark = pytest.mark.root


def place_for(folder: Path, home: Path) -> TrashPlace:
    before = snapshot(home)
    try:
        return trash_for(str(folder), folder.stat().st_dev, str(home), mount_table())
    finally:
        assert snapshot(home) == before, "asking makes nothing"


def refusal(folder: Path, home: Path) -> NoTrash:
    with pytest.raises(NoTrash) as problem:
        place_for(folder, home)
    assert problem.value.advice
    return problem.value


@pytest.fixture
def drive(tmp_path: Path, mount: Mount) -> Path:
    (tmp_path / "drive").mkdir()
    top = mount("-t", "tmpfs", "-o", "mode=755", "none", tmp_path / "drive")
    (top / "folder").mkdir()
    return top


def test_files_of_the_homes_volume_go_to_the_home_trash(home: Path, tmp_path: Path) -> None:
    assert place_for(tmp_path, home) == TrashPlace(f"{home}/.local/share/Trash", "")


def test_the_home_trash_is_where_the_data_of_programs_is(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert place_for(tmp_path, home) == TrashPlace(str(tmp_path / "data" / "Trash"), "")
    # A relative value is invalid and to be ignored (base directory specification).
    for value in ("", "data", "./data", "..", "~/data"):
        monkeypatch.setenv("XDG_DATA_HOME", value)
        assert home_trash(str(home)) == f"{home}/.local/share/Trash"


def test_links_above_the_home_trash_are_resolved(home: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (home / ".local").symlink_to(tmp_path / "real")
    assert place_for(tmp_path, home) == TrashPlace(str(tmp_path / "real" / "share" / "Trash"), "")


@pytest.mark.parametrize(
    ("script", "told"),
    [("touch Trash", "not a folder of yours"), ("mkdir aside; ln -s aside Trash", "not a folder of yours"),
     ("mkdir -m 777 Trash", "others can write")],
)  # fmt: skip
def test_an_unsafe_home_trash_is_told_with_advice(home: Path, tmp_path: Path, script: str, told: str) -> None:
    trash = Path(home_trash(str(home)))
    trash.parent.mkdir(parents=True)
    change(trash.parent, script)
    problem = refusal(tmp_path, home)
    assert told in problem.message
    assert str(trash) in problem.advice
    assert "--quarantine" in problem.advice


def test_root_does_not_use_the_trash_of_another_user(home: Path, tmp_path: Path) -> None:
    os.chown(home, 65534, 65534)
    assert "65534" in (why_no_home_trash(str(home)) or "")
    assert "you are root" in refusal(tmp_path, home).message


def test_on_another_volume_a_trash_of_ones_own_is_used(home: Path, drive: Path) -> None:
    assert place_for(drive / "folder", home) == TrashPlace(f"{drive}/.Trash-{os.getuid()}", str(drive))
    assert os.listdir(drive) == ["folder"]


def test_the_trash_of_the_administrator_comes_first_if_it_is_sound(home: Path, drive: Path) -> None:
    shared = drive / ".Trash"
    shared.mkdir()
    shared.chmod(0o777)
    own = TrashPlace(f"{drive}/.Trash-{os.getuid()}", str(drive))

    def told() -> str:
        found = place_for(drive / "folder", home)
        assert (found.path, found.top) == (own.path, own.top)
        return found.note

    assert "no sticky bit" in told()
    shared.chmod(0o1777)
    assert place_for(drive / "folder", home) == TrashPlace(f"{shared}/{os.getuid()}", str(drive))
    (shared / str(os.getuid())).mkdir()
    (shared / str(os.getuid())).chmod(0o770)
    assert told() == ""
    os.chown(shared, 65534, 65534)
    assert "belongs to nobody" in told()
    shared.rename(drive / "aside")
    shared.symlink_to("aside")
    assert "is a link" in told()
    shared.unlink()
    shared.touch()
    assert "is not a folder" in told()
    shared.unlink()
    assert told() == ""


@pytest.mark.parametrize(
    "script", ["touch $it", "ln -s folder $it", "mkdir -m 770 $it", "mkdir -m 700 $it; chown 65534 $it"]
)
def test_an_unsafe_trash_on_a_volume_is_told_with_advice(home: Path, drive: Path, script: str) -> None:
    change(drive, f"it=.Trash-{os.getuid()}; {script}")
    assert why_no_volume_trash(str(drive))
    problem = refusal(drive / "folder", home)
    assert str(drive) in problem.message
    assert str(drive / ".Trash") in problem.advice


@pytest.mark.parametrize("filesystem", ["proc", "sysfs"])
def test_the_kernels_own_file_systems_have_no_trash(home: Path, tmp_path: Path, mount: Mount, filesystem: str) -> None:
    (tmp_path / "k").mkdir()
    mount("-t", filesystem, "none", tmp_path / "k")
    assert "has no user files in it" in refusal(tmp_path / "k", home).message


def test_a_folder_of_another_device_than_its_volume_has_none(home: Path, drive: Path) -> None:
    """What is mounted there now is not what was seen."""
    with pytest.raises(NoTrash, match="not the volume it was"):
        trash_for(str(drive / "folder"), drive.stat().st_dev + 1000, str(home), mount_table())


def test_the_nearest_folder_is_one_that_exists(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in (".", "a", "a/b/c", "file/x", "dangling/x"):
        assert nearest_folder(str(tmp_path / name)) in {str(tmp_path), str(tmp_path / name)}
    assert nearest_folder("/nonexistent/x") == "/"


@pytest.mark.parametrize(
    ("mode", "fit"),
    [(0o700, True), (0o755, True), (0o500, True), (0o720, False), (0o702, False), (0o1777, False), (0o1700, True)],
)
def test_a_folder_of_ones_own_is_writable_for_nobody_else(tmp_path: Path, mode: int, fit: bool) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    folder.chmod(mode)
    assert (why_not_own_folder(str(folder), folder.lstat()) is None) is fit
