"""A file that is not what the walk saw has no digest, its trouble says why, and all others are complete."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import xxhash

from cleanup.disk.reading import hashing
from cleanup.disk.reading.hashing import Batch, Digested, digest_task
from cleanup.disk.reading.small_files import CHANGED, EXPECTED
from support.scripts import change

Tree = Callable[..., Path]
Read = Callable[..., Any]

HANGS_AFTER = 60.0

NEIGHBOURS = {"a neighbour": b"n" * 70_000, "z neighbour": b"m" * 70_000}


@pytest.fixture(autouse=True)
def nothing_blocks() -> Iterator[None]:
    """Waiting for a FIFO's other end is a failure, told as one."""

    def told(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("something was opened that blocks")

    before = signal.signal(signal.SIGALRM, told)
    signal.setitimer(signal.ITIMER_REAL, HANGS_AFTER)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


# In the folder of the victim; "kept" has its times, so that they can be put back.
CHANGES = {
    "printf more >> victim": {"changed"},
    "truncate -s -1 victim": {"changed"},
    "truncate -s 0 victim": {"changed"},
    "tr v w < kept > victim; touch -r kept victim": {"changed"},
    "mv kept victim": {"changed"},
    "rm victim": {"ENOENT"},
    "mv victim away; ln -s away victim": {"ELOOP"},
    "rm victim; ln -s /dev/zero victim": {"ELOOP"},
    "rm victim; mkfifo victim": {"changed"},
    "rm victim; mkdir victim": {"changed", "EISDIR"},
    "cd ..; mv folder moved": {"ENOENT"},
    "cd ..; mv folder moved; cp -a moved elsewhere; ln -s elsewhere folder": {"ENOTDIR", "ELOOP", "changed"},
}


@pytest.mark.parametrize("script", CHANGES)
@pytest.mark.parametrize(("method", "size"), [("whole", 100), ("whole", 200_000), ("ends", 200_000)])
def test_a_file_that_changed_since_the_walk_is_not_known(
    tree: Tree, read: Read, script: str, method: str, size: int
) -> None:
    root = tree({**NEIGHBOURS, "folder": {"victim": b"v" * size}})
    reading = read(root)
    change(root / "folder", "cp -p victim kept; " + script)
    found = reading.digest(method)
    assert found.pop("victim") is None
    assert None not in found.values()
    assert set(found) == set(NEIGHBOURS)
    assert list(reading.ears.troubles()) == ["victim"]
    assert reading.ears.troubles()["victim"] in CHANGES[script]


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("size", [100, 200_000])
def test_a_fifo_in_a_files_place_loses_nothing_that_was_written_to_it(
    tree: Tree, read: Read, size: int, workers: int
) -> None:
    root = tree({**NEIGHBOURS, "victim": b"v" * size})
    reading = read(root, workers=workers)
    change(root, "rm victim; mkfifo victim")
    ours = os.open(root / "victim", os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(ours, b"for somebody else")
        assert reading.digest()["victim"] is None
        assert reading.ears.troubles() == {"victim": "changed"}
        assert os.read(ours, 100) == b"for somebody else"
    finally:
        os.close(ours)


class Midway:
    """Reads one large file and stops half-way, so that something can happen to it."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hashing, "_TELL_EVERY", 1 << 20)
        seen = path.stat()
        expected = EXPECTED.pack(seen.st_ino, seen.st_dev, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, 0)
        batch = Batch("large", [(os.fsencode(path.parent), 1)], os.fsencode(path.name) + b"\0", expected)
        self._task = digest_task(batch)
        assert next(self._task) == 1 << 20

    def rest(self) -> tuple[int, Digested]:
        """How many more bytes were read, and the result."""
        *told, result = self._task
        assert isinstance(result, Digested)
        return sum(amount for amount in told if isinstance(amount, int)), result


def test_a_file_left_alone_half_way_is_known(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"v" * (3 << 20)
    path = tree({"victim": content}) / "victim"
    read, result = Midway(path, monkeypatch).rest()
    assert read == 2 << 20
    assert result == Digested(xxhash.xxh3_128_digest(content) + xxhash.xxh3_64_digest(content), [])


@pytest.mark.parametrize("script", list(CHANGES)[:4])
def test_a_file_that_changes_while_it_is_read_is_not_known(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    path = tree({"victim": b"v" * (3 << 20)}) / "victim"
    midway = Midway(path, monkeypatch)
    change(path.parent, "cp -p victim kept; " + script)
    assert midway.rest()[1].failed == [(0, CHANGED)]


def test_a_file_that_grows_without_end_is_given_up(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tree({"victim": b"v" * (3 << 20)}) / "victim"
    midway = Midway(path, monkeypatch)
    os.truncate(path, 1 << 40)
    read, result = midway.rest()
    assert result.failed == [(0, CHANGED)]
    assert read <= 8 << 20
