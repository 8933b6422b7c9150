"""Inventories made from a few words, for tests that need no disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cleanup.find import FINDERS
from cleanup.model.finding import NO_KEEPER, Findings, Measure, Reason, Ruling, Verdict, Why, singles
from cleanup.model.inventory import FILE, FOLDER, NO_FOLDER, Inventory

CATEGORIES = {finder.category.name: finder.category for finder in FINDERS}
Values = Mapping[str, Mapping[str, int]]


def inventory(files: Values, folders: Mapping[str, int] | None = None, links: Values | None = None) -> Inventory:
    """An inventory of these absolute paths; values not given are 1 link, device 1, an inode of its own, owner 1000.

    ``folders`` says how many names a folder holds; those above files, folders and links are added.
    """
    links = links or {}
    names, rows = bytearray(), {}
    wanted = {path.rpartition("/")[0] or "/" for path in [*files, *links]} | set(folders or {})
    wanted |= {"/".join(path.split("/")[:end]) for path in wanted for end in range(2, path.count("/") + 1)} | {"/"}
    folder_rows = []
    for number, path in enumerate(sorted(wanted)):
        rows[path] = number
        parent = NO_FOLDER if path == "/" else rows[path.rpartition("/")[0] or "/"]
        name = path if path == "/" else path.rpartition("/")[2]
        held = (folders or {}).get(path, 99)
        folder_rows.append((parent, held, 5000 + number, 1, 4096, 4096, 0, 0, 0, _name(names, name), 1000, 1))
    tables: dict[bool, list[tuple[int, ...]]] = {False: [], True: []}
    everything = [*files.items(), *links.items()]
    for number, (path, values) in enumerate(everything):
        row: dict[str, Any] = {"links": 1, "inode": 100 + number, "device": 1, "size": 10, "modified": 0}
        row |= {"accessed": 0, "changed": 0, "owner": 1000} | values
        row.setdefault("allocated", row["size"])
        folder, _, name = path.rpartition("/")
        row |= {"folder": rows[folder or "/"], "name": _name(names, name)}
        tables[number >= len(files)].append(tuple(row.get(field, 0) for field in FILE.names or ()))
    file_rows, link_rows = (np.array(rows, dtype=FILE) for rows in tables.values())
    return Inventory(file_rows, np.array(folder_rows, dtype=FOLDER), bytes(names), link_rows)


def duplicates(*groups: list[int]) -> Findings:
    """Groups of equal files, by their rows."""
    rows = [row for group in groups for row in group]
    starts = np.cumsum([0, *map(len, groups)])
    return Findings(
        CATEGORIES["duplicates"], (Reason(Why("{} copies", Measure.COUNT)),),
        np.array(rows, dtype=np.int64), starts.astype(np.int64), np.diff(starts).astype(np.int64),
    )  # fmt: skip


def all_going(found: Findings) -> Findings:
    """The same, all of which goes by default but what stays."""
    rulings = (Ruling(Verdict.GOES, "so", "made-up"),)
    return replace(found, rulings=rulings, ruled=np.zeros(len(found.members), dtype=np.uint16))


def one_each(category: str, *things: int) -> Findings:
    """A finding for each of these things, of which nothing has to stay."""
    found = singles(CATEGORIES[category], Why("so"), np.array(things, dtype=np.int64))
    return replace(found, keepers=np.full(len(things), NO_KEEPER, dtype=np.int64))


def _name(names: bytearray, name: str) -> int:
    start = len(names)
    names += name.encode() + b"\0"
    return start
