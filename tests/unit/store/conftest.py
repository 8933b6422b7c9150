"""A real scan to remember, and a listener that keeps what it is warned of."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleanup.model.scan import Scan
from support.looking import scan
from support.moving import WarningList


@pytest.fixture
def listen() -> WarningList:
    """A listener that keeps what it is warned of."""
    return WarningList()


@pytest.fixture
def scanned(tree: Callable[..., Path], tmp_path: Path) -> Scan:
    """A scan with findings of every category, hard links, names that are not text, and a trouble."""
    root = tree({"a": "same", "b": "same", "empty": "", "d": {"e": {}}, "sub": {"big": b"b" * 9000, "old": "o"}})
    os.link(root / "sub" / "big", root / "other name of big")
    (root / os.fsdecode(b"c\xff\n")).write_text("same")
    os.utime(root / "sub" / "old", (-1.5, -1.5))
    made = scan([root], tmp_path / "own", everything=False, now=datetime(2501, 1, 1, tzinfo=UTC), large=9000)
    found = [len(findings) for findings in made.findings if len(findings)]
    assert found == [1, 1, 5, 1, 1], "something of five categories"
    return made
