"""A user without rights, and root in the home of another: what may not move stays, with a reason and advice."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support.kinds import Mount, Run
from support.moving import in_trash
from support.processes import until

pytestmark = pytest.mark.root
NOBODY = 65534


def files_of_nobody(folder: Path, *names: str) -> list[Path]:
    """Files that the user without rights owns."""
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text("content")
        os.chown(path, NOBODY, NOBODY)
    return paths


@pytest.fixture
def place(open_place: Path) -> Path:
    """A folder of the user without rights."""
    folder = open_place / "place"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    return folder


@pytest.fixture
def drive(open_place: Path, mount: Mount) -> Path:
    """A volume whose top belongs to root, with a folder and a file of the user without rights."""
    (open_place / "drive").mkdir()
    top = mount("-t", "tmpfs", "-o", "mode=755", "none", open_place / "drive")
    (top / "folder").mkdir()
    os.chown(top / "folder", NOBODY, NOBODY)
    files_of_nobody(top / "folder", "x")
    return top


def ends(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    """How each step ended, by name."""
    return {
        Path(result["path"]).name: result["code"] or result["status"] for result in json.loads(done.stdout)["results"]
    }


def test_a_volume_without_a_trash_of_ones_own_is_refused_with_advice(
    drive: Path, place: Path, cleanup_as_nobody: Run
) -> None:
    done = cleanup_as_nobody("trash", drive / "folder" / "x", "--yes")
    assert done.returncode == 3
    page = " ".join(done.stdout.decode().split())
    assert "is not writable" in page
    assert "sticky folder" in page
    assert "--quarantine" in page
    assert (drive / "folder" / "x").read_text() == "content"
    assert sorted(os.listdir(drive)) == ["folder"]


def test_the_sticky_trash_of_an_administrator_is_used(drive: Path, cleanup_as_nobody: Run) -> None:
    (drive / ".Trash").mkdir()
    (drive / ".Trash").chmod(0o1777)
    done = cleanup_as_nobody("trash", drive / "folder" / "x", "--yes", "-f", "json")
    assert (done.returncode, ends(done)) == (0, {"x": "done"})
    own = drive / ".Trash" / str(NOBODY)
    assert (own.stat().st_uid, own.stat().st_mode & 0o777) == (NOBODY, 0o700)
    assert len(in_trash(own)) == 1
    assert cleanup_as_nobody("undo").returncode == 0
    assert (drive / "folder" / "x").read_text() == "content"


@pytest.mark.parametrize("mode", [0o444, 0o000, 0o200])
def test_ones_own_file_moves_whatever_its_permissions(place: Path, cleanup_as_nobody: Run, mode: int) -> None:
    (path,) = files_of_nobody(place, "x")
    path.chmod(mode)
    done = cleanup_as_nobody("trash", path, "--yes", "-f", "json")
    assert (done.returncode, ends(done)) == (0, {"x": "done"})
    assert not path.exists()
    assert cleanup_as_nobody("undo").returncode == 0
    assert (path.stat().st_mode & 0o777, path.read_text()) == (mode, "content")


def test_a_file_in_a_folder_that_may_not_be_changed_or_is_sticky_stays(
    open_place: Path, place: Path, cleanup_as_nobody: Run
) -> None:
    (path,) = files_of_nobody(place, "x")
    (free,) = files_of_nobody(open_place, "free")
    place.chmod(0o555)
    sticky = open_place / "sticky"
    sticky.mkdir()
    sticky.chmod(0o1777)
    (sticky / "of root").touch(0o666)
    done = cleanup_as_nobody("trash", path, sticky / "of root", free, "--yes", "-f", "json")
    assert (done.returncode, ends(done)) == (3, {"x": "EACCES", "of root": "EPERM", "free": "done"})
    assert path.exists()
    assert (sticky / "of root").exists()
    assert len(in_trash(open_place / "home" / ".local" / "share" / "Trash")) == 1


def test_a_folder_that_cannot_be_looked_through_is_named(open_place: Path, place: Path, cleanup_as_nobody: Run) -> None:
    (place / "folder" / "closed").mkdir(parents=True)
    (place / "folder" / "closed").chmod(0o700)
    os.chown(place / "folder", NOBODY, NOBODY)
    done = cleanup_as_nobody("trash", place / "folder", "--yes")
    assert done.returncode == 2
    assert b"no permission" in done.stderr
    assert (place / "folder").is_dir()


def test_a_copy_that_cannot_be_read_is_equal_to_nothing(place: Path, cleanup_as_nobody: Run) -> None:
    keep, go = files_of_nobody(place, "keep", "other")
    assert cleanup_as_nobody("scan", place).returncode == 0
    assert cleanup_as_nobody("trash", "--dry-run", "-f", "json", "-o", place / "plan.json").returncode == 0
    # Without the time of the last change, which a change of rights sets: what is asked here is what comes after that.
    plan = json.loads((place / "plan.json").read_bytes())
    for each in (plan["steps"][0], plan["steps"][0]["keeper"]):
        del each["changed"]
    (place / "plan.json").write_text(json.dumps(plan))
    keep.chmod(0)
    done = cleanup_as_nobody("trash", "--plan", place / "plan.json", "--yes", "-f", "json")
    assert (done.returncode, ends(done)) == (3, {"other": "keeper-gone"})
    keep.chmod(0o600)
    go.chmod(0)
    done = cleanup_as_nobody("trash", "--plan", place / "plan.json", "--yes", "-f", "json")
    assert (done.returncode, ends(done)) == (3, {"other": "EACCES"})
    assert sorted(os.listdir(place)) == ["keep", "other", "plan.json"]


def test_gone_folders_are_made_again_below_one_that_may_be_passed_but_not_listed(
    open_place: Path, place: Path, cleanup_as_nobody: Run
) -> None:
    """Like a ``/home`` of mode 0711, as some systems have it."""
    (place / "own" / "gone").mkdir(parents=True)
    os.chown(place / "own", NOBODY, NOBODY)
    os.chown(place / "own" / "gone", NOBODY, NOBODY)
    (path,) = files_of_nobody(place / "own" / "gone", "x")
    os.chown(place, 0, 0)
    place.chmod(0o711)
    assert cleanup_as_nobody("trash", path, "--yes").returncode == 0
    (place / "own" / "gone").rmdir()
    done = cleanup_as_nobody("undo", "-f", "json")
    assert (done.returncode, ends(done)) == (0, {"x": "done"})
    assert path.read_text() == "content"


def test_root_in_the_home_of_another_moves_nothing_and_leaves_nothing_there(
    open_place: Path, place: Path, drive: Path, cleanup: Run
) -> None:
    """As ``sudo`` with the user's HOME would do: the user could never bring back, nor erase, what root moved."""
    home = open_place / "home of somebody"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    (path,) = files_of_nobody(place, "x")
    for each in (path, drive / "folder" / "x"):
        done = cleanup("trash", each, "--yes", env={**os.environ, "HOME": str(home)})
        assert done.returncode == 2
        assert b"You are root" in done.stderr
        assert each.exists()
        assert os.listdir(home) == []


def test_what_may_not_be_read_and_a_program_writes_into_stays(place: Path, cleanup_as_nobody: Run) -> None:
    files = files_of_nobody(place, "written", "at rest")
    with subprocess.Popen(
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "sh", "-c", "echo; exec sleep 300"],
        stdout=files[0].open("ab"),
    ) as program:
        until(lambda: files[0].stat().st_size > 7, "the program that writes")
        for file in files:
            file.chmod(0)
        done = cleanup_as_nobody("trash", *files, "--yes", "-f", "json")
        program.kill()
    assert ends(done) == {"written": "in-use", "at rest": "done"}
