"""Trees deeper than calls may nest, and paths longer than the system takes at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xxhash
from fixture_types import Walk

from cleanup.disk.reading.digests import Digester, NoCache
from cleanup.disk.workers import Workers
from cleanup.model.event import Listener

Deep = Callable[..., Path]

SHAPES = {"6000 characters": (30, "n" * 199), "2000 levels": (2000, "d"), "both": (2000, "dd")}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_bottom_of_a_deep_tree_is_seen_and_read(deep: Deep, walk: Walk, shape: str) -> None:
    levels, name = SHAPES[shape]
    root = deep(levels, name)
    found = walk(root)
    path = "/".join([name] * levels + ["bottom"])
    assert found.troubles() == {}
    assert found.names() == {path}
    assert len(found.seen.inventory.folders) == levels + 1
    with Workers(1) as workers:
        digests, known = Digester(found.seen.inventory, workers, NoCache(), Listener()).digest("whole", np.arange(1))
    assert known.tolist() == [True]
    assert digests[0, :2].tobytes() == xxhash.xxh3_128_digest(b"bottom")


def test_a_deep_tree_is_walked_in_pieces(deep: Deep, walk: Walk) -> None:
    found = walk(deep(40, "n" * 199), budget=7)
    assert found.names() == {"/".join(["n" * 199] * 40 + ["bottom"])}
    assert found.troubles() == {}


def test_a_deep_tree_leaves_no_descriptor_open(deep: Deep, walk: Walk) -> None:
    root = deep(300, "d")
    before = len(os.listdir("/proc/self/fd"))
    walk(root)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_whole_scan_finds_duplicates_below_a_path_longer_than_the_system_takes(
    deep: Deep, cleanup: Callable[..., Any]
) -> None:
    root = deep(30, "n" * 199, content=b"the same" * 100)
    (root / "top").write_bytes(b"the same" * 100)
    done = cleanup("scan", "--only", "duplicates", "-f", "ndjson", root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b'"kind":"finding"') == 1
    assert b"n" * 199 + b"/bottom" in done.stdout
