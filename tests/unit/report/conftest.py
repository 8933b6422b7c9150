"""A way to scan a folder in this very process."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleanup.model.request import ScanRequest, Selection
from cleanup.model.scan import Scan
from cleanup.workflow import scanning
from cleanup.workflow.environment import Context


@pytest.fixture
def scan_of(home: Path, tmp_path: Path) -> Callable[..., Scan]:
    """Scans a folder for these categories; ``large`` in bytes."""

    def scan(root: Path, *categories: str, large: int = 10**8, stale: datetime | None = None) -> Scan:
        request = ScanRequest(
            roots=(os.fsencode(root),),
            categories=categories,
            selection=Selection(),
            now=datetime(2001, 1, 1, tzinfo=UTC),
            values={"large": large} | ({} if stale is None else {"stale": int(stale.timestamp()) * 10**9}),
            use_cache=False,
        )
        return scanning.scan(request, {"large": str(large)}, Context.inside(home, tmp_path / "own"))

    return scan
