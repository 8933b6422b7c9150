"""Through a quarantine on another volume and back: what comes back is the file that went, not what its copy became."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from support.disks import exfat_image
from support.kinds import Mount, Run
from support.scripts import change

pytestmark = pytest.mark.root
NOBODY = 65534
Facts = tuple[int, int, int, int, str, str]


@pytest.fixture
def place(open_place: Path, home: Path) -> Path:
    """A folder with a plain file beside what else a test puts there, and an empty volume ``aside``."""
    change(open_place, "mkdir it aside; echo plain > it/plain; chmod 644 it/plain")
    return open_place


@pytest.fixture
def aside(place: Path, mount: Mount) -> Path:
    return mount("-t", "tmpfs", "-o", "mode=755,size=16m", "none", place / "aside")


def facts(path: Path) -> Facts:
    """All that undo owes: mode, owner, group, time, access control list and flags."""
    seen = path.stat()
    flags = subprocess.run(["lsattr", "-d", path], capture_output=True, check=False, text=True).stdout.split(" ")[0]
    listed = subprocess.run(["getfacl", "-pn", path], capture_output=True, check=False, text=True).stdout
    return seen.st_mode, seen.st_uid, seen.st_gid, seen.st_mtime_ns, flags, listed


def results(done: subprocess.CompletedProcess[bytes]) -> dict[str, str]:
    found = json.loads(done.stdout)["results"]
    assert done.returncode == (0 if all(result["status"] == "done" for result in found) else 3)
    return {Path(result["path"]).name: result["code"] or result["status"] for result in found}


def move(run: Run, *paths: Path, aside: Path) -> dict[str, str]:
    return results(run("trash", "--yes", "-f", "json", "--quarantine", aside / "q", *paths))


def copy_of(aside: Path, name: str) -> Path:
    (found,) = (aside / "q").glob(f"*/{name}*")
    return found


@pytest.mark.parametrize(
    "script",
    ["chmod 6751 it/x", "chown 12:34 it/x; chmod 4750 it/x", "setfacl -m u:7:r,g:8:rw it/x", "chattr +dASD it/x",
     "chmod 000 it/x", "touch -d 1969-01-01 it/x", "setfattr -n user.mine -v 1 it/x"],
)  # fmt: skip
def test_what_belongs_to_a_file_comes_back_with_it(place: Path, aside: Path, cleanup: Run, script: str) -> None:
    file = place / "it/x"
    try:
        change(place, "echo 1 > it/x; " + script)
    except subprocess.CalledProcessError:
        pytest.skip("not possible on this file system")
    before = facts(file), facts(place / "it/plain")
    assert move(cleanup, file, place / "it/plain", aside=aside) == {"x": "done", "plain": "done"}
    assert not file.exists()
    assert results(cleanup("undo", "-f", "json")) == {"x": "done", "plain": "done"}
    assert (facts(file), facts(place / "it/plain")) == before


@pytest.mark.parametrize(
    "script",
    ["chmod 4755 $copy", "chmod 2777 $copy", "chown 5:6 $copy", "setfacl -m u:7:rwx $copy", "chattr +d $copy",
     # What the folder gives to every new file in it.
     "setfacl -d -m u:7:rwx it", "chmod g+s it; chgrp 9 it", "chattr +dA it"],
)  # fmt: skip
def test_nothing_comes_back_that_was_not_there(place: Path, aside: Path, cleanup: Run, script: str) -> None:
    file = place / "it/plain"
    before = facts(file)
    assert move(cleanup, file, aside=aside) == {"plain": "done"}
    try:
        change(place, f"copy={copy_of(aside, 'plain')}; {script}")
    except subprocess.CalledProcessError:
        pytest.skip("not possible on this file system")
    assert results(cleanup("undo", "-f", "json")) == {"plain": "done"}
    assert facts(file) == before


@pytest.mark.parametrize("script", ["echo more >> $copy", "echo PLAIN > $copy", "touch -d 2001-01-01 $copy"])
def test_a_copy_that_changed_in_the_quarantine_stays_there(place: Path, aside: Path, cleanup: Run, script: str) -> None:
    change(place, "echo x > it/x; touch -d 2020-02-02 it/plain")
    assert move(cleanup, place / "it/plain", place / "it/x", aside=aside) == {"plain": "done", "x": "done"}
    copy = copy_of(aside, "plain")
    change(place, f"copy={copy}; {script}")
    assert results(cleanup("undo", "-f", "json")) == {"plain": "changed", "x": "done"}
    assert (copy.exists(), os.listdir(place / "it")) == (True, ["x"])


def test_reserved_room_and_written_zeros_and_holes_stay_what_they_were(place: Path, aside: Path, cleanup: Run) -> None:
    change(place, "cd it; fallocate -l 1M reserved; dd if=/dev/zero of=zeros bs=1M count=1 2>/dev/null; "
           "truncate -s 1M hole; echo 1 >> hole; sync .")  # fmt: skip
    files = [place / "it" / name for name in ("reserved", "zeros", "hole", "plain")]
    before = [file.stat().st_blocks for file in files]
    assert set(move(cleanup, *files, aside=aside).values()) == {"done"}
    assert cleanup("undo").returncode == 0
    change(place, "sync it")
    assert [file.stat().st_blocks for file in files] == before


def test_another_users_file_is_refused_before_it_is_copied(place: Path, mount: Mount, cleanup_as_nobody: Run) -> None:
    aside = mount("-t", "tmpfs", "-o", f"mode=755,uid={NOBODY},size=16m", "none", place / "aside")
    change(place, f"echo 1 > it/x; chown {NOBODY} it it/plain; chgrp {NOBODY} it/plain")
    assert move(cleanup_as_nobody, place / "it/x", place / "it/plain", aside=aside) == {
        "x": "other-volume", "plain": "done"
    }  # fmt: skip
    assert (place / "it/x").stat().st_uid == 0


@pytest.fixture
def stick(place: Path, mount: Mount, request: pytest.FixtureRequest) -> Path:
    """A volume that takes no rights."""
    if shutil.which("mkfs.ntfs") is None or shutil.which("ntfs-3g") is None:
        pytest.skip("needs ntfs-3g")
    change(place, "truncate -s 40M image; mkfs.ntfs -q -F image > /dev/null 2>&1")
    made = subprocess.run(["losetup", "-f", "--show", place / "image"], capture_output=True, check=True, text=True)
    request.addfinalizer(lambda: subprocess.run(["losetup", "-d", made.stdout.strip()], check=False))
    return mount("-t", "ntfs-3g", "-o", "umask=022", made.stdout.strip(), place / "aside")


def test_a_stick_gets_no_file_that_others_could_read_then(stick: Path, place: Path, cleanup: Run) -> None:
    change(
        place, "cd it; echo 1 > secret; chmod 600 secret; echo 2 > tool; chmod 755 tool; setfacl -m u:7:r plain || true"
    )
    before = {name: facts(place / "it" / name) for name in ("secret", "tool", "plain")}
    moved = move(cleanup, *(place / "it" / name for name in before), aside=stick)
    assert moved == {"secret": "other-volume", "tool": "done", "plain": "done"}
    assert results(cleanup("undo", "-f", "json")) == {"tool": "done", "plain": "done"}
    assert {name: facts(place / "it" / name) for name in before} == before


@pytest.fixture
def two_btrfs(place: Path, mount: Mount) -> Callable[[str], Path]:
    if shutil.which("mkfs.btrfs") is None:
        pytest.skip("needs mkfs.btrfs")

    def make(name: str) -> Path:
        change(place, f"truncate -s 200M {name}.img; mkfs.btrfs -q {name}.img > /dev/null; mkdir -p {name}")
        return mount("-o", "loop", place / f"{name}.img", place / name)

    return make


@pytest.mark.slow
def test_an_image_without_copy_on_write_stays_one(two_btrfs: Callable[[str], Path], place: Path, cleanup: Run) -> None:
    here, aside = two_btrfs("here"), two_btrfs("aside")
    change(
        here, "touch x c; chattr +C x; chattr +c c; head -c 100000 /dev/urandom | tee x > c; fallocate -l 1M reserved"
    )
    files = [here / name for name in ("x", "c", "reserved")]
    before = [facts(file) for file in files], (here / "reserved").stat().st_blocks
    assert set(move(cleanup, *files, aside=aside).values()) == {"done"}
    assert "C" in facts(copy_of(aside, "x"))[4]
    assert cleanup("undo").returncode == 0
    assert ([facts(file) for file in files], (here / "reserved").stat().st_blocks) == before


def test_a_drive_that_cannot_serve_as_one_is_refused_before_anything_is_copied(
    place: Path, mount: Mount, tmp_path: Path, cleanup: Run
) -> None:
    (place / "on").mkdir()
    (place / "elsewhere").mkdir(0o700)
    drive = mount("-t", "exfat-fuse", "-o", "loop,umask=077", exfat_image(tmp_path / "image"), place / "on")
    free = os.statvfs(drive).f_bfree
    names = [place / "it/plain", place / b"it/\xff".decode("utf-8", "surrogateescape")]
    names[1].write_bytes(b"x")
    planned = cleanup("trash", "--dry-run", "-f", "json", "--quarantine", drive / "q", *names)
    assert json.loads(planned.stdout)["may_be_refused"]["files"] == 2
    moved = cleanup("trash", "--yes", "-f", "json", "--quarantine", drive / "q", *names)
    assert moved.returncode == 3
    assert [each["code"] for each in json.loads(moved.stdout)["results"]] == ["no-quarantine"] * 2
    assert all(name.exists() for name in names)
    assert (list((drive / "q").iterdir()), os.statvfs(drive).f_bfree >= free - 1) == ([], True)
    assert cleanup("trash", "--yes", "-q", "--quarantine", place / "elsewhere/q", *names).returncode == 0
    assert not any(name.exists() for name in names)


def test_no_trash_and_nothing_of_the_programs_own_takes_what_is_put_aside(place: Path, own: Path, cleanup: Run) -> None:
    for folder in (own / "data/Trash/files/new", place / ".Trash-0/x", own / "state/cleanup", own / "cache/cleanup/x"):
        done = cleanup("trash", "--yes", "--quarantine", folder, place / "it/plain")
        assert (done.returncode, (place / "it/plain").exists()) == (2, True), folder
    assert move(cleanup, place / "it/plain", aside=place) == {"plain": "done"}


def test_what_lies_in_the_quarantine_already_is_promised_nothing(place: Path, cleanup: Run) -> None:
    shutil.copy(place / "it/plain", place / "plain too")
    paths = place / "it/plain", place / "plain too"
    told = cleanup("trash", "--dry-run", "-f", "json", "--quarantine", place / "it", *paths)
    assert json.loads(told.stdout)["cannot_move"]["files"] == 1
    assert results(cleanup("trash", "--yes", "-f", "json", "--quarantine", place / "it", *paths)) == {
        "plain": "in-trash", "plain too": "done",
    }  # fmt: skip


def test_what_root_puts_aside_of_others_and_into_memory_is_told_before_the_yes(
    place: Path, aside: Path, cleanup: Run
) -> None:
    change(place, "echo theirs > it/theirs; chown 65534 it/theirs")
    told = cleanup("trash", "--dry-run", "-f", "json", "--quarantine", aside, place / "it/theirs", place / "it/plain")
    notes = sorted(each["note"] for each in json.loads(told.stdout)["destinations"])
    assert [note.partition(",")[0] for note in notes] == ["it belongs to nobody", "that folder is in memory"]
    told = cleanup("trash", "--dry-run", "-f", "json", "--quarantine", place / "beside", place / "it/plain")
    assert [each["note"] for each in json.loads(told.stdout)["destinations"]] == [""]
