"""A drive that was plugged in again: what was found on it still goes, and what is on it is known, if it is the same."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opened import opened_files

from support.disks import btrfs_image, exfat_image, ext4_image
from support.kinds import Run
from support.moving import Drives, drives_at

pytestmark = [pytest.mark.root, pytest.mark.slow]

IMAGES: dict[str, Callable[[Path], Path]] = {"ext4": ext4_image, "btrfs": btrfs_image, "exFAT by FUSE": exfat_image}

_TRIES = 100
_PAUSE = 0.05


class Drive:
    """One drive that is plugged in at one place, each time with another number, and another one beside it."""

    def __init__(self, make: Callable[[Path], Path], drives: Drives, beside: Drives, folder: Path) -> None:
        self._image, self._other = make(folder / "image"), make(folder / "other image")
        self._options = ("-t", "exfat-fuse", "-o", "loop,umask=077") if make is exfat_image else ("-o", "loop")
        self._drives, self._beside = drives, beside
        self.place = drives.place
        self._drives.plug(*self._options, self._image)

    def plug_in_again(self) -> None:
        """Take it out, plug the other one in somewhere else, and it at its place."""
        before = self.place.stat().st_dev
        self._drives.unplug()
        # A program that serves a drive lets go of it some time later.
        attached = Path(f"/sys/dev/block/{os.major(before)}:{os.minor(before)}/loop")
        for _ in range(_TRIES):
            if not attached.exists():
                break
            time.sleep(_PAUSE)
        self._beside.plug(*self._options, self._other)
        self._drives.plug(*self._options, self._image)
        for folder, _, files in os.walk(self.place, topdown=False):
            # The numbers of files on exFAT are given in the order in which they are asked for.
            for name in sorted(files, reverse=True):
                os.lstat(os.path.join(folder, name))
        if self.place.stat().st_dev == before:
            pytest.skip("it has the same number again")

    def plug_in_the_other(self) -> None:
        """Take it out, and plug the other one in at its place."""
        self._drives.unplug()
        self._drives.plug(*self._options, self._other)


@pytest.fixture
def drive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Drive]:
    """A drive with two copies of one file, one of them with the name of a copy, and two more."""
    with drives_at(tmp_path / "USB") as drives, drives_at(tmp_path / "beside") as beside:
        found = Drive(IMAGES[request.param], drives, beside, tmp_path)
        for name in ("plain", "plain (1)", "later", "later (1)"):
            (found.place / name).write_text(name[:5])
        time.sleep(2.05)
        yield found


on_each = pytest.mark.parametrize("drive", list(IMAGES), indirect=True)
on_ordinary = pytest.mark.parametrize("drive", ["ext4", "btrfs"], indirect=True)
on_made_up = pytest.mark.parametrize("drive", ["exFAT by FUSE"], indirect=True)
on_one = pytest.mark.parametrize("drive", ["ext4"], indirect=True)


def scanned(cleanup: Run, place: Path) -> str:
    found: dict[str, Any] = json.loads(cleanup("scan", place, "-f", "json").stdout)
    return str(found["scan"]["id"])


def ends(cleanup: Run, *arguments: str | Path) -> dict[str, str | None]:
    done = json.loads(cleanup("trash", *arguments, "--yes", "-f", "json").stdout)
    return {Path(each["path"]).name: each["code"] for each in done["results"]}


@on_ordinary
def test_a_scan_and_a_plan_of_before_still_hold(drive: Drive, tmp_path: Path, cleanup: Run) -> None:
    scan = scanned(cleanup, drive.place)
    assert cleanup("plan", "-o", tmp_path / "plan.json").returncode == 0
    (drive.place / "later (1)").write_text("other")
    drive.plug_in_again()
    for source in (("--scan", scan), ("--plan", tmp_path / "plan.json")):
        found = ends(cleanup, *source, "--quarantine", drive.place / "aside")
        assert found == {"plain (1)": None, "later (1)": "changed"}
        assert not (drive.place / "plain (1)").exists()
        cleanup("undo")
        assert (drive.place / "plain (1)").read_text() == "plain"


@on_made_up
def test_files_are_known_where_their_numbers_are_made_up(drive: Drive, tmp_path: Path, cleanup: Run) -> None:
    scan = scanned(cleanup, drive.place)
    (drive.place / "later (1)").write_text("other")
    drive.plug_in_again()
    # By exFAT nothing moves without replacing: that is told then, and not that it is another file.
    found = ends(cleanup, "--scan", scan, "--quarantine", tmp_path / "aside")
    assert found == {"plain (1)": "EPERM", "later (1)": "changed"}
    assert (drive.place / "plain (1)").read_text() == "plain"


@on_one
def test_another_drive_at_its_place_is_another_one(drive: Drive, cleanup: Run) -> None:
    scan = scanned(cleanup, drive.place)
    copy = drive.place.parent / "copy"
    shutil.copytree(drive.place, copy, ignore=shutil.ignore_patterns("lost+found"))
    drive.plug_in_the_other()
    shutil.copytree(copy, drive.place, dirs_exist_ok=True)
    assert set(ends(cleanup, "--scan", scan).values()) == {"keeper-changed"}
    assert (drive.place / "plain (1)").exists()


@on_each
def test_the_cache_knows_the_drive_and_not_what_has_made_up_numbers(
    drive: Drive, cleanup: Run, request: pytest.FixtureRequest
) -> None:
    first = json.loads(cleanup("scan", drive.place, "-f", "json").stdout)["findings"]
    drive.plug_in_again()
    with opened_files(drive.place) as opened:
        second = json.loads(cleanup("scan", drive.place, "-f", "json").stdout)["findings"]
    assert [each["digest"] for each in first] == [each["digest"] for each in second]
    made_up = "exFAT by FUSE" in request.node.name
    digests = cleanup("cache", "info").stdout
    assert (b"Digests:  0" in digests) == made_up
    if "ext4" in request.node.name:
        assert opened == set()
