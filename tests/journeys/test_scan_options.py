"""What the options of a scan change in its answer, on real folders."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.kinds import Run, Tree

pytestmark = pytest.mark.usefixtures("own")


@pytest.fixture
def found(cleanup: Run) -> Callable[..., dict[str, Any]]:
    """The document of a scan with these arguments."""

    def run(*arguments: str | Path) -> dict[str, Any]:
        done = cleanup("scan", *arguments, "-f", "json")
        assert done.stderr == b""
        assert done.returncode == 0
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    return run


Found = Callable[..., dict[str, Any]]


def names(document: dict[str, Any], category: str) -> set[str]:
    """The names of all files of a category's findings."""
    findings = [finding for finding in document["findings"] if finding["category"] == category]
    return {Path(file["path"]).name for finding in findings for file in finding["files"]}


@pytest.fixture
def mixed(tree: Tree) -> Path:
    """Twins that are large, twins that are small, hidden and protected twins, an old file."""
    root = tree(
        {
            "big1.iso": b"i" * 9000,
            "big2.iso": b"i" * 9000,
            "small1.txt": "few",
            "small2.txt": "few",
            "sub": {"small3.txt": "few"},
            ".hidden": {"small4.txt": "few"},
            "node_modules": {"small5.txt": "few"},
            "old.dat": "nobody used me",
            "nothing.txt": "",
        }
    )
    old = time.time() - 3 * 365 * 86400
    os.utime(root / "old.dat", (old, old))
    return root


def test_quiet_says_only_the_first_lines(mixed: Path, cleanup: Run) -> None:
    done = cleanup("scan", mixed, "-q")
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 3
    assert b"worth a look" in done.stdout
    assert json.loads(cleanup("scan", mixed, "-q", "-f", "json").stdout)["findings"], "documents stay whole"


def test_top_limits_the_biggest(tree: Tree, cleanup: Run) -> None:
    root = tree({f"{number}{copy}": f"content {number}" for number in range(14) for copy in "ab"})
    assert b"Biggest" not in cleanup("scan", root).stdout
    assert cleanup("report", "-v").stdout.count(b"2 copies") == 10
    assert cleanup("report", "--top", "3").stdout.count(b"2 copies") == 3
    assert cleanup("report", "--top", "50").stdout.count(b"2 copies") == 14
    none = cleanup("report", "--top", "0").stdout
    assert b"Biggest" not in none
    assert b"--top 0" not in none


def test_a_single_big_file_is_not_pushed_out_by_many_copies(tree: Tree, cleanup: Run) -> None:
    copies = {f"copy{number}": b"c" * 20000 for number in range(25)}
    page = cleanup("scan", tree({**copies, "single.bin": b"s" * 9000}), "--large", "1kB", "--only", "large", "--only",
                   "duplicates", "-v").stdout.decode()  # fmt: skip
    assert re.search(r"single\.bin +\d", page)


def test_binary_and_decimal_sizes(tree: Tree, cleanup: Run) -> None:
    root = tree({"a": b"x" * 65536 * 40, "b": b"x" * 65536 * 40})
    assert b"2.5 MiB are worth a look" in cleanup("scan", root, "--binary").stdout
    assert b"2.6 MB are worth a look" in cleanup("report", "--decimal").stdout


def test_only_and_skip(mixed: Path, found: Found) -> None:
    assert set(found(mixed, "--only", "large", "--only", "empty-files")["categories"]) == {"large", "empty-files"}
    rest = set(found(mixed, "--skip", "duplicates", "--skip", "stale")["categories"])
    assert {"large", "empty-files", "empty-folders"} <= rest
    assert rest.isdisjoint({"duplicates", "stale"})
    assert set(found(mixed, "--only", "large", "--only", "stale", "--skip", "large")["categories"]) == {"stale"}


def test_large_and_min_size(mixed: Path, found: Found) -> None:
    assert names(found(mixed, "--large", "9001"), "large") == set()
    over = found(mixed, "--min-size", "1kB", "--large", "9000")
    assert names(over, "large") == names(over, "duplicates") == {"big1.iso", "big2.iso"}
    assert over["coverage"]["filtered"]["files"] == 5


def test_stale_by_age_and_by_date(mixed: Path, found: Found) -> None:
    document = found(mixed, "--stale", "24mo")
    # Where access times mean nothing, the inode's change time counts, and that is now.
    trusted = all(volume["access_times"] for volume in document["volumes"])
    assert names(document, "stale") == ({"old.dat"} if trusted else set())
    assert names(found(mixed, "--stale", "2001-01-01"), "stale") == set()


def test_include_and_exclude(mixed: Path, found: Found) -> None:
    assert names(found(mixed, "--include", "*.iso"), "duplicates") == {"big1.iso", "big2.iso"}
    assert names(found(mixed, "--exclude", "sub/", "--exclude", "big*"), "duplicates") == {"small1.txt", "small2.txt"}
    assert names(found(mixed, "--include", "*.txt", "--exclude", "small2*"), "duplicates") == {
        "small1.txt", "small3.txt",
    }  # fmt: skip


def test_all_looks_into_hidden_and_protected_places(mixed: Path, found: Found) -> None:
    usual = found(mixed)
    assert names(usual, "duplicates").isdisjoint({"small4.txt", "small5.txt"})
    assert (usual["coverage"]["hidden"]["files"], usual["coverage"]["protected"]["files"]) == (1, 1)
    every = found(mixed, "--all")
    assert {"small4.txt", "small5.txt"} <= names(every, "duplicates")
    assert (every["coverage"]["hidden"]["files"], every["coverage"]["protected"]["files"]) == (0, 0)


def test_fail_over(mixed: Path, cleanup: Run) -> None:
    sum_ = json.loads(cleanup("scan", mixed, "-f", "json").stdout)["savings"]["reclaimable_bytes"]
    assert sum_ > 9000
    over = cleanup("scan", mixed, "--fail-over", f"{sum_ - 1}")
    assert over.returncode == 1
    assert over.stderr.endswith(b" could be freed: more than --fail-over allows (24.6 kB).\n")
    assert b"Next:  cleanup " in over.stdout
    assert cleanup("scan", mixed, "--fail-over", f"{sum_}").returncode == 0
