"""Ctrl-C and the system's request to end: soon, with what was found so far, and the cache kept."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hurting import Busy, Running

from cleanup.store.digests import cache_info
from support.processes import until

Start = Callable[..., Running]
Make = Callable[..., Busy]

WAYS = [("SIGINT", "group"), ("SIGINT", "main"), ("SIGTERM", "main"), ("SIGTERM", "group")]


@pytest.mark.parametrize(("name", "to"), WAYS)
def test_a_stopped_scan_shows_what_it_found_keeps_its_digests_and_is_remembered(
    scan: Start, busy: Make, home: Path, cleanup: Callable[..., Any], name: str, to: str
) -> None:
    tree = busy()
    tree.wait_until_settled()
    running = scan("--jobs", "2", "--only", "duplicates", "-f", "json", tree.root)
    running.wait_until_reading("large 1")
    running.wait_until_reading("large 2")
    running.send(signal.Signals[name], to)
    ended = running.end()
    assert ended.code == 130, ended.told
    assert b"Traceback" not in ended.told
    document = ended.document()
    assert document["scan"]["complete"] is False
    assert len(document["findings"]) == tree.pairs
    assert document["troubles"] == []
    assert cache_info(home / ".cache" / "cleanup").digests >= 2 * tree.pairs
    assert json.loads(cleanup("report", "last", "-f", "json").stdout)["scan"]["complete"] is False


def test_a_stopped_scan_writes_its_file_whole(scan: Start, busy: Make, tmp_path: Path) -> None:
    tree, target = busy(), tmp_path / "report.json"
    running = scan("--jobs", "2", "-f", "json", "-o", target, tree.root)
    running.wait_until_reading("large 1")
    running.send(signal.SIGINT, "group")
    assert running.end().code == 130
    assert json.loads(target.read_bytes())["scan"]["complete"] is False
    assert sorted(os.listdir(tmp_path)) == ["busy", "report.json"]


@pytest.mark.root
@pytest.mark.skipif(shutil.which("bindfs") is None, reason="bindfs is not installed")
@pytest.mark.parametrize(("name", "to"), WAYS)
def test_who_watches_for_drives_that_do_not_answer_asks_only_once(
    mounts_apart: None, scan: Start, busy: Make, tmp_path: Path, name: str, to: str
) -> None:
    """Both processes hear what is sent to their group; heard twice, it would end the scan with no answer."""
    places = tmp_path / "shown", tmp_path / "drive"
    for place in places:
        place.mkdir()
    subprocess.run(["bindfs", *places], check=True)
    try:
        running = scan("--jobs", "2", "--only", "duplicates", "-f", "json", busy().root)
        running.wait_until_reading("large 1")
        running.send(signal.Signals[name], to)
        ended = running.end()
    finally:
        subprocess.run(["umount", places[1]], check=True)
    assert ended.code == 130, ended.told
    assert ended.document()["scan"]["complete"] is False


def test_a_second_ctrl_c_ends_the_program_whatever_it_does(scan: Start, busy: Make) -> None:
    tree = busy(pairs=600, large_at=(0, -1), padding=240)
    running = scan("--jobs", "1", "--only", "duplicates", "-f", "json", tree.root)
    running.wait_until_reading("large 1")
    running.send(signal.SIGINT, "group")
    time.sleep(0.2)
    if running.process.poll() is None:
        running.send(signal.SIGINT, "group")
    ended = running.end()
    # Python itself may end by the signal when it was on its way out; shells call that 130 too.
    assert ended.code in {130, -signal.SIGINT}, ended.told
    assert b"Traceback" not in ended.told


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1])
def test_ctrl_c_at_any_moment_of_a_scan_is_no_fault(scan: Start, home: Path, tmp_path: Path, delay: float) -> None:
    """Shortly after the walk begins, and later."""
    for number in range(70):
        folder = tmp_path / "wide" / f"{number}"
        folder.mkdir(parents=True)
        for name in range(60):
            (folder / f"{name}").write_bytes(b"%d" % (number * 60 + name >> 1))
    running = scan("--jobs", "2", "-f", "json", tmp_path / "wide")
    until((home / ".cache" / "cleanup" / "digests.db").exists, "the cache")
    time.sleep(delay)
    running.send(signal.SIGINT, "group")
    ended = running.end()
    assert b"Traceback" not in ended.told
    assert b"fault" not in ended.told
    assert ended.code in {0, 130}
    if ended.code == 130 and b'"complete":true' in ended.output:
        return  # It was over, and its document was being written.
    assert ended.document()["scan"]["complete"] is (ended.code == 0)
