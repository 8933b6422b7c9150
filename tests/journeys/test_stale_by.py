"""A search through all files does not hide what is stale, and the page says what it did."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from support.kinds import Mount, Run

pytestmark = pytest.mark.root
LONG_AGO = 1_500_000_000


@pytest.fixture
def drive(mount: Mount, own: Path, home: Path) -> Path:
    """Sixty old files on a volume that keeps access times."""
    (home / "drive").mkdir()
    place = mount("-t", "tmpfs", "-o", "relatime", "none", home / "drive")
    for number in range(60):
        (place / f"{number}.dat").write_text(f"{number:05}")
        os.utime(place / f"{number}.dat", (LONG_AGO, LONG_AGO))
    return place


def stale(document: bytes) -> int:
    files: int = json.loads(document)["savings"]["by_category"]["stale"]["files"]
    return files


def test_after_something_read_all_of_it(drive: Path, cleanup: Run) -> None:
    assert stale(cleanup("scan", drive, "-f", "json").stdout) == 60
    for file in drive.iterdir():
        file.read_bytes()
    if (drive / "1.dat").stat().st_atime == LONG_AGO:
        pytest.skip("this system keeps no access times on tmpfs")
    page = " ".join(cleanup("scan", drive).stdout.decode().split())
    assert "60 files, not used for a year" in page
    assert "something opened nearly all files within a day" in page
    document = cleanup("scan", drive, "-f", "json").stdout
    assert stale(document) == 60
    assert [each["reason"] for each in json.loads(document)["volumes"]] == ["opened-at-once"]
    assert json.loads(document)["scan"]["options"]["stale-by"] == "auto"
    assert stale(cleanup("scan", drive, "-f", "json", "--stale-by", "opened").stdout) == 0


def test_old_photos_and_papers_are_counted_and_not_listed(drive: Path, cleanup: Run) -> None:
    for name in ("old.jpg", "old.pdf", "old.ogg"):
        (drive / name).write_text(f"kept {name}")
        os.utime(drive / name, (LONG_AGO, LONG_AGO))
    document = json.loads(cleanup("scan", drive, "-f", "json", "--only", "stale").stdout)
    assert document["categories"]["stale"]["not_listed"] == 3
    assert not any("old" in file["path"] for each in document["findings"] for file in each["files"])
    told = "Not listed as stale: 3 files of kinds that people keep (photos, music, papers, mail)"
    for words in (["scan", drive, "--only", "stale"], ["report"], ["scan", drive, "-v"], ["report", "-v"]):
        assert told in " ".join(cleanup(*words).stdout.decode().split()), words
    assert told not in " ".join(cleanup("scan", drive).stdout.decode().split())
    assert b"60 files to move" in cleanup("plan", "--only", "stale").stdout


def test_some_files_that_were_opened_are_in_use(drive: Path, cleanup: Run) -> None:
    for number in range(20):
        (drive / f"{number}.dat").read_bytes()
    assert stale(cleanup("scan", drive, "-f", "json").stdout) == 40
    assert stale(cleanup("scan", drive, "-f", "json", "--stale-by", "changed").stdout) == 60
    page = " ".join(cleanup("scan", drive, "--stale-by", "changed").stdout.decode().split())
    assert "last use means last change, as you asked" in page


def test_a_copied_home_goes_by_the_change_of_what_is_in_it(drive: Path, cleanup: Run) -> None:
    """The record of each file changed today, when it was made; on this volume nothing else is known."""
    shutil.copytree(drive, drive / "copy")
    found = json.loads(cleanup("scan", drive / "copy", "-f", "json", "--stale-by", "changed").stdout)
    assert found["savings"]["by_category"]["stale"]["files"] == 60


def test_a_word_that_there_is_not(drive: Path, cleanup: Run) -> None:
    done = cleanup("scan", drive, "--stale-by", "chnged")
    assert done.returncode == 2
    assert "Did you mean “changed”?" in done.stderr.decode()
