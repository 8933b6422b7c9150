"""A state folder that cannot be used costs the memory of a scan, never its answer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from support.kinds import Run, Tree


@pytest.mark.root
def test_a_state_folder_without_permission_is_a_warning(open_place: Path, cleanup_as_nobody: Run) -> None:
    (open_place / "home" / ".local").mkdir(mode=0o555)
    (open_place / "a").write_text("same")
    (open_place / "b").write_text("same")
    done = cleanup_as_nobody("scan", ".", "-f", "json")
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["findings"]) == 1
    (warning,) = done.stderr.decode().splitlines()
    assert warning.startswith("This scan could not be remembered: ")
    assert cleanup_as_nobody("report").returncode == 4


@pytest.mark.root
def test_a_remembered_scan_is_shown_where_nothing_can_be_written(open_place: Path, cleanup_as_nobody: Run) -> None:
    (open_place / "a").write_text("same")
    (open_place / "b").write_text("same")
    before = cleanup_as_nobody("scan", ".", "-f", "json")
    state = open_place / "home" / ".local" / "state" / "cleanup"
    for path in [*state.iterdir(), state]:
        os.chown(path, 0, 0)
        path.chmod(0o755 if path.is_dir() else 0o644)
    again = cleanup_as_nobody("report", "-f", "json")
    assert again.stderr == b""
    assert (again.returncode, again.stdout) == (0, before.stdout)


@pytest.mark.parametrize("content", [b"garbage" * 1000, b""])
def test_a_damaged_memory_is_told_and_stays(content: bytes, own: Path, tree: Tree, cleanup: Run) -> None:
    file = own / "state" / "cleanup" / "scans.db"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    done = cleanup("report")
    assert (done.returncode, done.stdout) == (4, b"")
    assert 1 <= len(done.stderr.splitlines()) <= 2
    scanned = cleanup("scan", tree({"a": "same", "b": "same"}))
    assert scanned.returncode == 0
    assert b"1 copy" in scanned.stdout
    if content:
        assert b"This scan could not be remembered" in scanned.stderr
        assert file.read_bytes() == content


def test_our_own_files_are_never_in_the_answer(home: Path, tree: Tree, cleanup: Run) -> None:
    tree({"a": "same", "b": "same"}, home)
    for _ in range(2):
        document = json.loads(cleanup("scan", home, "-f", "json").stdout)
        assert document["coverage"]["hidden"]["files"] == 0
    found = json.loads(cleanup("scan", home, "--all", "-f", "json").stdout)["findings"]
    assert {Path(file["path"]).name for each in found for file in each["files"]} == {"a", "b"}
