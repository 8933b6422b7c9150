"""Scans in this process, for properties that need many of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cleanup.disk.system import allocated_bytes, facts_by_path
from cleanup.find import FINDERS
from cleanup.model.request import ScanRequest, Selection
from cleanup.model.scan import Scan
from cleanup.workflow import scanning
from cleanup.workflow.environment import Context


def scan(roots: Sequence[Path], own: Path, **changes: Any) -> Scan:
    """A scan of everything below these folders; ``own`` is where the program may keep its files."""
    context = Context.inside(own, own, changes.pop("listener", None))
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
    return scanning.scan(ScanRequest(**values), {}, context)


def below(path: bytes, root: Path) -> str:
    """A path as it is written in tests: from a root on, with slashes."""
    return os.path.relpath(os.fsdecode(path), root).replace(os.sep, "/")


def occupied(*paths: Path) -> int:
    """The bytes that files and folders occupy on their disk."""
    if sys.platform != "win32":
        return sum(path.lstat().st_blocks * 512 for path in paths)
    # Windows' Python does not tell.
    return sum(allocated_bytes(facts_by_path(path)) for path in paths)


def groups_of(found: Scan, category: str = "duplicates") -> set[frozenset[bytes]]:
    """The paths of each group of a category."""
    return {
        frozenset(file.path for file in finding.files)
        for finding in found.each_finding()
        if finding.category == category
    }
