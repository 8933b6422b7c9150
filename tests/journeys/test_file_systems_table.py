"""The table of file systems in the docs says what really happens: each is mounted, scanned, planned and moved on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from support.disks import btrfs_image, ext4_image, xfs_image
from support.kinds import Mount

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.usefixtures("mounts_apart")]
TABLE = Path(__file__).parents[2] / "docs" / "reference" / "file-systems.md"
Made = Callable[[Path, Mount], Path]


def _needs(*programs: str) -> None:
    for program in programs:
        if shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None:
            pytest.skip(f"{program} is not installed")


def _run(*command: object) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"{command[0]} does not work here: {done.stderr.decode(errors='replace')[-200:]}")


def _image(make: Callable[[Path], Path]) -> Made:
    def made(work: Path, mount: Mount) -> Path:
        return mount("-o", "loop", make(work / "image"), work / "at")

    return made


def _subvolume(work: Path, mount: Mount) -> Path:
    _run("btrfs", "subvolume", "create", _image(btrfs_image)(work, mount) / "part")
    return work / "at" / "part"


def _tmpfs(work: Path, mount: Mount) -> Path:
    return mount("-t", "tmpfs", "none", work / "at")


def _overlay(work: Path, mount: Mount) -> Path:
    mount("-t", "tmpfs", "none", work / "back")
    for name in ("lower", "upper", "work"):
        (work / "back" / name).mkdir()
    options = ",".join(f"{name}dir={work / 'back' / name}" for name in ("lower", "upper", "work"))
    return mount("-t", "overlay", "none", "-o", options, work / "at")


def _bind(work: Path, mount: Mount) -> Path:
    return mount("--bind", work / "back", work / "at")


def _by_program(formatter: tuple[str, ...], program: str, work: Path) -> Path:
    _needs(formatter[0], program)
    with (work / "image").open("wb") as image:
        image.truncate(64 << 20)
    _run(*formatter, work / "image")
    if program == "mount.exfat-fuse":
        device = subprocess.run(
            ["losetup", "-f", "--show", work / "image"], capture_output=True, check=False, text=True
        )
        _run(program, device.stdout.strip(), work / "at")
        # Given back by itself once nothing is mounted from it.
        _run("losetup", "-d", device.stdout.strip())
    else:
        _run(program, work / "image", work / "at")
    return work / "at"


def _exfat(work: Path, _: Mount) -> Path:
    return _by_program(("mkfs.exfat",), "mount.exfat-fuse", work)


def _ntfs(work: Path, _: Mount) -> Path:
    return _by_program(("mkfs.ntfs", "-F", "-q"), "ntfs-3g", work)


def _shown(program: str) -> Made:
    def made(work: Path, _: Mount) -> Path:
        _needs(program)
        _run(program, work / "back", work / "at")
        return work / "at"

    return made


SYSTEMS: dict[str, Made] = {
    "ext4": _image(ext4_image),
    "XFS": _image(xfs_image),
    "btrfs": _image(btrfs_image),
    "btrfs, a subvolume": _subvolume,
    "tmpfs": _tmpfs,
    "overlay": _overlay,
    "bind mount": _bind,
    "exFAT by FUSE": _exfat,
    "NTFS by FUSE": _ntfs,
    "mergerfs": _shown("mergerfs"),
    "bindfs": _shown("bindfs"),
    "read-only": _tmpfs,
}


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Path]:
    """Where a file system is made, and mounted at ``at``."""
    work = tmp_path / "work"
    for folder in ("at", "back"):
        (work / folder).mkdir(parents=True)
    yield work
    # Where a program serves it, that may still hold it at first.
    for _ in range(40):
        if not os.path.ismount(work / "at"):
            break
        subprocess.run(["umount", work / "at"], check=False, capture_output=True)
        time.sleep(0.1)


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_file_system_does_what_the_table_says(name: str, home: Path, work: Path, mount: Mount) -> None:
    assert f"| {name} | {seen(SYSTEMS[name](work, mount), name, home, mount)} |" in TABLE.read_text()


@pytest.mark.parametrize("name", [name for name in SYSTEMS if name != "read-only"])
def test_a_quarantine_does_what_the_table_says(name: str, home: Path, work: Path, mount: Mount) -> None:
    place = SYSTEMS[name](work, mount)
    row = " | ".join((kept(home, home, place), kept(home, place, home)))
    assert f"| {name} | {row} |" in TABLE.read_text()


def kept(home: Path, origin: Path, elsewhere: Path) -> str:
    """What a quarantine elsewhere does with a file that has all that files can have at its origin."""
    file, quarantine = origin / "letter.odt", elsewhere / "kept"
    file.write_bytes(b"text" * 5000)
    os.utime(file, ns=(1, 1_500_000_000_123_456_700))
    with suppress(OSError):
        file.chmod(0o640)
    with suppress(OSError):
        os.setxattr(file, "user.note", b"mine")
    subprocess.run(["setfacl", "-m", "u:1:r", file], check=False, capture_output=True)
    before = all_of(file)
    quarantine.mkdir(mode=0o700)
    command = ("trash", "--quarantine", quarantine, file)
    (where,) = told(home, *command, "--dry-run")["destinations"]
    (item,) = told(home, *command, "--yes")["results"]
    if item["status"] != "done":
        assert all_of(file) == before
        # What does not go was told before, or that it may be refused.
        assert where["code"] == item["code"] or where["may_be_refused"]
        return f"stays ({item['code']})"
    assert not file.exists()
    told(home, "undo")
    return "there and back, whole" if all_of(file) == before else "changed"


def all_of(file: Path) -> tuple[object, ...]:
    status = file.stat()
    values = {}
    with suppress(OSError):
        values = {name: os.getxattr(file, name) for name in os.listxattr(file)}
    return file.read_bytes(), status.st_mode, status.st_uid, status.st_gid, status.st_mtime_ns, values


def seen(place: Path, name: str, home: Path, mount: Mount) -> str:
    """What happened there, as cells of the table: what scan, plan, move and undo did."""
    content = os.urandom(200_000)
    for file in ("a.bin", "a (1).bin"):
        (place / file).write_bytes(content)
    if name == "read-only":
        mount("-o", "remount,ro", place)
    savings = told(home, "scan", place)["savings"]
    plan = told(home, "trash", "--dry-run")
    run = told(home, "trash", "--yes")
    (item,) = run["results"]
    moved = "moved" if item["status"] == "done" else "stays"
    back = "-"
    if moved == "moved":
        told(home, "undo")
        back = "brought back" if (place / "a (1).bin").exists() else "lost"
    assert not [each for each in os.listdir(place) if each.startswith(".Trash") and moved == "stays"]
    (where,) = plan["destinations"]
    says = "goes to its trash" if not where["code"] else f"cannot move ({where['code']})"
    if where["may_be_refused"]:
        says = "may be refused"
    return " | ".join((f"{savings['safe']['files']} of 1", says, moved, back))


def told(home: Path, *command: object) -> dict[str, dict[str, dict[str, int]]]:
    environment = {**os.environ, "HOME": str(home), "CLEANUP_KEEP": "shortest-path"}
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "cleanup", *map(str, command), "-f", "json"],
        env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 3}, done.stderr
    return json.loads(done.stdout)
