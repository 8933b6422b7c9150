"""Why things cannot leave their folder, on real volumes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.leaving import Leaving
from cleanup.model.category import Kind

pytestmark = pytest.mark.root


def why_not(path: Path) -> str:
    """The code of the reason; "" if there is none."""
    problem = Leaving(None).why_not(os.fsencode(path), Kind.FILE)
    return problem.code if problem else ""


@pytest.mark.parametrize("mark", ["i", "a"])
@pytest.mark.parametrize("what", ["folder", "folder/file"])
def test_what_is_locked_or_lies_in_what_is_locked_stays(tmp_path: Path, mark: str, what: str) -> None:
    (tmp_path / "folder").mkdir()
    file = tmp_path / "folder" / "file"
    file.touch()
    assert why_not(file) == ""
    if subprocess.run(["chattr", f"+{mark}", tmp_path / what], capture_output=True, check=False).returncode:
        pytest.skip("cannot lock a file here")
    try:
        assert why_not(file) == "locked"
    finally:
        subprocess.run(["chattr", f"-{mark}", tmp_path / what], check=True)


def test_what_lies_on_a_read_only_volume_stays(tmp_path: Path, mount: Callable[..., Path]) -> None:
    place = mount("-t", "tmpfs", "none", tmp_path)
    (place / "file").touch()
    mount("-o", "remount,ro", place)
    assert why_not(place / "file") == "read-only"
