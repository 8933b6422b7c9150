"""Moving, undo and purge on the file systems that people have, each a real one; and where these differ.

Others of this kind that were tried and are right: locked and append-only files, folders and trash folders; a trash, or
half of one, that is a mount of its own; nested subvolumes, read-only snapshots; pipes, sockets, devices, sparse files.
Not tried, the kernel did not have them: folders that ignore case. Not tried either: project quotas, fs-verity.
Encrypted folders: test_workflow_encrypted.py. A btrfs quota was tried by hand: docs/reference/file-systems.md.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.model.scan import Sum
from cleanup.workflow.destinations import destinations
from support.disks import Disk, btrfs_image, ext4_image, xfs_image
from support.kinds import Mount
from support.moving import Mover, a_plan, a_step, ends, in_trash, scan, snapshot

pytestmark = pytest.mark.root
SIZE = 3_000_000


@pytest.fixture(params=[ext4_image, xfs_image, btrfs_image])
def drive(request: pytest.FixtureRequest, tmp_path: Path, mount: Mount) -> Path:
    """A volume with two large files on it, of one content."""
    disk = Disk(request.param(tmp_path / "image"), tmp_path / "drive", mount)
    fill(disk.place)
    disk.flush()
    return disk.place


@pytest.fixture
def subvolume(tmp_path: Path, mount: Mount) -> Path:
    """A folder of a btrfs volume that is a part of its own, with two large files on it."""
    disk = Disk(btrfs_image(tmp_path / "image"), tmp_path / "drive", mount)
    part = disk.place / "folder" / "part"
    part.parent.mkdir()
    subprocess.run(["btrfs", "subvolume", "create", part], check=True, capture_output=True)
    (part / "deeper").mkdir()
    fill(part / "deeper")
    return part


def fill(folder: Path) -> None:
    content = os.urandom(SIZE)
    for name in ("kept", "copy"):
        (folder / name).write_bytes(content)


def test_what_moved_comes_back_and_a_purge_tells_what_came_free(mover: Mover, drive: Path) -> None:
    """Not all file systems count freed bytes at once: btrfs does when it writes its next state to the disk."""
    before = snapshot(drive)
    assert ends(mover.move(drive / "copy")) == {"copy": "done"}
    assert len(in_trash(drive / f".Trash-{os.getuid()}")) == 1
    assert ends(mover.undo()) == {"copy": "done"}
    assert {name: value for name, value in snapshot(drive).items() if not name.startswith(b".Trash")} == before
    occupied = (drive / "copy").stat().st_blocks * 512
    run = mover.move(drive / "copy")
    assert run.space.reclaimable_bytes == occupied
    freed = mover.purge(run.id)
    assert (freed.expected_bytes, freed.freed_bytes) == (occupied, occupied)


@pytest.mark.parametrize("image", [xfs_image, btrfs_image])
def test_what_copies_share_with_the_one_that_stays_is_not_promised(
    mover: Mover, tmp_path: Path, mount: Mount, image: Callable[[Path], Path]
) -> None:
    """A clone frees nothing; half of a clone that was written anew frees that half; a copy frees all."""
    disk = Disk(image(tmp_path / "image"), tmp_path / "drive", mount)
    kept, size = disk.place / "a", 1 << 20
    kept.write_bytes(os.urandom(size))
    content = kept.read_bytes()
    for name in ("b", "c"):
        subprocess.run(["cp", "--reflink=always", kept, disk.place / name], check=True)
    with (disk.place / "c").open("rb+") as file:
        file.write(content[: size // 2])
    (disk.place / "d").write_bytes(content)
    disk.flush()
    found = scan([disk.place], mover.own)
    assert found.totals.allocated_bytes == 4 * size
    assert (found.savings.look, found.savings.shared_bytes) == (Sum(3, size + size // 2), size + size // 2)
    run = mover.carry_out(mover.plan_of_duplicates(disk.place))
    assert ends(run) == {"b": "done", "c": "done", "d": "done"}
    assert (run.space.moved_bytes, run.space.reclaimable_bytes) == (3 * size, size + size // 2)
    freed = mover.purge(run.id)
    assert (freed.expected_bytes, freed.freed_bytes) == (size + size // 2, size + size // 2)


@pytest.mark.parametrize("image", [xfs_image, btrfs_image])
def test_a_file_that_is_named_frees_what_it_alone_occupies(
    mover: Mover, tmp_path: Path, mount: Mount, image: Callable[[Path], Path]
) -> None:
    disk = Disk(image(tmp_path / "image"), tmp_path / "drive", mount)
    fill(disk.place)
    subprocess.run(["cp", "--reflink=always", disk.place / "kept", disk.place / "clone"], check=True)
    disk.flush()
    occupied = (disk.place / "copy").stat().st_blocks * 512
    run = mover.move(disk.place / "clone", disk.place / "copy")
    assert (run.space.moved_bytes, run.space.reclaimable_bytes) == (2 * SIZE, occupied)
    assert mover.purge(run.id).freed_bytes == occupied


def test_a_subvolume_has_a_trash_of_its_own(mover: Mover, subvolume: Path) -> None:
    """A rename does not lead out of it."""
    file, outside = subvolume / "deeper" / "copy", subvolume.parent / "outside"
    outside.write_text("1")
    trash = f".Trash-{os.getuid()}"
    found = destinations(a_plan(a_step(file), a_step(outside)), mover.context)
    top = subvolume.parent.parent
    assert [each.trash for each in found] == [os.fsencode(top / trash), os.fsencode(subvolume / trash)]
    assert ends(mover.move(file, outside)) == {"copy": "done", "outside": "done"}
    assert len(in_trash(subvolume / trash)) == len(in_trash(top / trash)) == 1
    assert ends(mover.undo()) == {"copy": "done", "outside": "done"}
    assert file.exists()


def test_what_lies_in_a_read_only_snapshot_is_not_promised(mover: Mover, subvolume: Path) -> None:
    snapshots = subvolume.parent.parent / "snapshot"
    subprocess.run(["btrfs", "subvolume", "snapshot", "-r", subvolume, snapshots], check=True, capture_output=True)
    plan = a_plan(a_step(snapshots / "deeper" / "copy"), a_step(subvolume / "deeper" / "copy"))
    assert [each.code for each in destinations(plan, mover.context)] == ["read-only", ""]


def test_a_read_only_volume_is_in_no_sum_and_a_writable_one_beside_it_is(
    mover: Mover, tmp_path: Path, mount: Mount
) -> None:
    for name in ("locked", "open"):
        (tmp_path / name).mkdir()
        fill(mount("-t", "tmpfs", "none", tmp_path / name))
    mount("-o", "remount,ro", tmp_path / "locked")
    found = scan([tmp_path / "locked", tmp_path / "open"], mover.own).savings
    assert scan([tmp_path / "open"], mover.own).savings.look.files == 1
    (stuck,) = scan([tmp_path / "locked"], mover.own).savings.cannot_move
    assert (stuck.code, stuck.files) == ("read-only", 1)
    assert found.total.files == found.safe.files + found.look.files
    assert sum(each.files for each in found.cannot_move) >= 1


@pytest.mark.parametrize("in_sight", [True, False])
def test_what_only_a_lower_layer_of_an_overlay_holds_never_comes_free(
    in_sight: bool, mover: Mover, tmp_path: Path, mount: Mount
) -> None:
    for name in ("base", "merged"):
        (tmp_path / name).mkdir()
    base = mount("-t", "tmpfs", "none", tmp_path / "base")
    for name in ("lower", "upper", "work"):
        (base / name).mkdir()
    fill(base / "lower")
    options = ",".join(f"{key}dir={base / key}" for key in ("lower", "upper", "work"))
    merged = mount("-t", "overlay", "overlay", "-o", options, tmp_path / "merged")
    (merged / "above").mkdir()
    fill(merged / "above")
    upper = (base / "upper" / "above" / "copy").stat().st_blocks * 512
    if not in_sight:
        # As in a container.
        mount("-t", "tmpfs", "none", base)
    found = scan([merged], mover.own)
    assert found.savings.look.files == 2
    if not in_sight and tuple(map(int, os.uname().release.split(".")[:2])) < (6, 6):
        pytest.skip("this kernel does not tell which layer a file began in")
    assert found.savings.look.reclaimable_bytes == upper
    assert ends(mover.move(merged / "copy", merged / "above" / "copy")) == {"copy": "done"}


def test_an_overlay_of_two_file_systems_has_one_trash(mover: Mover, tmp_path: Path, mount: Mount) -> None:
    """Each of its files has the device number of a layer, which is not that of the folder it lies in."""
    for name in ("lower", "upper", "merged"):
        (tmp_path / name).mkdir()
    upper = mount("-t", "tmpfs", "none", tmp_path / "upper")
    for name in ("files", "work"):
        (upper / name).mkdir()
    fill(tmp_path / "lower")
    options = f"lowerdir={tmp_path / 'lower'},upperdir={upper / 'files'},workdir={upper / 'work'},xino=off"
    merged = mount("-t", "overlay", "overlay", "-o", options, tmp_path / "merged")
    (merged / "above").mkdir()
    fill(merged / "above")
    before = snapshot(merged)
    assert (merged / "copy").stat().st_dev != merged.stat().st_dev
    assert scan([merged], mover.own).savings.cannot_move == ()
    assert ends(mover.move(merged / "copy", merged / "above" / "copy")) == {"copy": "done"}
    assert len(in_trash(merged / f".Trash-{os.getuid()}")) == 2
    assert ends(mover.undo()) == {"copy": "done"}
    assert {name: value for name, value in snapshot(merged).items() if not name.startswith(b".Trash")} == before


def test_a_volume_that_takes_no_more_files_is_promised_nothing_and_a_full_one_may_refuse(
    mover: Mover, tmp_path: Path, mount: Mount
) -> None:
    (tmp_path / "few").mkdir()
    few = mount("-t", "tmpfs", "-o", "nr_inodes=4", "none", tmp_path / "few")
    for name in ("a", "b", "c"):
        (few / name).write_text("same")
    assert [stuck.code for stuck in scan([few], mover.own).savings.cannot_move] == ["no-trash"]
    assert ends(mover.move(few / "a")) == {"a": "no-trash"}
    (few / "c").unlink()
    assert scan([few], mover.own).savings.cannot_move == ()

    (tmp_path / "full").mkdir()
    full = mount("-t", "tmpfs", "-o", "size=64k", "none", tmp_path / "full")
    for name in ("a", "b"):
        (full / name).write_bytes(b"x" * 32_768)
    (place,) = destinations(a_plan(a_step(full / "a")), mover.context)
    assert (place.problem, bool(place.unsure)) == ("", True)
