"""A file that is not what the walk saw has no digest, its trouble says why, and all others are complete."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import xxhash

from cleanup.disk import hashing
from cleanup.disk.hashing import Batch, Digested, digest_task
from cleanup.disk.small_files import CHANGED, EXPECTED

Tree = Callable[..., Path]
Read = Callable[..., Any]

HANGS_AFTER = 10.0

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


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shrink(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def rewrite(path: Path) -> None:
    """Other bytes of the same length, and the old modification time put back."""
    seen = path.stat()
    path.write_bytes(b"!" * seen.st_size)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def replace(path: Path) -> None:
    """Another file of the same size, time and content in its place."""
    seen = path.stat()
    other = path.with_name("moved in")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    other.rename(path)


def vanish(path: Path) -> None:
    path.unlink()


def become_link(path: Path) -> None:
    path.rename(path.with_name("moved away"))
    path.symlink_to("moved away")


def become_link_to_device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def become_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def become_socket(path: Path) -> None:
    path.unlink()
    here = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def lose_its_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved folder"))


def see_its_folder_linked_elsewhere(path: Path) -> None:
    """A file of the same name and content lies where the link leads."""
    moved = path.parent.with_name("moved folder")
    path.parent.rename(moved)
    elsewhere = path.parent.with_name("elsewhere")
    elsewhere.mkdir()
    (elsewhere / path.name).write_bytes((moved / path.name).read_bytes())
    path.parent.symlink_to("elsewhere")


CODES: dict[Callable[[Path], None], set[str]] = {
    grow: {"changed"},
    shrink: {"changed"},
    empty: {"changed"},
    rewrite: {"changed"},
    replace: {"changed"},
    vanish: {"ENOENT"},
    become_link: {"ELOOP"},
    become_link_to_device: {"ELOOP"},
    become_fifo: {"changed"},
    become_folder: {"changed", "EISDIR"},
    become_socket: {"changed", "ENXIO"},
    lose_its_folder: {"ENOENT"},
    see_its_folder_linked_elsewhere: {"ENOTDIR", "ELOOP", "changed"},
}


@pytest.mark.parametrize("change", CODES, ids=lambda change: change.__name__)
@pytest.mark.parametrize(("method", "size"), [("whole", 100), ("whole", 200_000), ("ends", 200_000)])
def test_a_file_that_changed_since_the_walk_is_not_known(
    tree: Tree, read: Read, change: Callable[[Path], None], method: str, size: int
) -> None:
    root = tree({**NEIGHBOURS, "folder": {"victim": b"v" * size}})
    reading = read(root)
    change(root / "folder" / "victim")
    found = reading.digest(method)
    assert found.pop("victim") is None
    assert None not in found.values()
    assert set(found) == set(NEIGHBOURS)
    assert list(reading.ears.troubles()) == ["victim"]
    assert reading.ears.troubles()["victim"] in CODES[change]


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("size", [100, 200_000])
def test_a_fifo_in_a_files_place_loses_nothing_that_was_written_to_it(
    tree: Tree, read: Read, size: int, workers: int
) -> None:
    root = tree({**NEIGHBOURS, "victim": b"v" * size})
    reading = read(root, workers=workers)
    become_fifo(root / "victim")
    ours = os.open(root / "victim", os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(ours, b"for somebody else")
        assert reading.digest()["victim"] is None
        assert os.read(ours, 100) == b"for somebody else"
    finally:
        os.close(ours)


@pytest.mark.parametrize("size", [100, 200_000])
def test_a_fifo_in_a_files_place_that_somebody_holds_open_is_told_as_changed(tree: Tree, read: Read, size: int) -> None:
    root = tree({**NEIGHBOURS, "victim": b"v" * size})
    reading = read(root)
    become_fifo(root / "victim")
    ours = os.open(root / "victim", os.O_RDWR | os.O_NONBLOCK)
    try:
        assert reading.digest()["victim"] is None
    finally:
        os.close(ours)
    assert reading.ears.troubles() == {"victim": "changed"}


class Midway:
    """Reads one large file and stops half-way, so that something can happen to it."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hashing, "_TELL_EVERY", 1 << 20)
        seen = path.stat()
        expected = EXPECTED.pack(seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
        batch = Batch("large", [(os.fsencode(path.parent), 1)], os.fsencode(path.name) + b"\0", expected)
        self._task = digest_task(batch)
        assert next(self._task) == 1 << 20

    def rest(self) -> tuple[int, Digested]:
        """How many more bytes were read, and the result."""
        *told, result = self._task
        assert isinstance(result, Digested)
        return sum(amount for amount in told if isinstance(amount, int)), result


def test_a_file_left_alone_half_way_is_known(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tree({"victim": b"v" * (3 << 20)}) / "victim"
    read, result = Midway(path, monkeypatch).rest()
    assert read == 2 << 20
    assert result == Digested(xxhash.xxh3_128_digest(b"v" * (3 << 20)), [])


@pytest.mark.parametrize("change", [grow, shrink, empty, rewrite], ids=lambda change: change.__name__)
def test_a_file_that_changes_while_it_is_read_is_not_known(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    path = tree({"victim": b"v" * (3 << 20)}) / "victim"
    midway = Midway(path, monkeypatch)
    change(path)
    assert midway.rest()[1].failed == [(0, CHANGED)]


def test_a_file_that_grows_without_end_is_given_up(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tree({"victim": b"v" * (3 << 20)}) / "victim"
    midway = Midway(path, monkeypatch)
    os.truncate(path, 1 << 40)
    read, result = midway.rest()
    assert result.failed == [(0, CHANGED)]
    assert read <= 8 << 20
