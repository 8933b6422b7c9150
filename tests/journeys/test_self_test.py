"""``doctor --self-test``: a file of its own goes to the trash and back, and nothing of it is left."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

from support.kinds import Run

STEPS = ["made", "moved", "found", "back", "freed"]


def all_files(folder: Path) -> list[str]:
    return sorted(name for _, _, files in os.walk(folder) for name in files)


def test_it_says_that_all_came_back_and_leaves_nothing(own: Path, home: Path, cleanup: Run) -> None:
    (home / "letter.txt").write_text("x")
    done = cleanup("doctor", "--self-test", cwd=home)
    assert re.search(
        rf"^ok +self-test in {re.escape(str(home))}\s+to the trash, found there, back, and freed$",
        done.stdout.decode(), re.MULTILINE,
    )  # fmt: skip
    assert (all_files(home), all_files(own)) == (["letter.txt"], ["run.lock"])
    assert cleanup("history").stdout.startswith(b"Nothing was moved to the trash yet.")


def test_the_other_volume_that_one_stands_on_is_tried_too(
    own: Path, home: Path, cleanup: Run, tmp_path: Path, mount: Callable[..., Path]
) -> None:
    place = tmp_path / "drive"
    place.mkdir()
    drive = mount("-t", "tmpfs", "-o", "size=4m", "none", place)
    told = json.loads(cleanup("doctor", "--self-test", "-f", "json", cwd=drive).stdout)
    assert {test["path"] for test in told["self_tests"]} == {str(home), str(drive)}
    for test in told["self_tests"]:
        assert (test["ok"], test["mover"]) == (True, "freedesktop")
        assert [tried["step"] for tried in test["steps"]] == STEPS
    assert all_files(drive) == []


def test_a_trash_that_does_not_work_is_told_with_its_reason(own: Path, home: Path, cleanup: Run) -> None:
    (own / "data").mkdir(parents=True)
    (own / "data" / "Trash").write_text("no folder")
    done = cleanup("doctor", "--self-test", "-f", "json", cwd=home)
    assert done.returncode == 3
    (test,) = json.loads(done.stdout)["self_tests"]
    assert [(tried["step"], tried["ok"]) for tried in test["steps"]] == [("made", True), ("moved", False)]
    assert "is not a folder of yours" in test["steps"][-1]["found"]
    assert all_files(home) == []


def test_without_the_option_none_is_made(own: Path, home: Path, cleanup: Run) -> None:
    assert json.loads(cleanup("doctor", "-f", "json").stdout)["self_tests"] == []
    assert not own.exists()


def test_a_home_that_is_not_there_is_told(own: Path, cleanup: Run, tmp_path: Path) -> None:
    drive, nowhere = tmp_path / "drive", tmp_path / "nowhere"
    drive.mkdir()
    environment = {**os.environ, "HOME": str(nowhere)}
    done = cleanup("doctor", "--self-test", "-f", "json", cwd=drive, env=environment)
    assert done.returncode == 3, done.stderr
    tests = {test["path"]: test for test in json.loads(done.stdout)["self_tests"]}
    assert [tried["step"] for tried in tests[str(nowhere)]["steps"]] == ["made"]
    assert tests[str(drive)]["ok"]


def test_a_home_that_is_no_folder_is_told_beside_all_else(cleanup: Run, tmp_path: Path) -> None:
    """As that of some services is."""
    drive = tmp_path / "drive"
    drive.mkdir()
    done = cleanup("doctor", "--self-test", "-f", "json", cwd=drive, env={**os.environ, "HOME": os.devnull})
    assert done.returncode == 3, done.stderr
    told = json.loads(done.stdout)
    assert {tuple(tried["ok"] for tried in test["steps"]) for test in told["self_tests"]} == {(False,)}
    assert len(told["checks"]) > 5
