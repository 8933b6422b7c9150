"""A folder with nothing but droppings in it goes to the trash and comes back as one; not with anything else in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.kinds import Run, Tree
from support.moving import snapshot

DROPPED = {"Trip": {".DS_Store": b"\0\0\0\1Bud1", "raw": {"Thumbs.db": b""}}, "letter": "mine"}


@pytest.fixture
def root(home: Path, own: Path, tree: Tree) -> Path:
    return tree(DROPPED, home / "Pictures")


def test_it_moves_as_one_and_comes_back(root: Path, cleanup: Run) -> None:
    before = snapshot(root)
    assert cleanup("scan", root, "--with-droppings", "-q").returncode == 0
    assert cleanup("trash", "--only", "empty-folders", "--yes").returncode == 0
    assert [path.name for path in root.iterdir()] == ["letter"]
    assert cleanup("undo").returncode == 0
    assert snapshot(root) == before


def test_what_came_since_keeps_it(root: Path, cleanup: Run) -> None:
    cleanup("scan", root, "--with-droppings", "-q")
    (root / "Trip" / "raw" / "new.jpg").write_bytes(b"a picture")
    before = snapshot(root)
    cleanup("trash", "--only", "empty-folders", "--yes")
    assert snapshot(root) == before


def test_only_a_scan_that_was_asked_says_so(root: Path, cleanup: Run) -> None:
    (root / "Empty").mkdir()
    cleanup("scan", root, "-q")
    (root / "Empty" / "Thumbs.db").write_bytes(b"")
    before = snapshot(root)
    cleanup("trash", "--only", "empty-folders", "--yes")
    assert snapshot(root) == before
