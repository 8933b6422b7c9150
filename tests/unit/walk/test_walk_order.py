"""The answer does not depend on the order of listings, the size of pieces, or who does the work."""

from __future__ import annotations

import os
import random
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fixture_types import Tree, Walk

from cleanup.disk.system import Listed
from cleanup.model.event import Listener
from cleanup.model.inventory import FILE, FOLDER
from cleanup.model.row import packed
from cleanup.walk import piece, seen, walker

OPTIONS: dict[str, Any] = {"exclude": ("*.tmp", "skipped/"), "min_size": 2}


@pytest.fixture
def mixed(tree: Tree) -> Path:
    """Something of every kind, in folders that nest up to ten levels."""
    bits = random.Random(7)
    root = tree(
        {
            ".hidden": {"a": "xx", "b": {"c": "xx"}}, "node_modules": {"d": "xx"}, "skipped": {"e": "xx"},
            "env": {"CACHEDIR.TAG": "", "f": "xx"}, "crate": {"Cargo.toml": "xx", "target": {"g": "xx"}},
        }
    )  # fmt: skip
    folders = [root]
    for number in range(60):
        above = bits.choice(folders[-8:])
        folder = above / bits.choice([f"d{number}", f"ünï {number}", f"new\nline {number}"])
        folder.mkdir()
        folders.append(folder)
        for name in range(bits.randrange(4)):
            (folder / f"{name}.{bits.choice(['tmp', 'txt', 'mbox'])}").write_text("x" * bits.randrange(5))
    for number in range(12):
        files = [path for path in bits.choice(folders).glob("*.txt") if path.is_file()]
        if files:
            os.link(files[0], bits.choice(folders) / f"link {number}.txt")
    os.link(root / ".hidden" / "a", root / ".hidden" / "b" / "again")
    (root / "pointer").symlink_to(root)
    return root


def test_the_mixed_tree_has_something_to_show(mixed: Path, walk: Walk) -> None:
    coverage = walk(mixed, **OPTIONS).coverage
    assert all(passed.files for passed in (coverage.hidden, coverage.protected, coverage.filtered))
    assert any(entry.also for entry in walk(mixed, **OPTIONS).entries())


@pytest.mark.parametrize(
    ("seed", "budget", "workers"),
    [*((seed, 3 + seed * 20, 1) for seed in range(4)), *((None, budget, 1) for budget in (1, 2, 7, 50)),
     *((None, budget, workers) for budget in (1, 40) for workers in (3, 8))],
)  # fmt: skip
def test_listings_in_any_order_and_pieces_of_any_size_by_any_number_of_workers_give_the_same_answer(
    mixed: Path, walk: Walk, monkeypatch: pytest.MonkeyPatch, seed: int | None, budget: int, workers: int
) -> None:
    expected = walk(mixed, budget=10**6, **OPTIONS).facts()
    real, bits = piece.listed_in, random.Random(seed)

    def shuffled(folder: Any) -> Listed:
        listed = real(folder)
        for names in listed:
            bits.shuffle(names)
        return listed

    if seed is not None:
        monkeypatch.setattr(piece, "listed_in", shuffled)
    assert walk(mixed, budget=budget, workers=workers, **OPTIONS).facts() == expected


class StopsAfter(Listener):
    """Asks to stop as soon as so many files were seen."""

    def __init__(self, files: int) -> None:
        self.rest = files

    def advance(self, files: int, size: int, where: bytes) -> None:
        self.rest -= files

    def stopped(self) -> bool:
        return self.rest <= 0


@pytest.mark.parametrize("workers", [1, 3])
def test_a_stopped_walk_gives_what_it_has_and_says_so(
    mixed: Path, walk: Walk, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(walker, "_PLACES_A_PIECE", 1)
    seen = walk(mixed, workers=workers, budget=1, listen=StopsAfter(3)).seen
    assert not seen.complete
    assert 0 < len(seen.inventory.folders) < 60
    assert all(seen.inventory.path(row).startswith(os.fsencode(mixed)) for row in range(len(seen.inventory.files)))


def test_more_names_than_there_is_room_for_are_refused(
    mixed: Path, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walker, "_MOST_NAMES", 20)
    with pytest.raises(OverflowError, match="more names"):
        walk(mixed)


def test_rows_are_packed_as_the_inventory_reads_them() -> None:
    assert FILE.names[:2] == FOLDER.names[:2] == ("folder", "links")
    assert FOLDER.names == (*FILE.names, "listed")
    assert not FILE.itemsize % 8
    values = (-2, 2**32 - 1, 2**64 - 1, 2**64 - 2, 2**63 - 1, 5, -(2**63), -7, 8, 2**32 - 3, 2**32 - 2)
    file = struct.pack(packed(), *values)
    assert np.frombuffer(file, dtype=FILE)[0].tolist() == values
    folder = seen.folder_row(file, 77, 12)
    assert folder == struct.pack(packed() + "I", 77, 12, *values[2:], 1)
    assert np.frombuffer(folder, dtype=FOLDER)[0].tolist() == (77, 12, *values[2:], 1)
    links, inode, device, size, allocated = seen._ROW.unpack(file)
    assert (links, inode, device, size, allocated) == values[1:6]
    assert piece._IDENTITY.unpack(file) == (inode, device)
