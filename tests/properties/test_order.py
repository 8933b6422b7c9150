"""The answer does not depend on the order in which folders give their names."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cleanup.disk.system import Listed
from cleanup.documents.findings import each_finding
from cleanup.walk import piece, walker
from support.looking import scan


@pytest.fixture
def messy(tree: Callable[..., Path]) -> Path:
    contents = ["x" * 10, "y" * 10, "z" * 70_000, "", "w" * 70_000]
    drawing: dict[str, Any] = {}
    for number in range(120):
        folder = drawing.setdefault(f"folder {number % 7}", {}).setdefault(f"inner {number % 3}", {})
        folder[f"file {number}"] = contents[number % len(contents)]
    drawing["empty"] = {"in": {"side": {}}, "other": {}}
    root = tree(drawing)
    for number in range(0, 120, 11):
        os.link(root / f"folder {number % 7}" / f"inner {number % 3}" / f"file {number}", root / f"link {number}")
    return root


@pytest.mark.parametrize("seed", range(8))
def test_shuffled_listings_give_the_same_findings(
    seed: int, messy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = _values(messy, tmp_path)
    shuffle = random.Random(seed).shuffle
    listed = piece.listed_in

    def shuffled(folder: int | str) -> Listed:
        found = listed(folder)
        for names in found:
            shuffle(names)
        return found

    monkeypatch.setattr(piece, "listed_in", shuffled)
    monkeypatch.setattr(walker, "BUDGET", 1 + 10 * seed)
    assert _values(messy, tmp_path) == expected
    assert expected


def _values(root: Path, own: Path) -> list[dict[str, Any]]:
    values = []
    for finding in each_finding(scan([root], own)):
        value = msgspec.to_builtins(finding)
        for file in value["files"]:
            # Reading a folder may set its access time; that is the file system's, not ours (see tests/unit/walk).
            del file["accessed"]
        values.append(value)
    return values
