"""A folder or file without permission becomes a trouble with its path and code, and the rest is complete."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Tree

pytestmark = pytest.mark.root


def scan(start: list[str], *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    command = [*start, sys.executable, "-m", "cleanup", "scan", "-f", "json", *arguments]
    done = subprocess.run(command, cwd="/", capture_output=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, document


def troubles(document: dict[str, Any], root: Path) -> dict[str, tuple[str, str]]:
    """Stage and code of each trouble, by the path below a root."""
    return {
        os.path.relpath(trouble["path"], root): (trouble["stage"], trouble["code"]) for trouble in document["troubles"]
    }


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_a_folder_without_permission_is_told_and_the_rest_is_complete(
    tree: Tree, open_place: Path, nobody: list[str], jobs: str
) -> None:
    root = tree({"a": {"x": "same"}, "locked": {"y": "same"}, "z": {"x": "same"}}, open_place / "tree")
    (root / "locked").chmod(0o700)
    code, document = scan(nobody, "--jobs", jobs, root)
    assert code == 3
    assert troubles(document, root) == {"locked": ("walk", "EACCES")}
    assert document["coverage"]["unreadable"] == {"files": 0, "bytes": 0, "folders": 1}
    assert document["totals"]["files"] == 2
    assert document["savings"]["by_category"]["duplicates"]["findings"] == 1
    assert document["scan"]["complete"] is True


def test_a_folder_whose_names_may_be_listed_but_not_looked_at_is_told(
    tree: Tree, open_place: Path, nobody: list[str]
) -> None:
    root = tree({"names only": {"x": "1", "y": "2"}, "own": "3"}, open_place / "tree")
    (root / "names only").chmod(0o744)
    code, document = scan(nobody, root)
    assert code == 3
    assert troubles(document, root) == {"names only/x": ("walk", "EACCES"), "names only/y": ("walk", "EACCES")}
    assert document["coverage"]["unreadable"]["files"] == 2
    assert document["totals"]["files"] == 1


def test_a_locked_folder_above_an_open_root_is_no_hindrance(tree: Tree, open_place: Path, nobody: list[str]) -> None:
    root = tree({"passage": {"open": {"x": "1"}}}, open_place / "tree")
    (root / "passage").chmod(0o711)
    code, document = scan(nobody, root / "passage" / "open")
    assert (code, document["totals"]["files"]) == (0, 1)


def test_a_file_without_permission_is_told_and_its_twins_are_found(
    tree: Tree, open_place: Path, nobody: list[str]
) -> None:
    root = tree({"a": "same", "b": "same", "locked": "same"}, open_place / "tree")
    (root / "locked").chmod(0o600)
    code, document = scan(nobody, "--only", "duplicates", root)
    assert code == 3
    assert troubles(document, root) == {"locked": ("find", "EACCES")}
    (finding,) = document["findings"]
    assert [os.path.basename(file["path"]) for file in finding["files"]] == ["a", "b"]


def test_a_root_without_permission_is_refused_before_any_work(tree: Tree, open_place: Path, nobody: list[str]) -> None:
    root = tree({"x": "1"}, open_place / "tree")
    root.chmod(0o700)
    command = [*nobody, sys.executable, "-m", "cleanup", "scan", open_place, root]
    done = subprocess.run(command, cwd="/", capture_output=True, check=False, timeout=60, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"no permission to look into “{root}”" in done.stderr


def test_files_of_somebody_else_are_read_all_the_same(tree: Tree, open_place: Path, nobody: list[str]) -> None:
    """Only an owner may ask the system to leave the access time alone; others read without."""
    root = tree({"a": "same", "folder": {"b": "same"}, "c": "x" * 70_000, "d": "x" * 70_000}, open_place / "tree")
    code, document = scan(nobody, root)
    assert (code, document["troubles"]) == (0, [])
    assert document["savings"]["by_category"]["duplicates"]["findings"] == 2
