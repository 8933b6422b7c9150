"""What a dry run of undo says is what undo does: locked, read-only, another volume, no room, no rights.

Others of this kind that were tried and are right: an append-only folder, a locked folder of notes, a link, a file or
nothing where the folder was, a folder to bring it to that is missing or lies very deep. Not told before: an encrypted
folder whose key is gone.
"""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from support.disks import ext4_image
from support.kinds import Mount, Run

pytestmark = pytest.mark.root
NOBODY = 65534


@pytest.fixture
def drive(tmp_path: Path, mount: Mount) -> Path:
    """A drive with a folder of two files, ``Photos``, and another folder beside it."""
    (tmp_path / "drive").mkdir()
    top = mount("-o", "loop", ext4_image(tmp_path / "image"), tmp_path / "drive")
    for name in ("Photos/old", "other"):
        (top / name).mkdir(parents=True)
    for name in ("1.jpg", "2.jpg"):
        (top / "Photos" / "old" / name).write_text(name)
    return top


def ends(run: Run, *arguments: str | Path) -> list[str]:
    """How each item ends, by its code."""
    done = run("undo", "-f", "json", *arguments)
    assert done.returncode in {0, 3}, done.stderr
    return [result["code"] or result["status"] for result in json.loads(done.stdout)["results"]]


def both(run: Run, *arguments: str | Path) -> list[str]:
    """How an undo ends, which its dry run has to have said."""
    foreseen = ends(run, "--dry-run", *arguments)
    ended = ends(run, *arguments)
    assert foreseen == ended, "foreseen otherwise than it went"
    return ended


@pytest.mark.parametrize(
    ("hinder", "again", "end"),
    [
        ("chattr +i Photos/old", "chattr -i Photos/old", "EPERM"),
        ("rmdir Photos/old; chattr +i Photos", "chattr -i Photos", "EPERM"),
        ("chattr +i .Trash-0/files/*", "chattr -i .Trash-0/files/*", "EPERM"),
        ("chattr +a .Trash-0/files", "chattr -a .Trash-0/files", "EPERM"),
        ("mount -o remount,ro .", "mount -o remount,rw .", "EROFS"),
        ("mount --bind other Photos/old", "umount Photos/old", "EXDEV"),
        ("rm -r Photos; echo > Photos", "rm Photos", "ENOTDIR"),
        (":", ":", "done"),
    ],
)
def test_what_hinders_is_told_before(hinder: str, again: str, end: str, drive: Path, cleanup: Run) -> None:
    files = [drive / "Photos" / "old" / name for name in ("1.jpg", "2.jpg")]
    assert cleanup("trash", "--yes", *files).returncode == 0
    try:
        done = subprocess.run(["sh", "-c", hinder], cwd=drive, capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"cannot be done here: {done.stderr.decode()}")
        assert both(cleanup) == [end, end]
    finally:
        subprocess.run(["sh", "-c", again], cwd=drive, check=True)
    if end != "done":
        assert both(cleanup) == ["done", "done"]
    assert sorted(os.listdir(files[0].parent)) == ["1.jpg", "2.jpg"]


def test_another_volume_is_only_for_what_lies_in_a_quarantine(drive: Path, home: Path, cleanup: Run) -> None:
    assert cleanup("trash", "--yes", drive / "Photos/old/1.jpg").returncode == 0
    assert both(cleanup, "--to", home / "back") == ["EXDEV"]
    assert both(cleanup) == ["done"]
    assert cleanup("trash", "--yes", drive / "Photos/old/1.jpg", "--quarantine", drive / "aside").returncode == 0
    assert both(cleanup, "--to", home / "back") == ["done"]


def test_a_copy_back_needs_room(drive: Path, home: Path, cleanup: Run) -> None:
    large = drive / "Photos" / "old" / "1.jpg"
    large.write_bytes(os.urandom(3 << 20))
    assert cleanup("trash", "--yes", large, "--quarantine", home / "aside").returncode == 0
    with (drive / "fill").open("wb", buffering=0) as fill, suppress(OSError):
        while True:
            fill.write(bytes(1 << 20))
    assert both(cleanup) == ["ENOSPC"]
    (drive / "fill").unlink()
    assert both(cleanup) == ["done"]


def test_a_user_without_the_right_hears_so_before(open_place: Path, cleanup_as_nobody: Run) -> None:
    folder = open_place / "Photos"
    (folder / "old").mkdir(parents=True)
    (folder / "1.jpg").write_text("1")
    (folder / "old" / "2.jpg").write_text("2")
    for path in (folder, folder / "1.jpg", folder / "old", folder / "old" / "2.jpg"):
        os.chown(path, NOBODY, NOBODY)
    moved = cleanup_as_nobody("trash", "--yes", "-f", "json", folder / "1.jpg", folder / "old")
    assert moved.returncode == 0, moved.stdout + moved.stderr
    lies = {result["path"]: result["trashed_to"] for result in json.loads(moved.stdout)["results"]}
    folder.chmod(0o555)
    assert both(cleanup_as_nobody) == ["EACCES", "EACCES"]
    folder.chmod(0o755)
    os.chmod(lies[f"{folder}/old"], 0o555)
    assert sorted(both(cleanup_as_nobody)) == ["EACCES", "done"]
    os.chmod(lies[f"{folder}/old"], 0o755)
    assert both(cleanup_as_nobody) == ["done"]
