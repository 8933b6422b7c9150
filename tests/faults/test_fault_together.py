"""Several scans at once share one cache."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hurting import Busy, Running

from cleanup.store.digests import cache_info

Start = Callable[..., Running]
Make = Callable[..., Busy]

PAIRS = 300


@pytest.fixture
def small(tmp_path: Path, busy: Make) -> Busy:
    """Pairs of small files, and nothing that takes long."""
    tree = busy(pairs=PAIRS)
    for number in (1, 2):
        (tree.root / f"large {number}").unlink()
    tree.wait_until_settled()
    return tree


def groups(document: dict[str, Any]) -> list[list[str]]:
    return [[file["path"] for file in finding["files"]] for finding in document["findings"]]


def check_cache(home: Path, expected: int) -> None:
    folder = home / ".cache" / "cleanup"
    assert cache_info(folder).digests == expected
    with closing(sqlite3.connect(folder / "digests.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert not (folder / "digests.damaged").exists()


def test_three_scans_at_once_agree_and_fill_one_cache(
    scan: Start, small: Busy, home: Path, cleanup: Callable[..., Any]
) -> None:
    together = [scan("--only", "duplicates", "-f", "json", small.root) for _ in range(3)]
    ended = [running.end() for running in together]
    assert [(each.code, each.told) for each in ended] == [(0, b"")] * 3
    documents = [each.document() for each in ended]
    assert len(groups(documents[0])) == PAIRS
    assert groups(documents[0]) == groups(documents[1]) == groups(documents[2])
    check_cache(home, 2 * PAIRS)
    ids = {document["scan"]["id"] for document in documents}
    assert len(ids) == 3
    for name in ids:
        assert cleanup("report", name, "-q").returncode == 0


def test_a_scan_that_is_killed_does_not_hinder_one_beside_it(
    scan: Start, small: Busy, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    for number in (1, 2):
        with (tmp_path / "other" / f"large {number}").open("wb") as file:
            file.truncate(1 << 40)
    victim = scan("--jobs", "2", tmp_path / "other")
    victim.wait_until_reading("large 1")
    beside = scan("--only", "duplicates", "-f", "json", small.root)
    victim.send(signal.SIGKILL, "each")
    ended = beside.end()
    assert (ended.code, ended.told) == (0, b"")
    assert len(groups(ended.document())) == PAIRS
    # The ends of the two large files were remembered before theirs was killed.
    check_cache(home, cache_info(home / ".cache" / "cleanup").digests)
    assert cache_info(home / ".cache" / "cleanup").digests >= 2 * PAIRS
