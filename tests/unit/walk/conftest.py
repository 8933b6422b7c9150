"""What the tests of the walk share: a walk of real folders, mounts that go away again, and very deep trees."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleanup.disk.rules.protected import load_protection
from cleanup.disk.workers import Workers
from cleanup.model.event import Listener
from cleanup.model.inventory import FileEntry
from cleanup.model.request import Selection
from cleanup.model.thing import Things
from cleanup.walk import walker
from cleanup.walk.roots import prepare, resolve_root
from cleanup.walk.walker import Walk, WalkResult


class Walked:
    """A finished walk, asked in the words of the tests; paths are relative to the first root."""

    def __init__(self, seen: WalkResult, root: str) -> None:
        self.seen, self.coverage = seen, seen.coverage
        self._root = os.fsencode(root) + b"/"

    def _short(self, path: bytes) -> bytes:
        return path.removeprefix(self._root)

    def entries(self) -> list[FileEntry]:
        """Every physical file."""
        inventory = self.seen.inventory
        return [Things(inventory).entry(row) for row in inventory.first.tolist()]

    def files(self) -> dict[bytes, int]:
        """Path and size of every physical file."""
        return {self._short(entry.path): entry.size for entry in self.entries()}

    def names(self) -> set[str]:
        """Every name of every file, as text."""
        inventory = self.seen.inventory
        return {os.fsdecode(self._short(path)) for path in inventory.paths(np.arange(len(inventory.files)))}

    def links(self) -> dict[str, FileEntry]:
        """Every symbolic link that was written down."""
        things = Things(self.seen.inventory)
        entries = [things.entry(thing) for thing in range(things.links_begin, things.count)]
        return {os.fsdecode(self._short(entry.path)): entry for entry in entries}

    def folders(self) -> set[str]:
        """Every searched folder but the root itself."""
        inventory = self.seen.inventory
        paths = (inventory.folder_path(row) for row in range(len(inventory.folders)))
        return {os.fsdecode(self._short(path)) for path in paths if path + b"/" != self._root}

    def troubles(self) -> dict[str, str]:
        """The code of each trouble, by path."""
        return {os.fsdecode(self._short(trouble.path)): trouble.code for trouble in self.seen.troubles}

    def mounts(self) -> list[str]:
        """The file systems that were passed over."""
        return [os.fsdecode(self._short(path)) for path in self.coverage.mounts]

    def facts(self) -> object:
        """Everything that may not depend on the order of a listing or on who did the work."""
        troubles = sorted((trouble.path, trouble.code) for trouble in self.seen.troubles)
        return sorted(self.entries()), sorted(self.folders()), self.links(), self.coverage, troubles


@pytest.fixture
def walk(home: Path, loops: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Walked]:
    """Walks real folders: ``walk(root, …, workers=2, budget=5, everything=True)``."""

    def run(
        *roots: Path, workers: int = 1, budget: int | None = None, listen: Listener | None = None, **selection: Any
    ) -> Walked:
        if budget is not None:
            monkeypatch.setattr(walker, "BUDGET", budget)
        protection = load_protection(str(home), [str(home / ".cache" / "cleanup")])
        real = [resolve_root(str(root)) for root in roots]
        rules, places = prepare(real, Selection(**selection), protection)
        walking = Walk(rules, places, listen or Listener())
        with Workers(workers) as threads:
            walking.walk(threads)
        return Walked(walking.result(), real[0])

    return run


@pytest.fixture
def nobody(nobody: list[str], open_place: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The start of a command line that runs the rest without any rights, with a home of its own."""
    home = open_place / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    monkeypatch.setenv("HOME", str(home))
    return nobody
