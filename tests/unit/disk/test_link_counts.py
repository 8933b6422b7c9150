"""How many names a file has, where the walk was not told."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cleanup.disk.link_counts import link_counts
from cleanup.model.event import Listener
from support.made import inventory


class _Stopped(Listener):
    def stopped(self) -> bool:
        return True


def test_names_elsewhere_are_counted_and_what_cannot_be_asked_may_have_some(
    tree: Callable[..., Path], tmp_path: Path
) -> None:
    root = tree({"one": "1", "two": "2", "replaced": "3", "folder": {"three": "4"}})
    os.link(root / "folder" / "three", tmp_path / "elsewhere")
    seen = {name: os.stat(root / name) for name in ("one", "two", "replaced", "folder/three")}
    values = {
        str(root / name): {"device": each.st_dev, "inode": each.st_ino + (name == "replaced")}
        for name, each in seen.items()
    }
    made = inventory({**values, str(root / "gone"): {"inode": 1}, str(root / "no folder" / "gone"): {"inode": 2}})
    rows = np.arange(6)
    found = {
        Path(os.fsdecode(made.path(row))).name: count for row, count in enumerate(link_counts(made, rows, Listener()))
    }
    assert found == {"one": 1, "two": 1, "replaced": 2, "three": 2, "gone": 2}
    assert link_counts(made, rows, _Stopped()).tolist() == [2] * 6
