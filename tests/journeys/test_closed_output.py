"""A reader that closes the pipe early ends the program quietly: ``cleanup scan | head -1``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.cli.formats import FORMATS


@pytest.mark.parametrize("form", FORMATS)
def test_a_closed_pipe_is_no_error(form: str, own: Path, tree: Callable[..., Path]) -> None:
    root = tree({f"{n}{copy}": f"content {n}" for n in range(20) for copy in "ab"})
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "cleanup", "scan", root, "-f", form],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 0


def test_head_gets_its_line(own: Path, tree: Callable[..., Path]) -> None:
    root = tree({"a": "same", "b": "same"})
    script = f"set -o pipefail; '{sys.executable}' -m cleanup scan '{root}' -f csv | head -1"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60)
    assert done.stdout.startswith(b"\xef\xbb\xbffinding,category,")
    assert (done.returncode, done.stderr) == (0, b"")
