"""What the page tells first: the findings that free most, each file once."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleanup.model.scan import Scan
from cleanup.report.summary import Biggest, biggest

ScanOf = Callable[..., Scan]
BLOCK = 4096
ALL = ("duplicates", "large", "stale", "empty-files", "empty-folders")


def told(lines: list[Biggest]) -> list[tuple[str, str]]:
    """Per line: the categories, and the name of the file that is shown."""
    shown = []
    for line in lines:
        first = line.findings[0].files[0 if line.findings[0].keeper is None else 1]
        categories = "+".join(finding.category for finding in line.findings)
        shown.append((categories, os.fsdecode(first.path).rpartition("/")[2]))
    return shown


def test_what_frees_most_comes_first(tree: Callable[..., Path], scan_of: ScanOf) -> None:
    root = tree(
        {
            "big": b"b" * 10 * BLOCK,
            "twin": b"t" * 4 * BLOCK, "twin (1)": b"t" * 4 * BLOCK,
            "trip": b"s" * 3 * BLOCK, "trip (1)": b"s" * 3 * BLOCK, "trip (2)": b"s" * 3 * BLOCK,
        }
    )  # fmt: skip
    lines = biggest(scan_of(root, *ALL, large=9 * BLOCK), 10)
    assert told(lines) == [("large", "big"), ("duplicates", "trip (1)"), ("duplicates", "twin (1)")]
    assert [line.safe for line in lines] == [False, True, True]
    assert lines[1].frees == 2 * lines[1].findings[0].files[0].allocated


def test_most_is_a_limit(tree: Callable[..., Path], scan_of: ScanOf) -> None:
    scan = scan_of(tree({f"{n}": b"x" * (n + 1) * BLOCK for n in range(6)}), "large", large=1)
    assert told(biggest(scan, 2)) == [("large", "5"), ("large", "4")]
    assert biggest(scan, 0) == []
    assert len(biggest(scan, 2**62)) == 6


def test_a_file_in_two_categories_stands_once_with_both(tree: Callable[..., Path], scan_of: ScanOf) -> None:
    root = tree({"old and big": b"x" * 5 * BLOCK})
    scan = scan_of(root, *ALL, large=1, stale=datetime(2500, 1, 1, tzinfo=UTC))
    assert told(biggest(scan, 10)) == [("large+stale", "old and big")]


def test_a_redundant_copy_that_is_large_stands_in_its_group_only(tree: Callable[..., Path], scan_of: ScanOf) -> None:
    root = tree({"film": b"x" * 5 * BLOCK, "film (1)": b"x" * 5 * BLOCK})
    assert told(biggest(scan_of(root, *ALL, large=1), 10)) == [("duplicates", "film (1)")]


def test_what_frees_nothing_is_left_out(tree: Callable[..., Path], scan_of: ScanOf) -> None:
    root = tree({"empty": b""})
    (root / "one").write_bytes(b"x" * 5 * BLOCK)
    os.link(root / "one", root.parent / "outside")
    scan = scan_of(root, *ALL, large=1)
    assert scan.savings.by_category["empty-files"].findings == 1
    assert scan.savings.by_category["large"].findings == 1
    assert biggest(scan, 10) == []


@pytest.mark.parametrize("copies", [3, 25])
def test_many_copies_do_not_push_a_single_file_out(copies: int, tree: Callable[..., Path], scan_of: ScanOf) -> None:
    group = {f"copy{number}": b"c" * 5 * BLOCK for number in range(copies)}
    scan = scan_of(tree({**group, "single": b"s" * 3 * BLOCK}), *ALL, large=1)
    assert told(biggest(scan, 10)) == [("duplicates", "copy1"), ("large", "single")]


def test_equal_sizes_stand_in_the_order_of_their_paths(tree: Callable[..., Path], scan_of: ScanOf) -> None:
    scan = scan_of(tree({name: name.encode() * BLOCK for name in "dbca"}), "large", large=1)
    assert [name for _, name in told(biggest(scan, 10))] == ["a", "b", "c", "d"]
