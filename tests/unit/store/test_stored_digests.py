"""The hash cache: what it finds again, what it never finds, and how long it keeps it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cleanup.model.event import Listener
from cleanup.model.inventory import FILE
from cleanup.store.digests import FILE_NAME, StoredDigests, cache_info, clear_cache

TODAY = int(time.time()) // 86_400
Rows = NDArray[Any]


def rows(*inodes: int, device: int = 1, size: int = 10, modified: int = 5, changed: int = 6) -> Rows:
    files = np.zeros(len(inodes), dtype=FILE)
    files["inode"] = inodes
    files["device"], files["size"], files["modified"], files["changed"] = device, size, modified, changed
    return files


def digests_of(files: Rows, salt: int = 0) -> NDArray[np.uint64]:
    """A digest for each row, unlike all others."""
    inode = files["inode"].astype(np.uint64)
    return np.column_stack([inode * np.uint64(3) + np.uint64(salt), ~inode])


def remember(folder: Path, files: Rows, method: str = "whole", salt: int = 0) -> None:
    with StoredDigests(folder, Listener()) as cache:
        cache.remember(method, files, np.arange(len(files)), digests_of(files, salt))


def found(folder: Path, files: Rows, method: str = "whole") -> tuple[NDArray[np.uint64], list[bool]]:
    with StoredDigests(folder, Listener()) as cache:
        digests, known = cache.find(method, files, np.arange(len(files)))
    return digests, known.tolist()


def days(folder: Path, *, set_to: int | None = None) -> list[int]:
    """The day of each page's last use; first set to something else if asked."""
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        if set_to is not None:
            connection.execute("UPDATE page SET used_day = ?", (set_to,))
        return [row[0] for row in connection.execute("SELECT used_day FROM page")]


@pytest.mark.parametrize("part", [1, 3, 1 << 20])
def test_digests_are_kept_and_found_in_parts_of_any_length(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleanup.store.digests._WINDOW", part)
    files = rows(7, 3, 5000, 2**64 - 1, 0, 5001, 8, 4)
    remember(tmp_path, files)
    digests, known = found(tmp_path, files)
    assert known == [True] * 8
    assert np.array_equal(digests, digests_of(files))


def test_only_the_rows_that_are_asked_for(tmp_path: Path) -> None:
    files = rows(*range(100, 200))
    some = np.array([90, 5, 40], dtype=np.int64)
    with StoredDigests(tmp_path, Listener()) as cache:
        cache.remember("whole", files, some, digests_of(files[some]))
        digests, known = cache.find("whole", files, np.array([40, 41, 90], dtype=np.int64))
    assert known.tolist() == [True, False, True]
    assert np.array_equal(digests[known], digests_of(rows(140, 190)))


def test_the_order_of_asking_does_not_matter(tmp_path: Path) -> None:
    remember(tmp_path, rows(*range(0, 30000, 7)))
    asked = rows(*range(29995, 0, -1001))
    digests, known = found(tmp_path, asked)
    assert known == [inode % 7 == 0 for inode in range(29995, 0, -1001)]
    assert np.array_equal(digests[known], digests_of(asked)[known])


@pytest.mark.parametrize("difference", ["inode", "device", "size", "modified", "changed"])
def test_a_file_that_differs_in_anything_is_not_known(difference: str, tmp_path: Path) -> None:
    files = rows(100, 200)
    remember(tmp_path, files)
    files[difference][1] += 1
    assert found(tmp_path, files)[1] == [True, False]


def test_methods_are_apart(tmp_path: Path) -> None:
    files = rows(1)
    remember(tmp_path, files, "ends", salt=9)
    assert found(tmp_path, files, "whole")[1] == [False]
    remember(tmp_path, files, "whole")
    assert np.array_equal(found(tmp_path, files, "ends")[0], digests_of(files, 9))
    assert np.array_equal(found(tmp_path, files, "whole")[0], digests_of(files))


def test_the_newer_digest_of_a_file_counts(tmp_path: Path) -> None:
    remember(tmp_path, rows(1, 2, 3))
    newer = rows(2, modified=99)
    remember(tmp_path, newer, salt=4)
    assert found(tmp_path, rows(1, 2, 3))[1] == [True, False, True]
    assert np.array_equal(found(tmp_path, newer)[0], digests_of(newer, 4))
    assert cache_info(tmp_path).digests == 3


def test_negative_times_and_big_devices(tmp_path: Path) -> None:
    files = rows(1, device=2**63 + 5, modified=-(2**62), changed=-1)
    remember(tmp_path, files)
    assert found(tmp_path, files)[1] == [True]
    assert found(tmp_path, rows(1, device=5, modified=-(2**62), changed=-1))[1] == [False]


def test_nothing_to_ask_or_remember(tmp_path: Path) -> None:
    remember(tmp_path, rows())
    digests, known = found(tmp_path, rows())
    assert (digests.shape, known) == ((0, 2), [])


def test_a_page_nobody_asked_for_in_a_year_goes(tmp_path: Path) -> None:
    remember(tmp_path, rows(1))
    days(tmp_path, set_to=TODAY - 300)
    assert found(tmp_path, rows(5_000_000))[1] == [False]
    assert len(days(tmp_path)) == 1
    days(tmp_path, set_to=TODAY - 400)
    found(tmp_path, rows(5_000_000))
    assert days(tmp_path) == []


def test_a_page_that_is_asked_for_stays(tmp_path: Path) -> None:
    remember(tmp_path, rows(1))
    days(tmp_path, set_to=TODAY - 400)
    assert found(tmp_path, rows(1))[1] == [True]
    assert TODAY <= days(tmp_path)[0] <= TODAY + 1


def test_a_page_with_broken_records_is_as_good_as_none(tmp_path: Path) -> None:
    remember(tmp_path, rows(1))
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("UPDATE page SET records = x'0102'")
    assert found(tmp_path, rows(1))[1] == [False]
    remember(tmp_path, rows(1))
    assert found(tmp_path, rows(1))[1] == [True]


def test_info_and_clear(tmp_path: Path) -> None:
    assert (cache_info(tmp_path).size, cache_info(tmp_path).digests) == (0, 0)
    assert not (tmp_path / FILE_NAME).exists()
    remember(tmp_path, rows(1, 2, 10_000))
    (tmp_path / "digests.damaged").write_bytes(b"x" * 100)
    (tmp_path / "mine").touch()
    info = cache_info(tmp_path)
    assert (info.path, info.digests) == (tmp_path / FILE_NAME, 3)
    assert clear_cache(tmp_path) == info.size > 100
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert clear_cache(tmp_path) == 0
