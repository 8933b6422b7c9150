"""What a finder reads of a file by itself is known to all, as long as it is the same file."""

from __future__ import annotations

import os
from pathlib import Path
from zlib import crc32

import pytest

from cleanup.disk.reading.comparison import Stopped
from cleanup.disk.reading.read_once import Contents, ReadOnce
from cleanup.disk.system import facts_at, leave, open_folder

SEED = 17


def read(once: ReadOnce, path: Path) -> Contents | None:
    folder = open_folder(str(path.parent))
    try:
        return once.contents(folder, os.fsencode(path.name), facts_at(folder, path.name), lambda: False, crc=True)
    finally:
        leave(folder)


def test_a_file_is_read_once_however_often_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"content" * 999)
    once = ReadOnce(SEED)
    first = read(once, path)
    assert first is not None and first.crc == crc32(path.read_bytes())
    assert first.digest == once.digest_of([path.read_bytes()], 1 << 20, lambda: False)
    monkeypatch.setattr("cleanup.disk.reading.hashing.open_file", lambda *_: pytest.fail("opened again"))
    assert read(once, path) is first


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"content")
    once = ReadOnce(SEED)
    first = read(once, path)
    path.write_bytes(b"changed")
    os.utime(path, ns=(1, 1))
    again = read(once, path)
    assert first and again and first.digest != again.digest


def test_more_bytes_than_a_file_has_are_not_read_of_a_member() -> None:
    def endless():  # type: ignore[no-untyped-def]
        while True:
            yield bytes(1000)

    assert ReadOnce(SEED).digest_of(endless(), 5000, lambda: False) == b""


def test_who_stops_does_not_wait_for_a_large_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(5 << 20))
    folder = open_folder(str(tmp_path))
    try:
        with pytest.raises(Stopped):
            ReadOnce(SEED).contents(folder, b"a", facts_at(folder, "a"), lambda: True, crc=False)
    finally:
        leave(folder)
