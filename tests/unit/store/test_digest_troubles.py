"""The hash cache under trouble: several processes at once, and files that fail before or during use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleanup.model.inventory import FILE
from cleanup.store.digests import FILE_NAME, StoredDigests, cache_info
from support.moving import WarningList
from support.processes import run_at_once

FIRST = np.zeros(1, dtype=np.int64)
# Each process remembers, in turns, files whose inodes fall between those of the others, in the same pages.
_WRITER = """
import sys
from pathlib import Path
import numpy as np
from cleanup.model.event import Listener
from cleanup.model.inventory import FILE
from cleanup.store.digests import StoredDigests

class Loud(Listener):
    def warn(self, message):
        raise SystemExit(message)

folder, number, writers = Path(sys.argv[1]), int(sys.argv[2]), 3
with StoredDigests(folder, Loud()) as cache:
    for turn in range(25):
        files = np.zeros(40, dtype=FILE)
        files["inode"] = (np.arange(40) * 251 + turn * 10_040) * writers + number
        digests = np.column_stack([files["inode"], files["inode"] + np.uint64(1), files["inode"]])
        cache.remember("whole", files, np.arange(len(files)), digests)
"""


def test_several_processes_remember_at_once_and_nothing_is_lost(tmp_path: Path, listen: WarningList) -> None:
    writers = 3
    assert run_at_once(_WRITER, tmp_path, writers) == [b""] * writers
    files = np.zeros(writers * 1000, dtype=FILE)
    inodes = np.add.outer(np.add.outer(np.arange(25) * 10_040, np.arange(40) * 251) * writers, np.arange(writers))
    files["inode"] = inodes.ravel()
    with StoredDigests(tmp_path, listen) as cache:
        digests, known = cache.find("whole", files, np.arange(len(files)))
    assert known.all()
    assert np.array_equal(digests[:, 0], files["inode"])
    assert cache_info(tmp_path).digests == len(files)


def one_file() -> Any:
    files = np.zeros(1, dtype=FILE)
    files["inode"] = 1
    return files


def use(folder: Path, listen: WarningList) -> bool:
    """Remember a digest and look for it; whether it was found."""
    with StoredDigests(folder, listen) as cache:
        cache.remember("whole", one_file(), FIRST, np.ones((1, 3), dtype=np.uint64))
        return bool(cache.find("whole", one_file(), FIRST)[1][0])


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_moved_aside_with_one_warning(content: bytes, tmp_path: Path, listen: WarningList) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert use(tmp_path, listen) is False
    assert len(listen.warnings) == 1
    assert "set aside as " in listen.warnings[0]
    assert (tmp_path / "digests.damaged").read_bytes() == content
    assert use(tmp_path, listen) is True
    assert len(listen.warnings) == 1


def test_damage_that_shows_in_the_middle_is_one_warning(tmp_path: Path, listen: WarningList) -> None:
    with StoredDigests(tmp_path, listen) as cache:
        many = np.zeros(20_000, dtype=FILE)
        many["inode"] = np.arange(20_000) * 4096
        cache.remember("whole", many, np.arange(20_000), np.ones((20_000, 3), dtype=np.uint64))
    with open(tmp_path / FILE_NAME, "r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (os.path.getsize(tmp_path / FILE_NAME) - 8192))
    with StoredDigests(tmp_path, listen) as cache:
        known = cache.find("whole", many, np.arange(20_000))[1]
        cache.remember("whole", many, np.arange(20_000), np.ones((20_000, 3), dtype=np.uint64))
        assert not cache.find("whole", one_file(), FIRST)[1].any()
    assert not known.all()
    assert len(listen.warnings) == 1
    assert listen.warnings[0].endswith("this scan is slower.")
    assert use(tmp_path, listen) is True


def test_a_table_that_vanishes_in_the_middle(tmp_path: Path, listen: WarningList) -> None:
    with StoredDigests(tmp_path, listen) as cache:
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as other:
            other.execute("DROP TABLE page")
        cache.remember("whole", one_file(), FIRST, np.ones((1, 3), dtype=np.uint64))
        assert not cache.find("whole", one_file(), FIRST)[1].any()
    assert len(listen.warnings) == 1


def test_a_cache_cleared_in_the_middle_costs_no_answer(tmp_path: Path, listen: WarningList) -> None:
    with StoredDigests(tmp_path, listen) as cache:
        cache.remember("whole", one_file(), FIRST, np.ones((1, 3), dtype=np.uint64))
        for path in tmp_path.iterdir():
            path.unlink()
        cache.remember("whole", one_file(), FIRST, np.ones((1, 3), dtype=np.uint64))
        known = cache.find("whole", one_file(), FIRST)[1]
    assert known.shape == (1,)
    assert use(tmp_path, listen) is True


def test_a_folder_in_the_way_is_a_warning(tmp_path: Path, listen: WarningList) -> None:
    (tmp_path / "cache").touch()
    assert use(tmp_path / "cache" / "cleanup", listen) is False
    assert len(listen.warnings) == 1
    assert "cannot be used" in listen.warnings[0]
