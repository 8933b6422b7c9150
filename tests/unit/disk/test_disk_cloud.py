"""What the system says of a file decides whether its bytes are here, and whether it is hidden."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import cast

import pytest

from cleanup.disk.cloud import is_cloud_only, is_hidden

# Windows SDK, winnt.h; the names of FILE_ATTRIBUTE_… and their values.
WINDOWS = {
    "READONLY": 0x1, "HIDDEN": 0x2, "SYSTEM": 0x4, "ARCHIVE": 0x20, "NORMAL": 0x80, "SPARSE_FILE": 0x200,
    "REPARSE_POINT": 0x400, "COMPRESSED": 0x800, "OFFLINE": 0x1000, "ENCRYPTED": 0x4000, "RECALL_ON_OPEN": 0x40000,
    "PINNED": 0x80000, "UNPINNED": 0x100000, "RECALL_ON_DATA_ACCESS": 0x400000,
}  # fmt: skip
ONLINE_ONLY = {"OFFLINE", "RECALL_ON_OPEN", "RECALL_ON_DATA_ACCESS"}
# macOS, sys/stat.h.
MACOS = {
    "UF_NODUMP": 0x1,
    "UF_COMPRESSED": 0x20,
    "UF_HIDDEN": 0x8000,
    "SF_DATALESS": 0x40000000,
    "SF_FIRMLINK": 0x800000,
}


def seen(**fields: int) -> os.stat_result:
    """What lstat says on another system, with just these fields."""
    return cast(os.stat_result, SimpleNamespace(st_size=100, **fields))


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("on_cloud_drive", [False, True])
def test_windows_marks_files_that_would_be_fetched(name: str, on_cloud_drive: bool) -> None:
    file = seen(st_file_attributes=WINDOWS[name] | WINDOWS["ARCHIVE"])
    assert is_cloud_only(file, on_cloud_drive=on_cloud_drive) == (name in ONLINE_ONLY)


@pytest.mark.parametrize("name", MACOS)
def test_macos_marks_files_without_data(name: str) -> None:
    file = seen(st_flags=MACOS[name], st_blocks=0 if name == "SF_DATALESS" else 8)
    assert is_cloud_only(file, on_cloud_drive=False) == (name == "SF_DATALESS")


@pytest.mark.parametrize(
    ("size", "blocks", "on_cloud_drive", "expected"),
    [(100, 0, True, True), (100, 8, True, False), (0, 0, True, False), (100, 0, False, False), (100, 1, True, False)],
)
def test_a_size_without_blocks_says_something_on_a_cloud_drive_only(
    size: int, blocks: int, on_cloud_drive: bool, expected: bool
) -> None:
    file = cast(os.stat_result, SimpleNamespace(st_size=size, st_blocks=blocks))
    assert is_cloud_only(file, on_cloud_drive=on_cloud_drive) == expected


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        (".x", {}, True), ("x", {}, False), ("..x", {}, True), ("x.", {}, False),
        ("x", {"st_file_attributes": 0x2}, True), ("x", {"st_file_attributes": 0x21}, False),
        ("x", {"st_flags": 0x8000}, True), ("x", {"st_flags": 0x20}, False),
    ],
)  # fmt: skip
def test_hidden_is_what_the_file_manager_hides(name: str, fields: dict[str, int], expected: bool) -> None:
    assert is_hidden(name, seen(**fields)) == expected
