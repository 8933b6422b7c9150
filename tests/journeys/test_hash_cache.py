"""The hash cache in whole scans: it saves the reading, and its troubles cost time but never the answer."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from opened import opened_files

from support.kinds import Run, Tree


@pytest.fixture
def twins(own: Path, tree: Tree) -> Path:
    """Small and big twins, and big files of one size that differ, all quiet long enough to be remembered."""
    big = os.urandom(200_000)
    root = tree(
        {"a": "same", "b": "same", "big1": big, "big2": big, "other": os.urandom(200_000), "alone": "of its size"}
    )
    # Files changed within the last two seconds are not remembered: they could change again unseen.
    time.sleep(2.05)
    return root


@pytest.fixture
def cache(own: Path) -> Path:
    """The cache file; its folder is there."""
    folder = own / "cache" / "cleanup"
    folder.mkdir(parents=True)
    return folder / "digests.db"


def findings(done: subprocess.CompletedProcess[bytes]) -> Any:
    return json.loads(done.stdout)["findings"]


def test_a_second_scan_reads_nothing_and_finds_the_same(twins: Path, cleanup: Run) -> None:
    with opened_files(twins) as first_time:
        first = cleanup("scan", twins, "-f", "json")
    with opened_files(twins) as second_time:
        second = cleanup("scan", twins, "-f", "json")
    assert first_time == {"a", "b", "big1", "big2", "other"}
    assert second_time == set()
    assert findings(first) == findings(second)
    assert [len(each["files"]) for each in findings(second)] == [2, 2]

    info = cleanup("cache", "info")
    assert info.returncode == 0
    assert b"digests.db" in info.stdout
    assert re.search(rb"Digests:  7$", info.stdout, re.MULTILINE)  # 3 of the ends, 4 of whole files

    with opened_files(twins) as without_cache:
        assert findings(cleanup("scan", twins, "--no-cache", "-f", "json")) == findings(first)
    assert without_cache == first_time

    (twins / "big2").write_bytes(os.urandom(200_000))
    with opened_files(twins) as after_change:
        changed = cleanup("scan", twins, "-f", "json")
    assert after_change == {"big2"}
    assert [Path(file["path"]).name for each in findings(changed) for file in each["files"]] == ["a", "b"]


def test_the_cache_can_be_cleared(twins: Path, own: Path, cleanup: Run) -> None:
    assert b"Digests:  0" in cleanup("cache", "info").stdout
    cleanup("scan", twins)
    (own / "cache" / "cleanup" / "somebody-elses.db").write_text("stays")
    assert re.fullmatch(rb"Cleared: [\d.]+ .?B freed\.\n", cleanup("cache", "clear").stdout)
    assert os.listdir(own / "cache" / "cleanup") == ["somebody-elses.db"]
    assert cleanup("cache", "clear").stdout == b"The hash cache was empty already.\n"
    with opened_files(twins) as read_again:
        cleanup("scan", twins)
    assert "a" in read_again


def test_files_still_warm_are_not_remembered(own: Path, tree: Tree, cleanup: Run) -> None:
    root = tree({"a": "same", "b": "same"})
    for name in "ab":
        os.utime(root / name)
    cleanup("scan", root)
    assert b"Digests:  0" in cleanup("cache", "info").stdout


def test_own_files_are_private(own: Path, tree: Tree, cleanup: Run) -> None:
    cleanup("scan", tree({"a": "same", "b": "same"}), umask=0)
    for folder in (own / "cache" / "cleanup", own / "state" / "cleanup"):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("damage", ["garbage", "another version", "cut off", "another program's", "a folder"])
def test_a_cache_that_cannot_be_used_is_a_warning(damage: str, tree: Tree, cache: Path, cleanup: Run) -> None:
    root = tree({"a": "same", "b": "same"})
    match damage:
        case "garbage":
            cache.write_bytes(os.urandom(20_000))
        case "another version":
            with sqlite3.connect(cache) as database:
                database.execute("PRAGMA user_version = 99")
        case "cut off":
            with sqlite3.connect(cache) as database:
                database.execute("CREATE TABLE page (id INTEGER PRIMARY KEY, filler BLOB)")
                database.execute("INSERT INTO page VALUES (1, zeroblob(100000))")
                database.execute("PRAGMA user_version = 1")
            database.close()
            os.truncate(cache, 6000)
        case "another program's":
            with sqlite3.connect(cache) as database:
                database.execute("CREATE TABLE notes (text)")
                database.execute("PRAGMA user_version = 1")
        case "a folder":
            cache.mkdir()
    done = cleanup("scan", root, "-f", "json", *(["-q"] if damage == "garbage" else []))
    assert done.returncode == 0
    assert [len(each["files"]) for each in findings(done)] == [2]
    (warning,) = done.stderr.decode().splitlines()
    assert warning.startswith("The hash cache ")
    assert warning.endswith("this scan is slower.")


def test_after_damage_the_next_scan_has_a_cache_again(twins: Path, cache: Path, cleanup: Run) -> None:
    cache.write_bytes(b"garbage" * 1000)
    assert cleanup("scan", twins).stderr.count(b"\n") == 1
    assert cache.with_suffix(".damaged").read_bytes() == b"garbage" * 1000
    assert cleanup("scan", twins).stderr == b""
    with opened_files(twins) as third_time:
        assert cleanup("scan", twins).stderr == b""
    assert third_time == set()
    assert b"Digests:  7" in cleanup("cache", "info").stdout


def test_a_cache_of_a_newer_version_is_not_thrown_away(tree: Tree, cache: Path, cleanup: Run) -> None:
    with sqlite3.connect(cache) as database:
        database.execute("CREATE TABLE newer (digest)")
        database.execute("PRAGMA user_version = 99")
    database.close()
    cleanup("scan", tree({"a": "same", "b": "same"}))
    kept = [path for path in cache.parent.iterdir() if b"CREATE TABLE newer" in path.read_bytes()]
    assert len(kept) == 1


def test_a_locked_cache_is_a_warning(tree: Tree, cache: Path, cleanup: Run) -> None:
    database = sqlite3.connect(cache, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("BEGIN EXCLUSIVE")
        done = cleanup("scan", tree({"a": "same", "b": "same"}), "-f", "json")
    finally:
        database.close()
    assert done.returncode == 0
    assert [len(each["files"]) for each in findings(done)] == [2]
    assert "The hash cache cannot be used (database is locked)" in done.stderr.decode()


@pytest.mark.root
def test_a_cache_folder_without_permission_is_a_warning(open_place: Path, cleanup_as_nobody: Run) -> None:
    (open_place / "home" / ".cache").mkdir(mode=0o555)
    (open_place / "a").write_text("same")
    (open_place / "b").write_text("same")
    done = cleanup_as_nobody("scan", ".", "-f", "json")
    assert done.returncode == 0
    assert [len(each["files"]) for each in findings(done)] == [2]
    (warning,) = done.stderr.decode().splitlines()
    assert "The hash cache cannot be used" in warning


def test_an_unreadable_cache_is_told_by_info_and_doctor(cache: Path, cleanup: Run) -> None:
    cache.write_bytes(b"garbage" * 1000)
    info = cleanup("cache", "info")
    assert info.returncode == 3
    assert b"cannot be read" in info.stdout + info.stderr
    doctor = cleanup("doctor")
    assert doctor.returncode == 3
    assert re.search(r"^look +hash cache +cannot be used", doctor.stdout.decode(), re.MULTILINE)
    assert cache.read_bytes() == b"garbage" * 1000
