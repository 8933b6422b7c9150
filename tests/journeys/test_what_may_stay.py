"""What may stay for what: no copy on another drive, in memory, in a cache or on its way out, for one that lasts.

Others of this kind that were tried and are right: a copy that stays and is removed, emptied, replaced by a link, by a
copy of itself or by another name of the one that goes, or comes to the trash between the scan and the move; snapshots,
/run and /dev/shm. What mounts hide: test_other_paths.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.disks import ext4_image

Run = Callable[..., subprocess.CompletedProcess[bytes]]
Mount = Callable[..., Path]


@pytest.fixture
def place(home: Path) -> Path:
    """A folder in the home with two plain copies, one of which goes whatever else there is."""
    folder = home / "Documents"
    folder.mkdir()
    (folder / "plain").write_text("plain")
    (folder / "plain (1)").write_text("plain")
    (folder / "report").write_text("the report")
    return folder


def planned(cleanup: Run, *roots: Path, scan: tuple[str, ...] = (), plan: tuple[str, ...] = ()) -> dict[str, Any]:
    assert cleanup("scan", *roots, *scan, "-q").returncode == 0
    done = cleanup("plan", "-f", "json", *plan)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def pairs(plan: dict[str, Any]) -> set[tuple[str, str]]:
    return {(step["path"], step["keeper"]["path"]) for step in plan["steps"]}


def plain(place: Path) -> tuple[str, str]:
    return f"{place}/plain (1)", f"{place}/plain"


@pytest.mark.root
@pytest.mark.parametrize("kind", ["ext4", "tmpfs"])
def test_another_drive_only_when_asked_for(kind: str, place: Path, tmp_path: Path, cleanup: Run, mount: Mount) -> None:
    drive = tmp_path / "USB"
    drive.mkdir()
    if kind == "ext4":
        mount("-o", "loop", ext4_image(tmp_path / "image"), drive)
    else:
        mount("-t", "tmpfs", "none", drive)
    (drive / "backup").mkdir()
    shutil.copy(place / "report", drive / "backup" / "report")
    shutil.copy(place / "report", drive / "backup" / "report (1)")
    shutil.copy(place / "plain", drive / "lone")
    os.utime(drive / "lone", (0, 0))
    beside = (f"{drive}/backup/report (1)", f"{drive}/backup/report")
    plan = planned(cleanup, place, drive)
    assert pairs(plan) == {plain(place), beside}
    assert plan["left_alone"] == {"other-volume": 2}
    assert b"also on the drive USB" in cleanup("report", "last", "-v").stdout
    across = planned(cleanup, place, drive, plan=("--across-volumes",))
    kept = f"{place}/report"
    assert len(across["steps"]) == 4
    if kind == "tmpfs":
        assert {keeper for _, keeper in pairs(across)} == {f"{place}/plain", kept}


@pytest.mark.parametrize("fleeting", [".cache/viewer", "Work/cache", "Work/tmp", "Work/tagged"])
def test_a_cache_is_never_the_one_that_stays(fleeting: str, place: Path, home: Path, cleanup: Run) -> None:
    (home / fleeting).mkdir(parents=True)
    if fleeting.endswith("tagged"):
        (home / fleeting / "CACHEDIR.TAG").touch()
    for name in ("report", "only here", "only here (1)"):
        (home / fleeting / name).write_text("the report" if name == "report" else "only here")
    os.utime(home / fleeting / "report", (0, 0))
    for rules in ((), ("--keep", "oldest"), ("--keep", "not-in:Documents"), ("--keep", "shortest-path")):
        plan = planned(
            cleanup, home, scan=("--all",), plan=tuple(rule.replace("Documents", str(place)) for rule in rules)
        )
        assert f"{place}/report" not in {path for path, _ in pairs(plan)}
        assert len({plain(place), plain(place)[::-1]} & pairs(plan)) == 1
    edited = planned(cleanup, home, scan=("--all",))
    report = (home / fleeting / "report").stat()
    step = next(step for step in edited["steps"] if step["path"] == plain(place)[0])
    seen = (place / "report").stat()
    edited["steps"] = [
        {
            **step, "path": f"{place}/report", "inode": seen.st_ino, "size": 10, "modified": _instant(seen),
            "keeper": {
                **step["keeper"], "path": f"{home}/{fleeting}/report", "inode": report.st_ino, "size": 10,
                "modified": _instant(report),
            },
        },
        {**step, "id": "plain"},
    ]  # fmt: skip
    (home / "plan.json").write_text(json.dumps(edited))
    done = cleanup("trash", "--plan", home / "plan.json", "--yes", "-f", "json")
    assert [each["code"] for each in json.loads(done.stdout)["results"]] == ["keeper-not-lasting", None]


def _instant(seen: os.stat_result) -> str:
    from cleanup.documents.parts import instant

    return instant(seen.st_mtime_ns)


def test_an_earlier_quarantine_is_on_its_way_out(place: Path, home: Path, cleanup: Run) -> None:
    shutil.copy(place / "report", place / "report (1)")
    planned(cleanup, place)
    assert cleanup("trash", "--scan", "last", "--yes", "-q", "--quarantine", home / "aside").returncode == 0
    shutil.copy(place / "plain", place / "plain (1)")
    deep = home / "Documents" / "some" / "folder"
    deep.mkdir(parents=True)
    (place / "report").rename(deep / "report")
    assert pairs(planned(cleanup, home, scan=("--all",), plan=("--keep", "shortest-path"))) == {plain(place)}


def test_all_copies_in_the_reference_stay_and_all_others_go(place: Path, home: Path, cleanup: Run) -> None:
    reference = home / "reference"
    reference.mkdir()
    for name in ("one", "two"):
        shutil.copy(place / "report", reference / name)
    shutil.copy(place / "report", place / "report (1)")
    keep = ("--keep", f"in:{reference}")
    going = {f"{place}/report", f"{place}/report (1)"}
    for more in ((), ("--strict",), ("--only-with-reference",)):
        plan = planned(cleanup, home, plan=(*keep, *more))
        chosen = {path for path, _ in pairs(plan)}
        assert chosen >= going
        assert not any(path.startswith(str(reference)) for path in chosen)
        assert (f"{place}/plain (1)" in chosen) == (not more)
    done = cleanup("plan", "--only-with-reference")
    assert done.returncode == 2
    assert b"--keep in:FOLDER" in done.stderr


@pytest.mark.root
def test_a_folder_of_a_rule_is_the_same_under_another_mount(
    place: Path, home: Path, tmp_path: Path, cleanup: Run, mount: Mount
) -> None:
    (home / "inbox").mkdir()
    shutil.copy(place / "report", home / "inbox" / "report")
    os.utime(home / "inbox" / "report", (0, 0))
    (tmp_path / "alias").mkdir()
    mount("--bind", home, tmp_path / "alias")
    plan = planned(cleanup, home, plan=("--keep", f"in:{tmp_path}/alias/Documents"))
    assert pairs(plan) == {(f"{home}/inbox/report", f"{place}/report")}


def test_the_last_scan_is_named_where_nobody_named_one(place: Path, cleanup: Run) -> None:
    scan = planned(cleanup, place)["plan"]["scan"]
    named = cleanup("trash", "--yes", "--scan", scan, "--under", place)
    again = cleanup("trash", "--yes")
    assert scan.encode() in again.stderr
    assert b"--scan" in again.stderr
    assert b"--scan" not in named.stderr
