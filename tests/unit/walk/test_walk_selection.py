"""Patterns and the smallest size: what they leave out is counted as filtered."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from fixture_types import Tree, Walk

from cleanup.model.errors import UsageProblem
from cleanup.walk.selection import check_patterns

DRAWING = {
    "a.jpg": "1", "b.JPG": "22", "c.txt": "333", "empty": "",
    "Work": {"d.jpg": "4444", "old": {"e.jpg": "55555"}},
    "home": {"Work": {"f.jpg": "666666"}},
}  # fmt: skip
ALL = {"a.jpg", "b.JPG", "c.txt", "empty", "Work/d.jpg", "Work/old/e.jpg", "home/Work/f.jpg"}

CASES: dict[str, tuple[dict[str, tuple[str, ...]], set[str]]] = {
    "include": ({"include": ("*.jpg",)}, {"a.jpg", "Work/d.jpg", "Work/old/e.jpg", "home/Work/f.jpg"}),
    "include a folder": ({"include": ("Work/",)}, {"Work/d.jpg", "Work/old/e.jpg", "home/Work/f.jpg"}),
    "exclude": ({"exclude": ("*.jpg",)}, {"b.JPG", "c.txt", "empty"}),
    "exclude folders": ({"exclude": ("Work/",)}, {"a.jpg", "b.JPG", "c.txt", "empty"}),
    "exclude one folder": ({"exclude": ("/Work/",)}, {"a.jpg", "b.JPG", "c.txt", "empty", "home/Work/f.jpg"}),
    "exclude a path": ({"exclude": ("Work/old",)}, ALL - {"Work/old/e.jpg"}),
    "exclude wins": ({"include": ("*.jpg",), "exclude": ("Work/",)}, {"a.jpg"}),
    "exclude but": ({"exclude": ("*.*", "!a.jpg")}, {"a.jpg", "empty"}),
}


@pytest.mark.parametrize("case", CASES)
def test_patterns_choose_files(tree: Tree, walk: Walk, case: str) -> None:
    selection, wanted = CASES[case]
    root = tree(DRAWING)
    found = walk(root, **selection)
    assert found.names() == wanted
    left_out = ALL - wanted
    assert found.coverage.filtered.files == len(left_out)
    assert found.coverage.filtered.bytes == sum(os.lstat(root / name).st_blocks * 512 for name in left_out)


def test_an_excluded_folder_is_counted_and_not_a_searched_folder(tree: Tree, walk: Walk) -> None:
    found = walk(tree(DRAWING), exclude=("Work/",))
    assert found.coverage.filtered.folders == 2
    assert found.folders() == {"home"}


def test_patterns_are_relative_to_each_root(tree: Tree, walk: Walk) -> None:
    root = tree({"one": {"x": "1", "sub": {"x": "22"}}, "two": {"x": "333", "sub": {"x": "4444"}}})
    found = walk(root / "one", root / "two", exclude=("/x",))
    assert sorted(found.files().values()) == [2, 4]


def test_smaller_files_are_filtered_but_empty_ones_only_when_asked_for(tree: Tree, walk: Walk) -> None:
    root = tree(DRAWING)
    assert walk(root).names() == ALL
    assert walk(root, min_size=0).names() == ALL
    found = walk(root, min_size=4)
    assert found.names() == {"Work/d.jpg", "Work/old/e.jpg", "home/Work/f.jpg"}
    assert found.coverage.filtered.files == 4


HOSTILE = [b"new\nline", b"caf\xe9", b"\x1b[31m", b"  ", b"#x", b"!x", b"a*b", b"[x"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_pattern_holds_below_a_folder_with_a_hostile_name(tmp_path: Path, walk: Walk, name: bytes) -> None:
    root = os.fsencode(tmp_path / "tree")
    os.makedirs(os.path.join(root, name, b"Work"))
    for path in (b"a.iso", b"b.txt", b"Work/c.txt"):
        with open(os.path.join(root, name, path), "wb") as file:
            file.write(b"x")
    shown = os.fsdecode(name)
    tree = tmp_path / "tree"
    assert walk(tree, exclude=("*.iso",)).names() == {f"{shown}/b.txt", f"{shown}/Work/c.txt"}
    assert walk(tree, exclude=("Work/",)).names() == {f"{shown}/a.iso", f"{shown}/b.txt"}
    assert walk(tree, include=("*.iso",)).names() == {f"{shown}/a.iso"}


@pytest.mark.parametrize("name", [b"new\nline.iso", b"caf\xe9.iso", b".iso\n.iso"])
def test_a_pattern_holds_for_a_hostile_file_name(tmp_path: Path, walk: Walk, name: bytes) -> None:
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
        file.write(b"x")
    assert walk(tmp_path, include=("*.iso",), everything=True).files() == {name: 1}
    assert walk(tmp_path, exclude=("*.iso",), everything=True).files() == {}


def test_a_name_that_only_begins_like_the_pattern_is_another_name(tmp_path: Path, walk: Walk) -> None:
    (tmp_path / "a.iso\n").write_text("x")
    assert walk(tmp_path, include=("*.iso",)).files() == {}


@pytest.mark.parametrize("pattern", ["", "   ", "# a comment", "!", "/"])
def test_a_pattern_that_means_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(UsageProblem, match=f"“{re.escape(pattern)}” is not a pattern"):
        check_patterns(("*.jpg", pattern))


@pytest.mark.parametrize("pattern", ["*.jpg", "Work/", "/cache", "**/x", "a b", "[ab]?", "!kept"])
def test_a_useful_pattern_is_taken(pattern: str) -> None:
    check_patterns((pattern,))
