"""The calls of macOS, by a library that answers and fails as that system does."""

from __future__ import annotations

import ctypes
import struct
from types import SimpleNamespace
from typing import Any

import pytest

from cleanup.disk.system import apple
from cleanup.disk.system.apple_volumes import volumes_of

ROW = struct.Struct("<Ii5Q2i4I16s1024s1024s8I")


def row(path: bytes, source: bytes, kind: bytes, flags: int) -> bytes:
    """What the system writes of a volume; its layout is written down here once more, by hand."""
    return ROW.pack(4096, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, flags, 0, kind, path, source, *([0] * 8))


MAC = [
    row(b"/", b"/dev/disk3s1s1", b"apfs", 0x40004001 | 0x1000),
    row(b"/dev", b"devfs", b"devfs", 0x1000),
    row(b"/System/Volumes/Data", b"/dev/disk3s5", b"apfs", 0x1000),
    row(b"/Volumes/Stick \xc3\xa9", b"/dev/disk9s1", b"exfat", 0x10001000),
    row(b"/Volumes/share", b"//ada@server/share", b"smbfs", 0),
    row(b"/Volumes/Strict", b"/dev/disk8s1", b"apfs", 0x80000000),
]


def library(*tables: list[bytes]) -> Any:
    """One table for each call; the last one stays."""
    left = list(tables)

    def getfsstat(buffer: Any, size: int, wait: int) -> int:
        assert wait == apple.MNT_NOWAIT
        table = left.pop(0) if len(left) > 1 else left[0]
        if buffer is None:
            return len(table)
        fit = table[: size // ROW.size]
        ctypes.memmove(buffer, b"".join(fit), ROW.size * len(fit))
        return len(fit)

    return SimpleNamespace(getfsstat=getfsstat)


def test_the_table_of_volumes() -> None:
    told = apple.mounted(library(MAC))
    assert [(each.path, each.filesystem) for each in told][3:] == [
        (b"/Volumes/Stick \xc3\xa9", "exfat"),
        (b"/Volumes/share", "smbfs"),
        (b"/Volumes/Strict", "apfs"),
    ]


def test_what_is_mounted_meanwhile_is_there_too() -> None:
    assert len(apple.mounted(library(MAC[:2], MAC))) == len(MAC)


def test_a_table_that_cannot_be_had_is_an_error() -> None:
    with pytest.raises(OSError):
        apple.mounted(SimpleNamespace(getfsstat=lambda *_: -1))


def test_what_lies_at_the_top_is_on_the_volume_for_data() -> None:
    """The sealed system is read-only: nothing could move. And both are not gone through (fclones#158, gdu#670)."""
    volumes = {each.path: each for each in volumes_of(apple.mounted(library(MAC)))}
    assert (volumes["/"].read_only, volumes["/"].identity) == (False, "/dev/disk3s5")
    assert "/System/Volumes/Data" in volumes
    access_times = {path: (each.access_times, each.reason) for path, each in volumes.items()}
    assert access_times["/Volumes/Stick é"] == (False, "noatime")
    assert access_times["/Volumes/share"] == (False, "relatime")
    assert access_times["/Volumes/Strict"] == (True, "strictatime")


def test_a_mac_without_that_volume_stays_as_it_is() -> None:
    (only,) = volumes_of(apple.mounted(library(MAC[:1])))
    assert (only.path, only.read_only) == ("/", True)


def answering(returned: int, private: int, flags: int, *, length: int = 40) -> Any:
    def fgetattrlist(file: int, ask: Any, buffer: Any, size: int, options: int) -> int:
        asked = ctypes.cast(ask, ctypes.POINTER(apple.AttrList)).contents
        assert (asked.bitmapcount, asked.commonattr, asked.forkattr, options) == (5, 0x80000000, 0x208, 0x28)
        ctypes.memmove(buffer, struct.pack("<I5IqQ", length, 0x80000000, 0, 0, 0, returned, private, flags), 40)
        return 0

    return SimpleNamespace(fgetattrlist=fgetattrlist)


@pytest.mark.parametrize(
    ("lib", "private", "flags"),
    [
        (answering(0x208, 0, 0x1), 0, 0x1),
        (answering(0x208, 4096, 0x4), 4096, 0x4),
        (answering(0, 0, 0), None, None),
        (answering(0x200, 0, 4), None, 4),
        (answering(0x208, 7, 7, length=24), None, None),
        (SimpleNamespace(fgetattrlist=lambda *_: -1), None, None),
    ],
)
def test_what_a_file_shares(lib: Any, private: int | None, flags: int | None) -> None:
    assert apple.extended(lib, 5) == (private, flags)


def test_the_top_of_a_cloud() -> None:
    told = [apple.is_kept_in_step(answering(0x208, 0, flags), 5) for flags in (0x4, 0x5, 0x1)]
    assert told == [True, True, False]


def test_nothing_is_fetched_and_access_times_stay() -> None:
    """cardinal#231, fish#8399: a search downloaded whole clouds."""
    asked: list[tuple[int, int, int]] = []
    apple.keep_quiet(SimpleNamespace(setiopolicy_np=lambda *each: asked.append(each)))
    assert asked == [(3, 0, 1), (2, 0, 1)]
