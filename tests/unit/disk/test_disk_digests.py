"""Digests are those of the bytes, wherever they are read and however few come at once."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xxhash

from cleanup.disk.reading import digests as digests_module
from cleanup.disk.reading import hashing
from cleanup.model.event import Listener
from cleanup.store.digests import StoredDigests, cache_info

Tree = Callable[..., Path]
Read = Callable[..., Any]

SIZES = [0, 1, 4095, 4096, 65_535, 65_536, 65_537, 131_072, 1_048_576, 1_048_577, (5 << 20) + 3]


@pytest.fixture
def sized(tree: Tree) -> Path:
    """A file of random bytes of each size, named after it."""
    return tree({str(size): random.Random(size).randbytes(size) for size in SIZES})


def ends_of(content: bytes) -> bytes:
    return content[:4096] + content[-4096:]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_digest_is_xxh3_of_the_whole_content(sized: Path, read: Read, workers: int) -> None:
    reading = read(sized, workers=workers)
    found = reading.digest("whole")
    assert found == {str(size): xxhash.xxh3_128_digest((sized / str(size)).read_bytes()) for size in SIZES}
    assert reading.ears.troubles() == {}
    assert reading.ears.files == len(SIZES)
    assert reading.ears.bytes == sum(SIZES)


@pytest.mark.parametrize("workers", [1, 3])
def test_the_ends_are_the_first_and_the_last_4096_bytes(sized: Path, read: Read, workers: int) -> None:
    for size in SIZES:
        if size <= hashing.SMALL:
            (sized / str(size)).unlink()
    found = read(sized, workers=workers).digest("ends")
    assert len(found) == len([size for size in SIZES if size > hashing.SMALL])
    for name, digest in found.items():
        assert digest == xxhash.xxh3_128_digest(ends_of((sized / name).read_bytes()))


@pytest.mark.parametrize("most", [1000, 4096, 65_536])
def test_a_system_that_gives_fewer_bytes_at_once_makes_no_difference(
    sized: Path, read: Read, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    expected = {method: read(sized).digest(method) for method in ("whole", "ends")}
    real = os.read
    monkeypatch.setattr(os, "read", lambda file, count: real(file, min(count, most)))
    reading = read(sized)
    assert reading.digest("whole") == expected["whole"]
    assert reading.ears.troubles() == {}
    assert read(sized).digest("ends") == expected["ends"]


def test_hard_links_are_read_once(tree: Tree, read: Read) -> None:
    root = tree({"a": "content", "folder": {}})
    os.link(root / "a", root / "folder" / "b")
    reading = read(root)
    assert reading.digest() == {"a": xxhash.xxh3_128_digest(b"content")}
    assert reading.ears.files == 1


def test_hundreds_of_files_in_many_folders_all_get_their_own_digest(tree: Tree, read: Read) -> None:
    """More than two batches of 512, in an order of reading (by inode) that is not that of the rows."""
    bits = random.Random(3)
    root = tree({f"folder {number}": {} for number in range(30)})
    contents = {f"{number:04}": bits.randbytes(20) for number in range(1300)}
    for name, content in contents.items():
        (root / f"folder {bits.randrange(30)}" / name).write_bytes(content)
    found = read(root, workers=2).digest()
    assert found == {name: xxhash.xxh3_128_digest(content) for name, content in contents.items()}


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[StoredDigests]:
    """The real cache, in a folder of its own."""
    with StoredDigests(tmp_path / "cache", Listener()) as stored:
        yield stored


def test_what_the_cache_knows_is_not_read_again(
    sized: Path, read: Read, cache: StoredDigests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests_module, "_SETTLED", 0)
    first = read(sized, cache=cache).digest("whole")
    again = read(sized, cache=cache)
    assert again.digest("whole") == first
    assert again.ears.bytes == 0
    (sized / "1").write_bytes(b"other")
    third = read(sized, cache=cache)
    assert third.digest("whole") == {**first, "1": xxhash.xxh3_128_digest(b"other")}
    assert third.ears.bytes == 5


def test_whole_and_ends_are_never_taken_for_each_other(
    tree: Tree, read: Read, cache: StoredDigests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests_module, "_SETTLED", 0)
    root = tree({"a": random.Random(5).randbytes(100_000)})
    ends = read(root, cache=cache).digest("ends")
    assert read(root, cache=cache).digest("whole") != ends


def test_a_file_that_changed_a_moment_ago_is_not_remembered(
    sized: Path, read: Read, cache: StoredDigests, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could change again without a new time stamp; a moment is made an hour here, so that no wait is needed."""
    monkeypatch.setattr(digests_module, "_SETTLED", 3600 * 10**9)
    assert None not in read(sized, cache=cache).digest("whole").values()
    assert cache_info(tmp_path / "cache").digests == 0


def test_a_file_with_a_time_in_the_future_is_remembered_until_it_changes(
    sized: Path, read: Read, cache: StoredDigests, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests_module, "_SETTLED", 10**6)
    os.utime(sized / "1", (2**32, 2**32))
    time.sleep(0.01)
    before = read(sized, cache=cache).digest("whole")
    assert cache_info(tmp_path / "cache").digests == len(SIZES)
    assert read(sized, cache=cache).digest("whole") == before
    (sized / "1").write_bytes(b"?" * (sized / "1").stat().st_size)
    os.utime(sized / "1", (2**32, 2**32))
    after = read(sized, cache=cache).digest("whole")
    assert after["1"] not in {before["1"], None}
    assert {**after, "1": None} == {**before, "1": None}


def test_a_file_that_could_not_be_read_is_not_remembered(
    sized: Path, read: Read, cache: StoredDigests, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests_module, "_SETTLED", 0)
    reading = read(sized, cache=cache)
    (sized / "1").write_bytes(b"changed since")
    assert reading.digest("whole")["1"] is None
    assert cache_info(tmp_path / "cache").digests == len(SIZES) - 1
