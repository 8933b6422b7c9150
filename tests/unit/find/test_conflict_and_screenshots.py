"""Second versions of sync programs told beside their file, and screenshots by their names; rules choose neither."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleanup.model.choice import Choice
from cleanup.plan.groups import Groups
from cleanup.plan.selection import Selection
from support.looking import groups_of, scan

Tree = Callable[..., Path]
SYNC = "a.sync-conflict-20240101-101010-ABCDEFG.txt"


def found_names(root: Path, own: Path, category: str) -> set[frozenset[str]]:
    found = groups_of(scan([root], own, now=datetime(2026, 1, 1, tzinfo=UTC)), category)
    return {frozenset(os.path.basename(os.fsdecode(path)) for path in group) for group in found}


@pytest.mark.parametrize(
    "others",
    [
        (SYNC,),
        ("a (Anna's conflicted copy 2024-01-01).txt",),
        ("a (conflicted copy 2024-01-01 101010).txt", SYNC),
        ("a_conflict-20240101-101010.txt",),
    ],
)
def test_a_conflict_is_told_with_its_file(tree: Tree, tmp_path: Path, others: tuple[str, ...]) -> None:
    root = tree({"a.txt": "mine", "b.txt": "x"} | dict.fromkeys(others, "hers"))
    assert found_names(root, tmp_path, "conflict-copies") == {frozenset({"a.txt", *others})}
    found = scan([root], tmp_path)
    assert not Selection(Groups(found), Choice(categories=("conflict-copies",)), lambda _: "").chosen.any()


@pytest.mark.parametrize(
    "drawing",
    [
        {"a.txt": "same", SYNC: "same"},
        {SYNC: "nothing beside it"},
        {"a.txt": "x", "deep": {SYNC: "elsewhere"}},
        {"a.txt": "x", "a conflict of interest.txt": "y"},
        {"a.txt": {"x": ""}, SYNC: "a folder beside it"},
    ],
)
def test_near_misses_are_no_conflict(tree: Tree, tmp_path: Path, drawing: dict[str, object]) -> None:
    assert found_names(tree(drawing), tmp_path, "conflict-copies") == set()


def test_which_is_newer_is_told(tree: Tree, tmp_path: Path) -> None:
    root = tree({"a.txt": "mine", SYNC: "hers"})
    for newer, words in ((10**18, "newer"), (0, "older")):
        os.utime(root / SYNC, ns=(newer * 2, newer * 2))
        os.utime(root / "a.txt", ns=(10**17, 10**17))
        (findings,) = (each for each in scan([root], tmp_path).findings if each.category.name == "conflict-copies")
        assert words in findings.rulings[int(findings.ruled.max())].why


OLD = (
    "Screenshot from 2024-01-02 10-11-12.png",
    "Screenshot_20240102-101112_Chrome.jpg",
    "Bildschirmfoto 2024-01-02 um 10.11.png",
    "Capture d’écran 2024-01-02 à 10.11.12.png",
    "Screenshot (12).png",
    "スクリーンショット 2024-01-02.png",
    "screenshot.png",
)
OTHER = (
    "Screenshot of the contract.png",
    "Screenshots.zip",
    "my screenshot 2024.png",
    "Screenshot from 2024-01-02.txt",
    "screenshotting 2024.png",
    "IMG_2024.png",
)


def test_screenshots_are_told_by_the_names_that_systems_give(tree: Tree, tmp_path: Path) -> None:
    root = tree({name: name for name in (*OLD, *OTHER)} | {"new": {"Screenshot (1).png": "new"}})
    for path in root.iterdir():
        os.utime(path, (10**9, 10**9))
    os.utime(root / "new" / "Screenshot (1).png", (1760000000, 1760000000))
    assert found_names(root, tmp_path, "screenshots") == {frozenset({name}) for name in OLD}
    found = scan([root], tmp_path, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert not Selection(Groups(found), Choice(categories=("screenshots",)), lambda _: "").chosen.any()
