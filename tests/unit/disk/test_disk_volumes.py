"""The mount table is read right, and its verdict on access times is what the drive does."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.filesystems import PSEUDO, is_in_memory, numbers_last
from cleanup.disk.system import mount_table, why_no_changes
from cleanup.disk.volumes import is_cloud_drive, volume_of
from cleanup.model.coverage import Volume

Mount = Callable[..., Path]

pytestmark = [pytest.mark.root, pytest.mark.skipif(sys.platform != "linux", reason="Linux's mount table")]

LONG_AGO = 1_000_000_000 * 10**9


def volume_at(path: Path) -> Volume:
    return volume_of(os.path.realpath(path), mount_table())


@pytest.mark.parametrize(
    "name", ["a blank", "tab\there", "new\nline", "back\\slash", "\\040", "#hash", "caf\udce9", "é", "dash - dash"]
)
def test_a_place_with_any_name_is_found_in_the_table(tmp_path: Path, mount: Mount, name: str) -> None:
    place = tmp_path / name
    place.mkdir()
    mount("-t", "tmpfs", "none", place)
    (place / "inside").mkdir()
    assert volume_at(place / "inside").path == os.path.realpath(place)
    assert volume_at(place / "inside").filesystem == "tmpfs"
    assert volume_at(tmp_path).path != os.path.realpath(place)


def notes_access(place: Path) -> bool:
    """Whether reading a file not opened for long changes its access time."""
    before = os.stat(place / "file").st_atime_ns
    (place / "file").read_bytes()
    return os.stat(place / "file").st_atime_ns != before


VERDICTS = {
    "noatime": (False, "noatime"),
    "relatime": (True, "relatime"),
    "strictatime": (True, "strictatime"),
    "relatime,nodiratime": (True, "relatime"),
    "strictatime,noexec,nosuid": (True, "strictatime"),
    "noatime,ro": (False, "noatime"),
    "ro,relatime": (False, "read-only"),
    "ro,strictatime": (False, "read-only"),
}


@pytest.fixture
def file_of_old(tmp_path: Path, mount: Mount) -> Path:
    """A tmpfs with a file nobody opened since 2001."""
    place = tmp_path / "drive"
    place.mkdir()
    mount("-t", "tmpfs", "none", place)
    (place / "file").write_text("x")
    os.utime(place / "file", ns=(LONG_AGO, LONG_AGO))
    return place


@pytest.mark.parametrize("options", VERDICTS)
def test_the_verdict_is_what_the_drive_does(file_of_old: Path, mount: Mount, options: str) -> None:
    mount("-o", "remount," + options, file_of_old)
    volume = volume_at(file_of_old)
    assert (volume.access_times, volume.reason) == VERDICTS[options]
    assert notes_access(file_of_old) == volume.access_times


def test_a_bind_mount_has_a_verdict_of_its_own(file_of_old: Path, mount: Mount, tmp_path: Path) -> None:
    (tmp_path / "bound").mkdir()
    mount("--bind", file_of_old, tmp_path / "bound")
    mount("-o", "remount,bind,noatime", tmp_path / "bound")
    assert volume_at(tmp_path / "bound").reason == "noatime"
    assert volume_at(file_of_old).reason == "relatime"


def test_a_drive_that_became_read_only_under_a_writable_mount_is_read_only(
    file_of_old: Path, mount: Mount, tmp_path: Path
) -> None:
    """As after ``errors=remount-ro``: the mount still says rw, the file system behind it takes no access time."""
    (tmp_path / "bound").mkdir()
    mount("--bind", file_of_old, tmp_path / "bound")
    mount("-o", "remount,ro", file_of_old)
    assert not notes_access(tmp_path / "bound")
    assert not volume_at(tmp_path / "bound").access_times


def test_the_last_mount_on_a_place_counts(file_of_old: Path, mount: Mount) -> None:
    mount("-t", "tmpfs", "-o", "noatime", "none", file_of_old)
    assert volume_at(file_of_old).reason == "noatime"
    assert len([volume for volume in mount_table() if volume.path == os.path.realpath(file_of_old)]) == 1


def test_access_times_of_an_overlay_are_not_trusted(file_of_old: Path, mount: Mount) -> None:
    for name in ("upper", "work", "lower", "merged"):
        (file_of_old / name).mkdir()
    options = ",".join(f"{key}dir={file_of_old / key}" for key in ("lower", "upper", "work"))
    mount("-t", "overlay", "overlay", "-o", options, file_of_old / "merged")
    volume = volume_at(file_of_old / "merged")
    assert (volume.filesystem, volume.access_times, volume.reason) == ("overlay", False, "overlay")


def test_the_layers_of_an_overlay_are_told_also_those_with_a_colon(tmp_path: Path, mount: Mount) -> None:
    layers = [tmp_path / name for name in ("upper", "one:more", "two")]
    for folder in (*layers, tmp_path / "work", tmp_path / "merged"):
        folder.mkdir()
    upper, *lower = (str(layer).replace(":", "\\:") for layer in layers)
    options = f"lowerdir={':'.join(lower)},upperdir={upper},workdir={tmp_path / 'work'}"
    mount("-t", "overlay", "overlay", "-o", options, tmp_path / "merged")
    (merged,) = (each for each in mount_table() if each.path == str(tmp_path / "merged"))
    assert set(merged.shows) == set(map(str, layers))


@pytest.mark.parametrize(
    ("filesystem", "source", "last", "in_memory"),
    [
        ("ext4", "/dev/sda1", True, False), ("btrfs", "/dev/zram0", True, True), ("tmpfs", "none", True, True),
        ("vfat", "/dev/sdb1", False, False), ("fuseblk", "/dev/sdb1", False, False), ("fuse.sshfs", "h:", False, False),
    ],
)  # fmt: skip
def test_what_lasts_on_a_volume(filesystem: str, source: str, last: bool, in_memory: bool) -> None:
    assert (numbers_last(filesystem), is_in_memory(filesystem, source)) == (last, in_memory)


def test_why_nothing_changes_in_a_folder_has_its_own_number(tmp_path: Path, mount: Mount) -> None:
    (tmp_path / "read-only").mkdir()
    place = mount("-t", "tmpfs", "-o", "ro", "none", tmp_path / "read-only")
    assert (why_no_changes(str(place)), why_no_changes(str(tmp_path))) == (errno.EROFS, 0)


@pytest.mark.parametrize("path", ["/proc/self", "/sys/kernel"])
def test_the_kernels_own_file_systems_hold_nobodys_files(path: str) -> None:
    assert volume_of(path, mount_table()).filesystem in PSEUDO


def test_the_nearest_volume_above_a_path_is_its_volume() -> None:
    table = tuple(Volume(path, "ext4", True, path) for path in ("/", "/mnt/a", "/mnt/a/inner", "/mnt/ab"))
    found = {
        path: volume_of(path, table).path for path in ("/", "/mnt", "/mnt/a", "/mnt/a/x", "/mnt/a/inner/y", "/mnt/abc")
    }
    assert found == {
        "/": "/", "/mnt": "/", "/mnt/a": "/mnt/a", "/mnt/a/x": "/mnt/a",
        "/mnt/a/inner/y": "/mnt/a/inner", "/mnt/abc": "/",
    }  # fmt: skip
    assert volume_of("/mnt/a", tuple(reversed(table))).path == "/mnt/a"


def test_without_a_table_no_access_time_is_trusted() -> None:
    assert not volume_of("/home", ()).access_times


@pytest.mark.parametrize(("filesystem", "expected"), [("fuse.rclone", True), ("fuseblk", False), ("ext4", False)])
def test_cloud_drives_are_programs_of_the_users(filesystem: str, expected: bool) -> None:
    assert is_cloud_drive(Volume("/x", filesystem, True, "")) == expected
