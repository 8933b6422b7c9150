"""Scans that are killed, or run at once: the cache stays usable, and what was read is in it."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from hurting import Busy, Running

from cleanup.store.digests import cache_info
from support.processes import until

Start = Callable[..., Running]
Make = Callable[..., Busy]


def digests(home: Path) -> int:
    """How many digests are in the cache."""
    return cache_info(home / ".cache" / "cleanup").digests


def is_sound(home: Path) -> bool:
    with closing(sqlite3.connect(home / ".cache" / "cleanup" / "digests.db")) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def remove_large(tree: Busy) -> None:
    for number in (1, 2):
        (tree.root / f"large {number}").unlink()


def test_a_killed_scan_leaves_a_usable_cache_with_what_was_read(
    scan: Start, busy: Make, home: Path, cleanup: Callable[..., Any]
) -> None:
    """Who is killed hours later, amid large files, must not have to read the small ones again."""
    tree = busy()
    tree.wait_until_settled()
    running = scan("--jobs", "2", "--only", "duplicates", tree.root)
    running.wait_until_reading("large 1")
    running.wait_until_reading("large 2")
    until(lambda: digests(home) >= 2 * tree.pairs, "the digests of the small files in the cache")
    running.send(signal.SIGKILL, "main")
    assert running.process.wait(300) == -signal.SIGKILL
    remove_large(tree)
    done = cleanup("scan", "--only", "duplicates", "-f", "json", tree.root)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(json.loads(done.stdout)["findings"]) == tree.pairs
    assert digests(home) >= 2 * tree.pairs
    assert is_sound(home)


PAIRS = 300


def test_three_scans_at_once_agree_and_fill_one_cache(
    scan: Start, busy: Make, home: Path, cleanup: Callable[..., Any]
) -> None:
    tree = busy(pairs=PAIRS)
    remove_large(tree)
    tree.wait_until_settled()
    together = [scan("--only", "duplicates", "-f", "json", tree.root) for _ in range(3)]
    ended = [running.end() for running in together]
    assert [(each.code, each.told) for each in ended] == [(0, b"")] * 3
    documents = [each.document() for each in ended]
    assert len(documents[0]["findings"]) == PAIRS
    assert documents[0]["findings"] == documents[1]["findings"] == documents[2]["findings"]
    assert digests(home) == 2 * PAIRS
    assert is_sound(home)
    assert not (home / ".cache" / "cleanup" / "digests.damaged").exists()
    ids = {document["scan"]["id"] for document in documents}
    assert len(ids) == 3
    for name in ids:
        assert cleanup("report", name, "-q").returncode == 0
