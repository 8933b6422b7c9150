"""Scans in this process, for properties that need many of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cleanup.find import FINDERS
from cleanup.model.request import ScanRequest, Selection
from cleanup.model.scan import Scan
from cleanup.workflow import scanning
from cleanup.workflow.environment import Context


def scan(roots: Sequence[Path], own: Path, **changes: Any) -> Scan:
    """A scan of everything below these folders; ``own`` is where the program may keep its files."""
    selection = Selection(everything=changes.pop("everything", True), **changes.pop("selection", {}))
    limits = {name: changes.pop(name) for name in ("large", "stale") if name in changes}
    values: dict[str, Any] = {
        "roots": tuple(os.fsencode(root) for root in roots),
        "categories": tuple(finder.category.name for finder in FINDERS if not finder.category.on_request),
        "selection": selection,
        "now": datetime(2001, 1, 1, tzinfo=UTC),
        "use_cache": False,
        "values": limits,
    } | changes
    return scanning.scan(ScanRequest(**values), {}, Context.inside(own, own))


def groups_of(found: Scan, category: str = "duplicates") -> set[frozenset[bytes]]:
    """The paths of each group of a category."""
    return {
        frozenset(file.path for file in finding.files)
        for finding in found.each_finding()
        if finding.category == category
    }
