"""Whether everything in an archive has been extracted beside it: each member is compared with the file it became."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cleanup.disk.contents.archives import Member, NoVerdict, members, stem
from cleanup.disk.descent import Descent
from cleanup.disk.reading.comparison import Stopped
from cleanup.disk.reading.read_once import ReadOnce
from cleanup.disk.status import are_one
from cleanup.disk.system import (
    Facts,
    Handle,
    close_file,
    enter,
    facts_at,
    facts_of,
    leave,
    link_text,
    open_file,
    read_at,
)

_COUNTED = re.compile(r" ?\(\d{1,3}\)$")
_HERE = b"."
# How many of those seen so far may differ before the folder is plainly another one.
_FEW, _PART = 3, 5
# Nor is more than this skipped to reach the next member: a missing one may claim any size.
_MOST_MISSING = 256 << 20


@dataclass(frozen=True, slots=True)
class Extraction:
    """Where the members are, as the folder's path from that of the archive; how many there are, and how many ``differ``
    or are missing; device and inode of all compared files, and of the folder.
    """

    folder: bytes
    files: int
    differ: int
    physical: frozenset[tuple[int, int]]


Same = Callable[[Handle, bytes, Facts, Member, Iterator[bytes]], bool]
"""Whether a file in an open folder, of which the system says this, has the bytes of a member; raises OSError."""


def extraction(parent: Handle, name: bytes, same: Same, stopped: Callable[[], bool]) -> Extraction | None:
    """The folder beside an archive, in an open folder, that its members were extracted to; None if there is none.

    Only files of the archive's owner on its file system count; no link is followed. ``same`` compares each with its
    member. Raises NoVerdict, Stopped and OSError.
    """
    file = open_file(parent, name)
    try:
        return extraction_of(parent, name, file, same, stopped)
    finally:
        close_file(file)


def extraction_of(parent: Handle, name: bytes, file: int, same: Same, stopped: Callable[[], bool]) -> Extraction | None:
    """The same for an archive that is open."""
    best: Extraction | None = None
    for folder, strips in _places(name):
        try:
            found = _in_folder(parent, name, file, folder, strips, same, stopped)
        except (FileNotFoundError, NotADirectoryError):
            continue
        if found is not None and not found.differ:
            return found
        best = best or found
    return best


def folders_of(name: str) -> list[bytes]:
    """The names of folders beside an archive with this name to which it may have been extracted."""
    bare = stem(name)
    return [os.fsencode(each) for each in dict.fromkeys((bare, _COUNTED.sub("", bare))) if each]


def _places(name: bytes) -> Iterator[tuple[bytes, bool]]:
    """The folders where an archive's members may be, and whether without the folder that they are all in."""
    for each in folders_of(os.fsdecode(name)):
        yield each, False
        yield each, True
    yield _HERE, False


def _in_folder(
    parent: Handle, name: bytes, file: int, folder: bytes, strips: bool, same: Same, stopped: Callable[[], bool]
) -> Extraction | None:
    """What is in one folder, or None if hardly anything is."""
    count = differ = size = missing = 0
    physical: set[tuple[int, int]] = set()
    seen: set[bytes] = set()
    root: bytes | None = None
    # Where the archive itself lies, which is open; Windows opens nothing by the name of a dot.
    base = parent if folder == _HERE else enter(parent, folder)
    try:
        os.lseek(file, 0, os.SEEK_SET)
        with Descent(base) as descent, os.fdopen(file, "rb", closefd=False) as stream:
            archive = facts_of(file)
            for member, blocks in members(stream, os.fsdecode(name)):
                if stopped():
                    raise Stopped
                if strips:
                    first = member.names[0].partition(b"/")[0]
                    if root is None:
                        root = first
                    if first != root or b"/" not in member.names[0]:
                        return None
                if member.names[0] in seen:
                    raise NoVerdict
                seen.add(member.names[0])
                facts = _equal(descent, member, blocks, archive, same, strips=strips)
                count += 1
                if facts is None:
                    differ, missing = differ + 1, missing + max(member.size, 0)
                    if differ > _FEW + count // _PART or missing > _MOST_MISSING + size:
                        return None
                else:
                    physical.add((facts.st_dev, facts.st_ino))
                    size += facts.st_size
            physical.add((facts_of(base).st_dev, facts_of(base).st_ino)) if base != parent else None
    finally:
        leave(base) if base != parent else None
    if not size or differ * 10 > count:
        return None
    return Extraction(folder, count, differ, frozenset(physical))


def _equal(
    descent: Descent,
    member: Member,
    blocks: Iterator[bytes],
    archive: Facts,
    same: Same,
    *,
    strips: bool,
) -> Facts | None:
    """The ``stat`` of the file that a member became, if it is that; otherwise None."""
    for written in member.names:
        *above, last = written.split(b"/")[1 if strips else 0 :]
        try:
            _stand_in(descent, above)
            facts = facts_at(descent.here, last)
        except (FileNotFoundError, NotADirectoryError):
            continue
        if facts.st_dev != archive.st_dev or facts.st_uid != archive.st_uid:
            return None
        if (facts.st_dev, facts.st_ino) == (archive.st_dev, archive.st_ino):
            return None
        if member.link is not None:
            is_same = stat.S_ISLNK(facts.st_mode) and link_text(descent.here, last) == member.link
        elif not stat.S_ISREG(facts.st_mode) or member.size not in {-1, facts.st_size}:
            is_same = False
        else:
            is_same = same(descent.here, last, facts, member, blocks)
        return facts if is_same else None
    return None


def _stand_in(descent: Descent, above: list[bytes]) -> None:
    common = 0
    for here, wanted in zip(descent.names, above, strict=False):
        if here != wanted:
            break
        common += 1
    descent.up_to(common)
    for part in above[common:]:
        descent.down(part)


def by_bytes(stopped: Callable[[], bool]) -> Same:
    """Compares all bytes, with the file opened again."""

    def same(folder: Handle, name: bytes, facts: Facts, _member: Member, blocks: Iterator[bytes]) -> bool:
        file = open_file(folder, name)
        try:
            return are_one(facts_of(file), facts) and _has(file, facts.st_size, blocks, stopped)
        finally:
            close_file(file)

    return same


def _has(file: int, size: int, blocks: Iterator[bytes], stopped: Callable[[], bool]) -> bool:
    offset = 0
    for block in blocks:
        if stopped():
            raise Stopped
        # A member may be longer than it says: nothing is read beyond the file's end.
        if read_at(file, len(block), offset) != block:
            return False
        offset += len(block)
    return offset == size


def by_digests(known: ReadOnce, stopped: Callable[[], bool]) -> Same:
    """Compares keys for all bytes: no file is read twice. If the archive has checksums and the file must be read
    anyway, they are enough.
    """

    def same(folder: Handle, name: bytes, facts: Facts, member: Member, blocks: Iterator[bytes]) -> bool:
        contents = known.contents(folder, name, facts, stopped, crc=member.crc is not None)
        if contents is None:
            return False
        if member.crc is not None and contents.crc is not None:
            return member.crc == contents.crc
        return contents.digest == known.digest_of(blocks, facts.st_size, stopped)

    return same
