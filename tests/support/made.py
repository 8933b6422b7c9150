"""Inventories made from a few words, for tests that need no disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cleanup.model.finding import Certainty, Findings, Measure, Why
from cleanup.model.inventory import FILE, FOLDER, NO_FOLDER, Inventory


def inventory(files: Mapping[str, Mapping[str, int]], folders: Mapping[str, int] | None = None) -> Inventory:
    """An inventory of these absolute paths; values not given are 1 link, device 1, an inode of its own.

    ``folders`` says how many names a folder holds; those above files and folders are added.
    """
    names, rows = bytearray(), {}
    wanted = {path.rpartition("/")[0] or "/" for path in files} | set(folders or {})
    wanted |= {"/".join(path.split("/")[:end]) for path in wanted for end in range(2, path.count("/") + 1)} | {"/"}
    folder_rows = []
    for number, path in enumerate(sorted(wanted)):
        rows[path] = number
        parent = NO_FOLDER if path == "/" else rows[path.rpartition("/")[0] or "/"]
        name = path if path == "/" else path.rpartition("/")[2]
        held = (folders or {}).get(path, 99)
        folder_rows.append((parent, held, 5000 + number, 1, 4096, 4096, 0, 0, 0, _name(names, name), 1))
    file_rows = []
    for number, (path, values) in enumerate(files.items()):
        row: dict[str, Any] = {"links": 1, "inode": 100 + number, "device": 1, "size": 10, "modified": 0}
        row |= {"accessed": 0, "changed": 0} | values
        row.setdefault("allocated", row["size"])
        folder, _, name = path.rpartition("/")
        row |= {"folder": rows[folder or "/"], "name": _name(names, name)}
        file_rows.append(tuple(row[field] for field in FILE.names or ()))
    return Inventory(np.array(file_rows, dtype=FILE), np.array(folder_rows, dtype=FOLDER), bytes(names))


def duplicates(*groups: list[int]) -> Findings:
    """Groups of equal files, by their rows."""
    rows = [row for group in groups for row in group]
    starts = np.cumsum([0, *map(len, groups)])
    return Findings(
        "duplicates", True, Certainty.EXACT, Why("{} copies", Measure.COUNT),
        np.array(rows, dtype=np.int64), starts.astype(np.int64), np.diff(starts).astype(np.int64),
    )  # fmt: skip


def _name(names: bytearray, name: str) -> int:
    start = len(names)
    names += name.encode() + b"\0"
    return start
