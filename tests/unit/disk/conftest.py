"""What the tests of the eyes share: an inventory of real files, digests by name, and mounts that go away again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from cleanup.disk import digests as digests_module
from cleanup.disk.digests import DigestCache, Digester, NoCache, in_disk_order
from cleanup.disk.protected import load_protection
from cleanup.disk.workers import Crew, Here
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
    """Digests files of one inventory, here or in worker processes."""

    def __init__(self, inventory: Inventory, ears: Ears, workers: int, cache: DigestCache) -> None:
        self.inventory, self.ears = inventory, ears
        self._workers, self._cache = workers, cache

    def digest(self, method: str = "whole") -> dict[str, bytes | None]:
        """The digest of each file, None where it is not known, by its name."""
        rows = in_disk_order(self.inventory, self.inventory.first)
        with Crew(max(self._workers, 1)) as crew:
            if self._workers:
                crew.many()
            digests, known = Digester(self.inventory, crew, self._cache, self.ears).digest(method, rows)
        names = [os.fsdecode(self.inventory.file_name(int(row))) for row in rows]
        return {name: digests[at].tobytes() if known[at] else None for at, name in enumerate(names)}


@pytest.fixture
def read(home: Path, loops: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reading]:
    """Walks a folder now and gives what reads its files later: ``read(root, workers=1).digest("ends")``."""

    def walk(root: Path, workers: int = 0, stop_after: int | None = None, cache: DigestCache | None = None) -> Reading:
        walking = Walk(*prepare([str(root.resolve())], Selection(), load_protection(str(home), [])), Listener())
        walking.finish(Here())
        # However little there is to read: the number of workers decides who reads it.
        monkeypatch.setattr(digests_module, "_LITTLE_BYTES", 0 if workers else 2**62)
        return Reading(walking.result().inventory, Ears(stop_after), workers, cache or NoCache())

    return walk


def sparse(path: Path, size: int) -> Path:
    """A file of so many zero bytes that takes no room; skips where there is no such thing."""
    with path.open("wb") as file:
        try:
            file.truncate(size)
        except OSError:
            pytest.skip(f"this file system has no files of {size} bytes")
    if path.lstat().st_blocks * 512 > size // 2:
        pytest.skip("this file system has no sparse files")
    return path


@pytest.fixture
def hole() -> Callable[[Path, int], Path]:
    """Makes a file of zero bytes that takes no room."""
    return sparse


@pytest.fixture
def worker_processes() -> Callable[[], list[psutil.Process]]:
    """The worker processes that this test started and that still run."""

    def find() -> list[psutil.Process]:
        return [child for child in psutil.Process().children(recursive=True) if _is_worker(child)]

    return find


@pytest.fixture
def all_gone() -> Callable[[list[psutil.Process]], bool]:
    """Whether these processes end within some seconds; one that was killed takes a moment."""

    def wait(processes: list[psutil.Process]) -> bool:
        end = time.monotonic() + 20
        while any(_is_worker(process) for process in processes):
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    return wait


def _is_worker(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and "cleanup.disk.worker" in process.cmdline()
    except psutil.NoSuchProcess:
        return False
