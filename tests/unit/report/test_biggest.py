"""What the page tells first: the findings that free most, each file once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.report.summary import Biggest, biggest
from support.looking import scan

Tree = Callable[..., Path]
BLOCK = 4096


def told(lines: list[Biggest]) -> list[tuple[str, str]]:
    """Per line: the categories, and the name of the file that is shown."""
    shown = []
    for line in lines:
        first = line.findings[0].files[0 if line.findings[0].keeper is None else 1]
        categories = "+".join(finding.category for finding in line.findings)
        shown.append((categories, os.fsdecode(first.path).rpartition("/")[2]))
    return shown


CASES: dict[str, tuple[dict[str, bytes], dict[str, int], list[tuple[str, str]]]] = {
    "in two categories, once with both": (
        {"old and big": b"x" * 5 * BLOCK}, {"large": 1, "stale": 10**18 * 9}, [("large+stale", "old and big")],
    ),
    "a redundant copy that is large, in its group only": (
        {"film": b"x" * 5 * BLOCK, "film (1)": b"x" * 5 * BLOCK}, {"large": 1}, [("duplicates", "film (1)")],
    ),
    "equal sizes, in the order of their paths": (
        {name: name.encode() * BLOCK for name in "dbca"}, {"large": 1}, [("large", name) for name in "abcd"],
    ),
    **{
        f"{copies} copies push no single file out": (
            {f"copy{number}": b"c" * 5 * BLOCK for number in range(copies)} | {"single": b"s" * 3 * BLOCK},
            {"large": 1}, [("duplicates", "copy1"), ("large", "single")],
        )
        for copies in (3, 25)
    },
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_file_stands_once(case: str, tree: Tree, tmp_path: Path) -> None:
    drawing, limits, shown = CASES[case]
    assert told(biggest(scan([tree(drawing)], tmp_path, everything=False, **limits), 10)) == shown


def test_what_frees_most_comes_first(tree: Tree, tmp_path: Path) -> None:
    twins = dict.fromkeys(("twin", "twin (1)"), b"t" * 4 * BLOCK)
    trips = dict.fromkeys(("trip", "trip (1)", "trip (2)"), b"s" * 3 * BLOCK)
    found = scan([tree({"big": b"b" * 10 * BLOCK, **twins, **trips})], tmp_path, large=9 * BLOCK)
    lines = biggest(found, 10)
    assert told(lines) == [("large", "big"), ("duplicates", "trip (1)"), ("duplicates", "twin (1)")]
    assert [line.safe for line in lines] == [False, True, True]
    assert lines[1].frees == 2 * lines[1].findings[0].files[0].allocated


def test_most_is_a_limit(tree: Tree, tmp_path: Path) -> None:
    found = scan([tree({f"{n}": b"x" * (n + 1) * BLOCK for n in range(6)})], tmp_path, large=1)
    assert told(biggest(found, 2)) == [("large", "5"), ("large", "4")]
    assert [len(biggest(found, most)) for most in (0, 2**62)] == [0, 6]


def test_what_frees_nothing_is_left_out(tree: Tree, tmp_path: Path) -> None:
    root = tree({"empty": b"", "one": b"x" * 5 * BLOCK})
    os.link(root / "one", root.parent / "outside")
    found = scan([root], tmp_path, large=1)
    assert [found.savings.by_category[name].findings for name in ("empty-files", "large")] == [1, 1]
    assert biggest(found, 10) == []
