"""Two open files are compared to their last byte, however the system gives them out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanup.disk.reading.comparison import Stopped, same_bytes

BLOCK = 1 << 20
Open = Callable[[str, bytes], int]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Makes a file and opens it."""
    files: list[int] = []

    def make(name: str, content: bytes) -> int:
        (tmp_path / name).write_bytes(content)
        files.append(os.open(tmp_path / name, os.O_RDONLY))
        return files[-1]

    yield make
    for file in files:
        os.close(file)


def never() -> bool:
    return False


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 7])
def test_equal_files_are_equal_and_one_byte_makes_the_difference(opened: Open, size: int) -> None:
    content = os.urandom(size)
    assert same_bytes(opened("a", content), opened("b", content), size, never)
    for place in {0, size // 2, BLOCK - 1, BLOCK, size - 1}:
        if 0 <= place < size:
            other = bytearray(content)
            other[place] ^= 1
            assert not same_bytes(opened("c", content), opened("d", bytes(other)), size, never), place


@pytest.mark.parametrize("size", [1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_only_the_bytes_that_were_shown_are_compared(opened: Open, size: int) -> None:
    content = bytes(size)
    for longer in (1, BLOCK):
        assert same_bytes(opened("a", content), opened("b", content + b"x" * longer), size, never)
        assert not same_bytes(opened("a", content), opened("b", content + bytes(longer)), size + longer, never)
        assert not same_bytes(opened("a", content + bytes(longer)), opened("b", content), size + longer, never)


def test_two_files_that_grow_without_end_are_compared_to_where_they_were(opened: Open, tmp_path: Path) -> None:
    one, other = opened("a", b"1234"), opened("b", b"1234")
    for name in ("a", "b"):
        os.truncate(tmp_path / name, 1 << 40)
    blocks: list[int] = []
    assert same_bytes(one, other, 4, lambda: bool(blocks.append(1)))
    assert len(blocks) == 1


def test_where_the_files_were_read_to_does_not_matter(opened: Open) -> None:
    one, other = opened("a", b"12345"), opened("b", b"x2345")
    os.lseek(one, 1, os.SEEK_SET)
    os.lseek(other, 1, os.SEEK_SET)
    assert not same_bytes(one, other, 5, never)
    assert os.lseek(one, 0, os.SEEK_CUR) == 1


@given(
    sizes=st.lists(st.integers(1, BLOCK), min_size=1, max_size=5), at=st.integers(0, BLOCK + 10), differs=st.booleans()
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_short_reads_are_no_end(opened: Open, sizes: list[int], at: int, differs: bool) -> None:
    """A network drive can give any number of bytes at a time."""
    content = os.urandom(16) * ((BLOCK + 11) // 16 + 1)
    other = bytearray(content)
    if differs:
        other[at] ^= 255
    one, two = opened("a", content), opened("b", bytes(other))
    read = os.pread
    turn = 0

    def short(file: int, count: int, offset: int) -> bytes:
        nonlocal turn
        turn += 1
        return read(file, min(count, max(sizes[turn % len(sizes)], 100_000)), offset)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "pread", short)
        assert same_bytes(one, two, len(content), never) is not differs


def test_it_can_be_stopped_between_two_blocks(opened: Open) -> None:
    asked: list[int] = []

    def after_two() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Stopped):
        same_bytes(opened("a", bytes(4 * BLOCK)), opened("b", bytes(4 * BLOCK)), 4 * BLOCK, after_two)
    assert len(asked) == 3


def test_a_file_that_cannot_be_read_is_equal_to_nothing(opened: Open, tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(IsADirectoryError):
            same_bytes(folder, opened("a", b""), 1, never)
    finally:
        os.close(folder)
