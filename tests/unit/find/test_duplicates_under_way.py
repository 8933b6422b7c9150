"""Downloads under way are no copies of each other, however alike they are so far."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.kinds import Tree
from support.looking import groups_of, scan


@pytest.mark.parametrize("ending", ["part", "crdownload", "download", "partial", "!qB", "PART"])
def test_only_what_is_whole_is_a_copy(tree: Tree, home: Path, ending: str) -> None:
    root = tree({f"one.{ending}": "so far", f"two.{ending}": "so far", "three": "so far", "a": "ab", "b": "ab"})
    assert groups_of(scan([root], home)) == {frozenset(os.fsencode(root / name) for name in "ab")}


def test_copies_beside_a_download_are_found(tree: Tree, home: Path) -> None:
    root = tree({"one.part": "same", "two.parts": "same", "part": "same"})
    assert groups_of(scan([root], home)) == {frozenset(os.fsencode(root / name) for name in ("two.parts", "part"))}
