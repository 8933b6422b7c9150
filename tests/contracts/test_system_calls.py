"""What a scan asks the kernel for each file and folder: counted, so that no noise of a machine can hide one call more.

System calls are what a scan takes its time for. Who changes these numbers says in the commit what it is good for.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from traced import system_calls

from support.loops import LOOPS, using

STRACE = shutil.which("strace")
pytestmark = pytest.mark.skipif(STRACE is None, reason="needs strace")

Calls = Counter[tuple[str, str]]
PAIRS = 200
LARGE = 100_000
# So many empty files that the walk is shared out (after 8,000 names).
FILLING, FOLDERS = 120, 100


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small pairs, small files of one size that differ, sizes of their own, large files, and many empty files."""
    top = tmp_path_factory.mktemp("counted")
    for place in ("left", "right"):
        (top / place).mkdir()
        for number in range(PAIRS):
            (top / place / f"pair {number}").write_bytes(b"%06d" % number * (1 + number % 40))
    (top / "others").mkdir()
    for number in range(50):
        (top / "others" / f"alone {number}").write_bytes(b"x" * (1001 + number))
    for name in ("equal 1", "equal 2", "other middle", "other end"):
        content = bytearray(LARGE)
        if name.startswith("other"):
            content[LARGE // 2 if "middle" in name else LARGE - 1] = 1
        (top / "others" / name).write_bytes(content)
    for folder in range(FOLDERS):
        (top / "filling" / f"{folder}").mkdir(parents=True)
        for number in range(FILLING):
            (top / "filling" / f"{folder}" / f"empty {number}").touch()
    return top


def scan(root: Path, scratch: Path, *options: str) -> Calls:
    """The calls of one scan of everything."""
    assert STRACE
    command = [sys.executable, "-m", "cleanup", "scan", "--jobs", "2", "-q", "-f", "csv", *options]
    return system_calls(STRACE, root, scratch, *command, root)


@pytest.fixture(scope="module", params=LOOPS)
def calls(root: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Calls:
    """The calls of a scan that reads everything anew: with the compiled loops, and with those in plain Python."""
    with using(request.param):
        return scan(root, tmp_path_factory.mktemp("trace"), "--no-cache")


def of(calls: Calls, which: Callable[[str], bool], root: Path, *, folders: bool = False) -> dict[str, set[int]]:
    """For each kind of call, the numbers in which it was made about these files (or folders); mostly it is one."""
    paths = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_dir() is folders]
    paths = [path for path in paths if which(path)]
    assert paths
    kinds = {"open", "reach", "read", "stat", "list"}
    counts = {kind: {calls[kind, path] for path in paths} for kind in kinds}
    return {kind: numbers for kind, numbers in counts.items() if numbers != {0}}


def test_a_file_whose_size_no_other_has_is_looked_at_once_and_never_opened(calls: Calls, root: Path) -> None:
    assert of(calls, lambda path: "alone" in path, root) == {"stat": {1}}


def test_an_empty_file_is_looked_at_once_and_never_opened(calls: Calls, root: Path) -> None:
    assert of(calls, lambda path: "empty" in path, root) == {"stat": {1}}


def test_a_small_file_is_opened_once_and_read_once(calls: Calls, root: Path) -> None:
    """Looked at by the walk, and once more when it is open: it could be another one by then."""
    assert of(calls, lambda path: "pair" in path, root) == {"stat": {2}, "open": {1}, "read": {1}}


def test_a_large_file_that_differs_at_its_ends_is_opened_once(calls: Calls, root: Path) -> None:
    """Looked at by the walk, and before and after its two ends are read."""
    assert of(calls, lambda path: "other end" in path, root) == {"stat": {3}, "open": {1}, "read": {2}}


def test_a_large_file_whose_ends_others_have_is_read_once_more_and_whole(calls: Calls, root: Path) -> None:
    """The ends, then all of it at once, then a read that says there is no more.

    Looked at by the walk, before and after both, and by Python's own ``FileIO``.
    """
    expected = {"stat": {6}, "open": {2}, "read": {4}}
    assert of(calls, lambda path: "equal" in path or "other middle" in path, root) == expected


def test_a_folder_is_listed_once(calls: Calls, root: Path, request: pytest.FixtureRequest) -> None:
    """One call gives all its names, a second one says that there are no more. It is looked at by the walk of the folder
    above, as an open folder by Python's ``listdir`` if that is used, and where another thread goes on with it. Those
    that hold copies, and those above, are listed once more: what lies in them says what the copies belong to."""
    listing = of(calls, lambda path: True, root, folders=True)
    assert listing.pop("list") <= {2, 4}
    assert listing.pop("open") <= {1, 2}
    assert listing.pop("stat") <= {"compiled": {1, 2, 3}, "plain": {2, 3, 4}}[request.node.callspec.params["calls"]]
    # Passed through: for each folder in it that another thread goes on with, and for each batch of files read there;
    # and on the way to those that are listed once more.
    assert sum(count for (kind, _), count in calls.items() if kind == "reach") <= 2 * FOLDERS + 10
    assert set(listing) == {"reach"}


def test_a_second_scan_opens_no_file(root: Path, tmp_path: Path) -> None:
    long_ago = 1_600_000_000
    for path in root.rglob("*"):
        os.utime(path, (long_ago, long_ago))
    # What changed two seconds ago could change again without another time stamp: it is not remembered.
    deadline = max(path.stat().st_ctime for path in root.rglob("*")) + 2.5
    time.sleep(max(0.0, deadline - time.time()))
    for number in range(2):
        (tmp_path / f"{number}").mkdir()
        calls = scan(root, tmp_path / f"{number}")
    assert of(calls, lambda path: True, root) == {"stat": {1}}


def test_a_second_open_would_have_been_seen(root: Path, tmp_path: Path) -> None:
    assert STRACE
    path = root / "others" / "alone 1"
    program = "import os, sys\nfor _ in range(2): os.close(os.open(sys.argv[1], os.O_RDONLY))"
    calls = system_calls(STRACE, root, tmp_path, sys.executable, "-c", program, path)
    assert calls == {("open", "others/alone 1"): 2}
