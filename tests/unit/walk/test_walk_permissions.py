"""A folder or file without permission becomes a trouble with its path and code, and the rest is complete."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fixture_types import Tree

pytestmark = pytest.mark.root


@dataclass(frozen=True)
class Locked:
    """A tree of somebody else, the modes of places in it, and what a scan of ``root`` by nobody tells."""

    drawing: dict[str, Any]
    modes: Mapping[str, int]
    files: int
    troubles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unreadable: tuple[int, int] = (0, 0)
    groups: int = 0
    root: str = "."


CASES = {
    "a folder": Locked(
        {"a": {"x": "same"}, "locked": {"y": "same"}, "z": {"w": "same"}}, {"locked": 0o700}, 2,
        {"locked": ("walk", "EACCES")}, (0, 1), 1,
    ),
    "a folder whose names may be listed but not looked at": Locked(
        {"names": {"x": "1", "y": "2"}, "own": "3"}, {"names": 0o744}, 1,
        {"names/x": ("walk", "EACCES"), "names/y": ("walk", "EACCES")}, (2, 0),
    ),
    "a folder above an open root": Locked({"way": {"open": {"x": "1"}}}, {"way": 0o711}, 1, root="way/open"),
    "a file": Locked(
        {"a": "same", "b": "same", "locked": "same"}, {"locked": 0o600}, 3, {"locked": ("find", "EACCES")}, groups=1
    ),
    # Only an owner may ask the system to leave the access time alone; others read without.
    "nothing": Locked({"a": "same", "folder": {"b": "same"}, "c": "x" * 70_000, "d": "x" * 70_000}, {}, 4, groups=2),
}  # fmt: skip


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize("case", CASES)
def test_what_is_locked_is_told_and_the_rest_is_complete(
    tree: Tree, open_place: Path, nobody: list[str], case: str, jobs: str
) -> None:
    locked = CASES[case]
    top = tree(locked.drawing, open_place / "tree")
    for name, mode in locked.modes.items():
        (top / name).chmod(mode)
    command = [*nobody, sys.executable, "-m", "cleanup", "scan", "-f", "json", "--jobs", jobs, top / locked.root]
    done = subprocess.run(command, cwd="/", capture_output=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == (3 if locked.troubles else 0), done.stderr
    document = json.loads(done.stdout)
    told = {os.path.relpath(each["path"], top): (each["stage"], each["code"]) for each in document["troubles"]}
    assert told == locked.troubles
    unreadable = document["coverage"]["unreadable"]
    assert (unreadable["files"], unreadable["folders"]) == locked.unreadable
    assert document["totals"]["files"] == locked.files
    assert document["savings"]["by_category"]["duplicates"]["findings"] == locked.groups
    copies = [file["path"] for each in document["findings"] if each["digest"] for file in each["files"]]
    assert len(copies) == 2 * locked.groups
    assert document["scan"]["complete"] is True
