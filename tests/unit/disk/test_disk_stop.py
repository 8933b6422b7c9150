"""A reading that is asked to stop does, and what was read before is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def make_sparse(path: Path) -> None:
    """A terabyte of zeros that takes no room; skips where there is no such thing."""
    with path.open("wb") as file:
        try:
            file.truncate(1 << 40)
        except OSError:
            pytest.skip("this file system has no files of a terabyte")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_ends_the_reading_of_endless_files(read: Callable[..., Any], tmp_path: Path, workers: int) -> None:
    """A terabyte each: only a reading that stops when asked to gets to the end of this test."""
    (tmp_path / "tree").mkdir()
    for name in ("a", "b", "c"):
        make_sparse(tmp_path / "tree" / name)
    reading = read(tmp_path / "tree", workers=workers, stop_after=1)
    assert reading.digest("whole") == {"a": None, "b": None, "c": None}
    assert reading.ears.troubles() == {}


def test_what_was_read_before_a_stop_is_known(read: Callable[..., Any], tmp_path: Path) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    # Files are read in the order of their inode numbers.
    for name in ("a", "b"):
        (root / name).touch()
    first, second = sorted(root.iterdir(), key=lambda path: path.stat().st_ino)
    first.write_bytes(b"x" * (17 << 20))
    make_sparse(second)
    reading = read(root, stop_after=(17 << 20) + 1)
    found = reading.digest("whole")
    assert found[first.name] is not None
    assert found[second.name] is None
