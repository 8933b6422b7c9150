"""What stays in the system's memory of files that a scan has read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import xxhash

from cleanup.disk.reading import hashing
from cleanup.disk.reading.small_files import EXPECTED
from cleanup.disk.system import Guest
from cleanup.disk.system.linux import page_cache
from cleanup.disk.system.linux.page_cache import bytes_in_memory

Program = Callable[..., subprocess.CompletedProcess[bytes]]
SIZE = 20 << 20


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of 20 MiB on the disk, nothing of which is in memory."""
    path = tmp_path / "big"
    path.write_bytes(os.urandom(SIZE))
    push_out(path)
    if held(path) > SIZE // 10:
        pytest.skip("this file system keeps its files in memory")
    return path


def push_out(path: Path) -> None:
    """Write a file to the disk, and let go of what is in memory of it."""
    with path.open("rb+") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def held(path: Path, offset: int = 0, length: int = SIZE) -> int:
    """How many bytes of a file are in memory; skips where the kernel does not tell."""
    with path.open("rb") as opened:
        count = bytes_in_memory(opened.fileno(), offset, length)
    if count is None:
        pytest.skip("needs cachestat, Linux 6.5")
    return count


def read_as_guest(path: Path) -> None:
    with path.open("rb", buffering=0) as opened:
        guest = Guest(opened.fileno(), SIZE)
        read = 0
        while count := len(opened.read(1 << 20)):
            read += count
            guest.leave_behind(read)


def test_what_was_not_there_goes_again(file: Path) -> None:
    read_as_guest(file)
    assert held(file) < SIZE // 10


def test_what_was_there_stays(file: Path) -> None:
    file.read_bytes()
    read_as_guest(file)
    assert held(file) == SIZE


def test_each_part_is_left_as_it_was(file: Path) -> None:
    second = (8 << 20, 8 << 20)
    with file.open("rb") as opened:
        # Without this, disks that read far ahead have the third part in memory as well.
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_RANDOM)
        os.pread(opened.fileno(), second[1], second[0])
    read_as_guest(file)
    assert held(file, *second) == second[1]
    assert held(file, 0, 6 << 20) < 1 << 20
    assert held(file, 18 << 20, 2 << 20) < 1 << 20


def test_looking_at_both_ends_before_makes_no_difference(file: Path) -> None:
    with file.open("rb", buffering=0) as opened:
        opened.read(4096)
        opened.seek(SIZE - 4096)
        opened.read(4096)
    read_as_guest(file)
    assert held(file) < SIZE // 10


def test_a_kernel_that_does_not_tell_decides_itself(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "bytes_in_memory", lambda *_: None)
    read_as_guest(file)
    assert held(file) == SIZE


@pytest.mark.parametrize(("huge", "stays"), [(SIZE, False), (SIZE + 1, True)])
def test_a_huge_file_leaves_nothing_behind_in_any_scan(
    file: Path, huge: int, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "HUGE", huge)
    seen = file.stat()
    expected = EXPECTED.pack(seen.st_ino, seen.st_dev, SIZE, seen.st_mtime_ns, seen.st_ctime_ns, 0)
    *_, digested = hashing.digest_task(hashing.Batch("large", [(os.fsencode(file.parent), 1)], b"big\0", expected))
    assert held(file) == SIZE if stays else held(file) < SIZE // 10
    content = file.read_bytes()
    assert digested == hashing.Digested(xxhash.xxh3_128_digest(content) + xxhash.xxh3_64_digest(content), [])


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("options", "stays"), [(["--gentle"], False), ([], True)])
def test_a_gentle_scan(
    file: Path, jobs: str, options: list[str], stays: bool, cleanup: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    copy, used = file.with_name("copy"), file.with_name("in use")
    for path in (copy, used):
        path.write_bytes(file.read_bytes())
    push_out(file)
    push_out(copy)
    used.read_bytes()
    done = cleanup("scan", "--jobs", jobs, *options, "-f", "csv", "--only", "duplicates", file.parent)
    assert done.stdout.count(b",duplicates,") == 3
    assert held(used) == SIZE
    for path in (file, copy):
        assert (held(path) > SIZE // 2) is stays
