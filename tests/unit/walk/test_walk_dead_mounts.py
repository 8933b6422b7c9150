"""A drive whose program is dead, or never answers, is passed over by the mount table, and holds no scan up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanup.disk.answering import silent_ones
from support.far_drive import served
from support.kinds import Tree

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.usefixtures("mounts_apart")]


@pytest.fixture
def served_drive(tree: Tree, mounts_apart: None) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """A folder that a program shows another one in, beside a pair of copies, and that program."""
    if shutil.which("bindfs") is None or not os.path.exists("/dev/fuse"):
        pytest.skip("needs bindfs and FUSE")
    root = tree({"back": {"x": "1"}, "home": {"drive": {}, "a": "same", "b": "same"}})
    drive = root / "home" / "drive"
    with served(drive, "bindfs", "-f", root / "back", drive) as program:
        yield root / "home", program


@pytest.mark.parametrize("ends", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize("options", [(), ("--cross-mounts",)])
def test_what_does_not_answer_is_passed_over(
    served_drive: tuple[Path, subprocess.Popen[bytes]], tmp_path: Path, ends: signal.Signals, options: tuple[str, ...]
) -> None:
    home, program = served_drive
    program.send_signal(ends)
    if ends is signal.SIGKILL:
        program.wait()
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    scan = subprocess.run(
        [sys.executable, "-m", "cleanup", "scan", home, *options, "-f", "json"],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert scan.returncode in {0, 3}, scan.stderr
    assert b'"duplicates":{"findings":1,' in scan.stdout.replace(b" ", b"")


def test_a_folder_that_answers_with_an_error_is_not_silent(tmp_path: Path) -> None:
    assert silent_ones([str(tmp_path), str(tmp_path / "gone"), "\0"], 5) == frozenset()
