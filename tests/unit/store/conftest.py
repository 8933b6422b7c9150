"""A real scan to remember, and rows of an inventory to remember digests for."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleanup.model.event import Listener
from cleanup.model.request import ScanRequest, Selection
from cleanup.model.scan import Scan
from cleanup.workflow.environment import Context
from cleanup.workflow.scanning import scan


class Warnings(Listener):
    """Keeps what it is warned of."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def warn(self, message: str) -> None:
        self.said.append(message)


@pytest.fixture
def warnings() -> Warnings:
    """A listener that keeps what it is warned of."""
    return Warnings()


@pytest.fixture
def scanned(home: Path, tree: Callable[..., Path], tmp_path: Path) -> Scan:
    """A scan with findings of every category, hard links, names that are not text, and a trouble."""
    root = tree({"a": "same", "b": "same", "empty": "", "d": {"e": {}}, "sub": {"big": b"b" * 9000, "old": "o"}})
    os.link(root / "sub" / "big", root / "other name of big")
    (root / os.fsdecode(b"c\xff\n")).write_text("same")
    os.utime(root / "sub" / "old", (-1.5, -1.5))
    request = ScanRequest(
        roots=(os.fsencode(root),),
        categories=("duplicates", "large", "stale", "empty-files", "empty-folders"),
        selection=Selection(),
        now=datetime(2501, 1, 1, tzinfo=UTC),
        values={"large": 9000},
        use_cache=False,
    )
    context = Context.inside(home, tmp_path / "own")
    return scan(request, {"large": "9kB", "only": [], "all": False, "jobs": 0}, context)
