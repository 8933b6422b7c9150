"""What the tests of the eyes share: an inventory of real files, digests by name, and mounts that go away again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.disk.reading.digests import DigestCache, Digester, NoCache, in_disk_order
from cleanup.disk.rules.protected import load_protection
from cleanup.disk.workers import Workers
from cleanup.model.event import Listener
from cleanup.model.inventory import Inventory
from cleanup.model.request import Selection
from cleanup.model.trouble import Trouble
from cleanup.walk.roots import prepare
from cleanup.walk.walker import Walk


class Ears(Listener):
    """Keeps what it hears; asks to stop after so many bytes, if any number is given."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.told: list[Trouble] = []
        self.files = self.bytes = 0
        self._stop_after = stop_after

    def advance(self, files: int, size: int, where: bytes) -> None:
        self.files += files
        self.bytes += size

    def trouble(self, trouble: Trouble) -> None:
        self.told.append(trouble)

    def stopped(self) -> bool:
        return self._stop_after is not None and self.bytes >= self._stop_after

    def troubles(self) -> dict[str, str]:
        """The code of each trouble, by the last part of its path."""
        assert all(trouble.stage == "find" and trouble.message for trouble in self.told)
        return {os.path.basename(os.fsdecode(trouble.path)): trouble.code for trouble in self.told}


class Reading:
    """Digests files of one inventory with so many workers."""

    def __init__(self, inventory: Inventory, ears: Ears, workers: int, cache: DigestCache) -> None:
        self.inventory, self.ears = inventory, ears
        self._workers, self._cache = workers, cache

    def digest(self, method: str = "whole") -> dict[str, bytes | None]:
        """The digest of each file, None where it is not known, by its name."""
        rows = in_disk_order(self.inventory, self.inventory.first)
        with Workers(self._workers) as workers:
            digests, known = Digester(self.inventory, workers, self._cache, self.ears).digest(method, rows)
        names = [os.fsdecode(self.inventory.file_name(int(row))) for row in rows]
        return {name: digests[at, :2].tobytes() if known[at] else None for at, name in enumerate(names)}


@pytest.fixture
def read(home: Path, loops: str) -> Callable[..., Reading]:
    """Walks a folder now and gives what reads its files later: ``read(root, workers=1).digest("ends")``."""

    def walk(root: Path, workers: int = 1, stop_after: int | None = None, cache: DigestCache | None = None) -> Reading:
        walking = Walk(*prepare([str(root.resolve())], Selection(), load_protection(str(home), [])), Listener())
        with Workers(1) as threads:
            walking.walk(threads)
        return Reading(walking.result().inventory, Ears(stop_after), workers, cache or NoCache())

    return walk
