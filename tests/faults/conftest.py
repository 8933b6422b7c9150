"""What the fault tests share: scans that are hurt on purpose, and trees that keep them busy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hurting import LARGE, Busy, Running
from killing import Program


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    """The program, ready to be forked and killed."""
    with Program() as started:
        yield started


@pytest.fixture
def scan() -> Iterator[Callable[..., Running]]:
    """Starts scans, and ends those that a failed test leaves behind."""
    started: list[Running] = []

    def start(*arguments: str | Path) -> Running:
        started.append(Running(*arguments))
        return started[-1]

    try:
        yield start
    finally:
        for running in started:
            running.stop_for_good()


@pytest.fixture
def busy(tmp_path: Path) -> Callable[..., Busy]:
    """Makes such a tree; files are read in the order of inode numbers, so that decides which become the large ones.

    ``large_at`` are the places of the large files in that order, ``padding`` makes the names longer.
    """

    def make(pairs: int = 50, large_at: tuple[int, int] = (-2, -1), padding: int = 0) -> Busy:
        root = tmp_path / "busy"
        root.mkdir()
        files = [root / f"{number:04}{'n' * padding}" for number in range(2 * pairs + 2)]
        for file in files:
            file.touch()
        files.sort(key=lambda file: file.lstat().st_ino)
        large = [files[large_at[0]], files[large_at[1]]]
        small = [file for file in files if file not in large]
        for number, file in enumerate(small):
            file.write_bytes(b"pair %04d" % (number // 2))
        for number, file in enumerate(large, 1):
            try:
                os.truncate(file, LARGE)
            except OSError:
                pytest.skip("this file system has no files of a terabyte")
            file.rename(root / f"large {number}")
        return Busy(root, pairs)

    return make
