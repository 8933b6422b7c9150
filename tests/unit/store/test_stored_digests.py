"""The hash cache: what it finds again, what it never finds, and how long it keeps it."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
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


def table(facts: list[tuple[int, ...]]) -> Rows:
    files = np.zeros(len(facts), dtype=FILE)
    for name, values in zip(("inode", "device", "size", "modified", "changed"), zip(*facts, strict=True), strict=False):
        files[name] = values
    return files


def digests_of(files: Rows, salt: int = 0) -> NDArray[np.uint64]:
    """A digest for each row, unlike all others."""
    inode = files["inode"].astype(np.uint64)
    return np.column_stack([inode * np.uint64(3) + np.uint64(salt), ~inode, inode ^ np.uint64(7)])


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


# Inodes that share a page and some that do not, devices and times from end to end.
FACTS = st.tuples(
    st.sampled_from([0, 1, 2, 3, 5000, 2**64 - 1]), st.sampled_from([0, 1, 5, 2**63 + 5]), st.integers(0, 1),
    st.sampled_from([-(2**62), -1, 5]), st.sampled_from([-1, 6]),
)  # fmt: skip
METHODS = st.sampled_from(["ends", "whole"])
ROWS = st.lists(FACTS, max_size=8, unique_by=lambda facts: facts[:2])


@settings(max_examples=60)
@given(st.lists(st.tuples(METHODS, ROWS, st.permutations(range(8))), max_size=4), METHODS, st.permutations(range(8)))
def test_the_newest_digest_of_a_file_is_found_while_nothing_of_it_differs(
    kept: list[tuple[str, list[tuple[int, ...]], list[int]]], method: str, order: list[int]
) -> None:
    newest: dict[tuple[object, ...], tuple[tuple[int, ...], list[int]]] = {}
    with tempfile.TemporaryDirectory() as place, StoredDigests(Path(place), Listener()) as cache:
        for salt, (way, facts, picks) in enumerate([*kept, (method, [], order)]):
            # What was remembered before is asked for in any order, and some of what is new.
            asked = [*dict.fromkeys([*facts, *(known for known, _ in newest.values())])]
            files = table(asked)
            some = np.array([pick for pick in picks if pick < len(asked)], dtype=np.int64)
            digests, known = cache.find(way, files, some)
            for row, digest, found in zip(some.tolist(), digests.tolist(), known.tolist(), strict=True):
                expected = newest.get((way, *asked[row][:2]), ((), []))
                assert found is (expected[0] == asked[row])
                assert not found or digest == expected[1]
            mine = np.arange(len(facts))[::-1]
            cache.remember(way, files, mine, digests_of(files[mine], salt))
            newest |= {
                (way, *each[:2]): (each, digests_of(files, salt)[row].tolist()) for row, each in enumerate(facts)
            }


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


def seed(folder: Path) -> int:
    with StoredDigests(folder, Listener()) as cache:
        return cache.seed


def test_the_seed_lasts_as_long_as_the_digests_that_were_made_with_it(tmp_path: Path) -> None:
    first = seed(tmp_path / "a")
    assert seed(tmp_path / "a") == first
    assert seed(tmp_path / "b") != first
    clear_cache(tmp_path / "a")
    assert seed(tmp_path / "a") != first


def test_digests_from_before_there_was_a_seed_are_not_believed(tmp_path: Path) -> None:
    remember(tmp_path, rows(1, 2))
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("DROP TABLE secret")
    assert found(tmp_path, rows(1, 2))[1] == [False, False]


def test_without_its_seed_a_cache_is_as_good_as_damaged(tmp_path: Path) -> None:
    remember(tmp_path, rows(1, 2))
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("DELETE FROM secret")
    assert found(tmp_path, rows(1, 2))[1] == [False, False]
    remember(tmp_path, rows(1, 2))
    assert found(tmp_path, rows(1, 2))[1] == [True, True]


def test_only_devices_that_are_numbered_are_known(tmp_path: Path) -> None:
    """A volume has one number, whatever number its device gets, and what numbers its files anew has none."""
    files = rows(1, 2, 3)
    files["device"] = 10, 11, 12
    with StoredDigests(tmp_path, Listener(), {10: 1 << 62, 11: 5}) as cache:
        cache.remember("whole", files, np.arange(3), digests_of(files))
        assert cache.find("whole", files, np.arange(3))[1].tolist() == [True, True, False]
    files["device"] = 20, 11, 12
    with StoredDigests(tmp_path, Listener(), {20: 1 << 62, 11: 6}) as cache:
        assert cache.find("whole", files, np.arange(3))[1].tolist() == [True, False, False]
