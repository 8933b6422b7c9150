"""What Windows tells of files, taken apart on any system: buffers as ntifs.h and winnt.h describe them."""

from __future__ import annotations

import errno
import stat
import struct

import pytest

from cleanup.disk.cloud import is_cloud_only, is_hidden
from cleanup.disk.system.windows import layouts
from cleanup.disk.system.windows.errors import error_of
from cleanup.disk.system.windows.layouts import Facts

SYMLINK, JUNCTION, WSL_LINK = 0xA000000C, 0xA0000003, 0xA000001D
ONEDRIVE, COMPRESSED = 0x9000601A, 0x80000017
# 2001-09-09 01:46:40.
WHEN = 126444736000000000


def entry(name: str, attributes: int, tag: int = 0, number: int = 7) -> bytes:
    """One FILE_ID_BOTH_DIR_INFO, made field by field."""
    text = name.encode("utf-16-le", "surrogatepass")
    times = struct.pack("<4q", 0, WHEN + 1, WHEN + 2, WHEN + 3)
    sizes = struct.pack("<2q", 5000, 8192)
    short = struct.pack("<Bx24s2x", 0, b"")
    return times + sizes + struct.pack("<III", attributes, len(text), tag) + short + struct.pack("<Q", number) + text


def listing(*entries: bytes) -> bytes:
    found = b""
    for place, each in enumerate(entries, 1):
        whole = struct.pack("<I", 0) + bytes(4) + each
        whole += bytes(-len(whole) % 8)
        found += struct.pack("<I", len(whole) if place < len(entries) else 0) + whole[4:]
    return found + bytes(100)


def one(attributes: int, tag: int = 0) -> Facts:
    ((_, facts),) = layouts.entries(listing(entry("x", attributes, tag)), 3)
    return facts


def test_a_listing_tells_names_sizes_and_the_time_of_the_last_change() -> None:
    buffer = listing(entry(".", 0x10), entry("..", 0x10), entry("a\ud800b", 0x20), entry("日本", 0x10, number=8))
    found = dict(layouts.entries(buffer, 3))
    assert list(found) == list(layouts.names(buffer)) == ["a\ud800b", "日本"]
    facts = found["a\ud800b"]
    assert (facts.st_size, facts.allocated, facts.st_ino, facts.st_dev, facts.st_nlink) == (5000, 8192, 7, 3, 0)
    assert (facts.st_atime_ns, facts.st_mtime_ns, facts.st_ctime_ns) == tuple(10**18 + each for each in (100, 200, 300))
    assert stat.S_ISREG(facts.st_mode) and stat.S_ISDIR(found["日本"].st_mode)


@pytest.mark.parametrize("tag", [SYMLINK, JUNCTION, WSL_LINK])
@pytest.mark.parametrize("folder", [0, 0x10])
def test_what_stands_for_another_place_is_a_link(tag: int, folder: int) -> None:
    assert stat.S_ISLNK(one(0x400 | folder, tag).st_mode)


@pytest.mark.parametrize("tag", [ONEDRIVE, COMPRESSED])
def test_what_a_file_system_keeps_in_its_own_way_is_a_file(tag: int) -> None:
    assert stat.S_ISREG(one(0x400, tag).st_mode)
    # Without the attribute, the field has another meaning.
    assert stat.S_ISREG(one(0, SYMLINK).st_mode)


@pytest.mark.parametrize("attribute", [0x1000, 0x40000, 0x400000])
def test_what_would_be_fetched_is_online_only(attribute: int) -> None:
    assert is_cloud_only(one(attribute), on_cloud_drive=False) and layouts.is_recalled(attribute)
    assert not is_cloud_only(one(0x20), on_cloud_drive=False) and not layouts.is_recalled(0x20)
    assert is_hidden("x", one(0x2)) and not is_hidden("x", one(0x20))


def test_where_a_link_leads() -> None:
    def reparse(tag: int, text: str, more: bytes = b"") -> bytes:
        name = text.encode("utf-16-le")
        names = struct.pack("<4H", 4, len(name), 0, 4)
        data = names + more + "xx".encode("utf-16-le") + name
        return struct.pack("<IHH", tag, len(data), 0) + data

    assert layouts.target(reparse(JUNCTION, r"\??\C:\other")) == r"C:\other"
    assert layouts.target(reparse(JUNCTION, r"\??\Volume{1}")) == r"\??\Volume{1}"
    assert layouts.target(reparse(SYMLINK, r"..\Ü", bytes(4))) == r"..\Ü"
    assert layouts.target(reparse(SYMLINK, r"\??\UNC\server\share", bytes(4))) == r"\\server\share"
    assert layouts.target(reparse(ONEDRIVE, "x")) == layouts.target(b"\0" * 5) == ""


@pytest.mark.parametrize(
    ("code", "number"),
    [(2, errno.ENOENT), (5, errno.EACCES), (32, errno.EBUSY), (183, errno.EEXIST), (17, errno.EXDEV),
     (112, errno.ENOSPC), (1117, errno.EIO), (1, errno.ENOSYS), (99999, errno.EIO)],
)  # fmt: skip
def test_errors_are_those_the_program_knows(code: int, number: int) -> None:
    error = error_of(code, "path")
    assert (error.errno, error.filename) == (number, "path")
    assert isinstance(error, type(OSError(number, "")))
