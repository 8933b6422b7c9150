"""How Windows lays out its information about files (ntifs.h, winbase.h). Pure: buffers in, facts out."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from cleanup.model.row import NO_OWNER

REPARSE_POINT = 0x400
_DIRECTORY = 0x10
_READ_ONLY = 0x1
# FILE_ATTRIBUTE_OFFLINE, RECALL_ON_OPEN and RECALL_ON_DATA_ACCESS.
_RECALLED = 0x1000 | 0x40000 | 0x400000
# IsReparseTagNameSurrogate: the name stands for another place (symbolic links, junctions, mounted volumes).
_SURROGATE = 0x20000000
_SYMLINK, _MOUNT_POINT = 0xA000000C, 0xA0000003
# Tenths of microseconds from 1601 to 1970.
_EPOCH = 116444736000000000
_UNKNOWN_NUMBERS = {0, 2**64 - 1}

BASIC = Struct("<qqqqI4x")
"""FILE_BASIC_INFO: creation, last access, last write, change; attributes."""
STANDARD = Struct("<qqIBB2x")
"""FILE_STANDARD_INFO: allocated bytes, size, links; whether it is to be deleted, and a folder."""
TAG = Struct("<II")
"""FILE_ATTRIBUTE_TAG_INFO: attributes, reparse tag."""
IDENTITY = Struct("<QQQ")
"""FILE_ID_INFO: the volume's serial number, the lower and the upper half of the file's number."""
# FILE_ID_BOTH_DIR_INFO: offset of the next one, times as in BASIC, size, allocated bytes, attributes, bytes of the
# name, reparse tag (if there is one, in place of EaSize), number of the file; then the name.
_ENTRY = Struct("<I4xqqqqqqIII28xQ")
_NEXT = Struct("<I")
# REPARSE_DATA_BUFFER: the tag; offset and length of the target's name; a symbolic link also has flags.
_REPARSE = Struct("<I4xHH4x")


class Facts(NamedTuple):
    """What Windows says about a file, folder or link, under the names that ``os.stat`` uses.

    ``st_nlink`` is 0 if it came from a folder's listing, which does not say. ``st_uid`` is NO_OWNER: owners are not
    numbers here. ``st_ctime_ns`` is the time of the last change of any kind. ``allocated`` are bytes on the volume.
    """

    st_mode: int
    st_ino: int
    st_dev: int
    st_nlink: int
    st_uid: int
    st_gid: int
    st_size: int
    st_atime_ns: int
    st_mtime_ns: int
    st_ctime_ns: int
    allocated: int
    st_file_attributes: int
    st_reparse_tag: int


def entries(buffer: bytes, device: int) -> Iterator[tuple[str, Facts]]:
    """The names in one portion of a folder's listing (FILE_ID_BOTH_DIR_INFO) with their facts."""
    begin = 0
    while True:
        (
            following, _, accessed, written, changed, size, allocated, attributes, length, tag, number,
        ) = _ENTRY.unpack_from(buffer, begin)  # fmt: skip
        at = begin + _ENTRY.size
        name = buffer[at : at + length].decode("utf-16-le", "surrogatepass")
        if name not in {".", ".."}:
            tag = tag if attributes & REPARSE_POINT else 0
            yield name, _facts((0, accessed, written, changed, attributes), (allocated, size, 0), number, device, tag)
        if not following:
            return
        begin += following


def names(buffer: bytes) -> Iterator[str]:
    """The names in one portion of a folder's listing."""
    begin = 0
    while True:
        (following,) = _NEXT.unpack_from(buffer, begin)
        (length,) = _NEXT.unpack_from(buffer, begin + 60)
        at = begin + _ENTRY.size
        name = buffer[at : at + length].decode("utf-16-le", "surrogatepass")
        if name not in {".", ".."}:
            yield name
        if not following:
            return
        begin += following


def facts_from(basic: bytes, standard: bytes, number: int, device: int, tag: int) -> Facts:
    """The facts about what is open, from Windows' answers."""
    return _facts(BASIC.unpack_from(basic), STANDARD.unpack_from(standard), number, device, tag)


def facts_of_read(basic: bytes, size: int, number: int, device: int) -> Facts:
    """The facts about a file that was read whole: what it occupies and how many names it has were not asked (0)."""
    return _facts(BASIC.unpack(basic), (0, size, 0), number, device, 0)


def _facts(basic: tuple[int, ...], standard: tuple[int, ...], number: int, device: int, tag: int) -> Facts:
    _, accessed, written, changed, attributes = basic
    allocated, size, links = standard[:3]
    if tag & _SURROGATE:
        mode = stat.S_IFLNK | 0o777
    elif attributes & _DIRECTORY:
        mode = stat.S_IFDIR | 0o777
    else:
        mode = stat.S_IFREG | (0o444 if attributes & _READ_ONLY else 0o666)
    return Facts(
        mode, number, device, links, NO_OWNER, NO_OWNER, size, (accessed - _EPOCH) * 100, (written - _EPOCH) * 100,
        (changed - _EPOCH) * 100, allocated, attributes, tag,
    )  # fmt: skip


def is_surrogate(tag: int) -> bool:
    """Whether a name with this reparse tag stands for another place, as a link does."""
    return bool(tag & _SURROGATE)


def is_recalled(attributes: int) -> bool:
    """Whether a file with these attributes is fetched from somewhere else when it is read."""
    return bool(attributes & _RECALLED)


def is_known(number: int) -> bool:
    """Whether a file's 64-bit number identifies it; ReFS has numbers that do not fit."""
    return number not in _UNKNOWN_NUMBERS


def folded_number(low: int, high: int) -> int:
    """A file's 128-bit number in 64 bits; on NTFS the upper half is 0."""
    return low ^ high


def target(reparse: bytes) -> str:
    """Where a symbolic link or a junction leads, as written; "" for another kind of reparse point."""
    if len(reparse) < _REPARSE.size:
        return ""
    tag, offset, length = _REPARSE.unpack_from(reparse)
    if tag not in {_SYMLINK, _MOUNT_POINT}:
        return ""
    begin = _REPARSE.size + (4 if tag == _SYMLINK else 0) + offset
    text = reparse[begin : begin + length].decode("utf-16-le", "surrogatepass")
    # The object manager's own way to write a path.
    if text.startswith("\\??\\UNC\\"):
        return "\\\\" + text[8:]
    return text[4:] if text.startswith("\\??\\") and text[5:6] == ":" else text
