"""Digest files that fit into one read; runs in threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from struct import Struct

from cleanup.disk.status import Expected, is_same
from cleanup.disk.system import Handle, content_if, leave, pass_into
from cleanup.model.row import packed

DIGEST_BYTES = 24
# Where otherwise a system error number stands: the file is no longer the one the walk saw.
CHANGED = -1
NOTHING = bytes(DIGEST_BYTES)
EXPECTED = Struct(packed("inode", "device", "size", "modified", "changed", "name"))
"""What of a file's row is compared with the file, and where its name begins."""

Failed = list[tuple[int, int]]
"""Numbers of files, and why each has no digest: an error number or ``CHANGED``."""


class Changed(Exception):
    """The file is not the one that the walk saw."""


def digest_small_files(
    folders: list[tuple[bytes, int]], names: bytes, rows: bytes, digest: Callable[[bytes], bytes]
) -> tuple[bytes, Failed]:
    """Read files whole, and digest each that is still the one its row describes; reads the disk.

    ``folders`` says for each folder how many of the next ``rows`` are in it; these say where their names begin among
    all NUL-ended ``names``. Gives ``DIGEST_BYTES`` for each row, and for those that failed (their bytes are 0) their
    number among the rows with an error number or ``CHANGED``. ``_native.c`` does the same in C, for paths that the
    system takes at once.
    """
    digests: list[bytes] = []
    failed: Failed = []
    for folder, name, one in in_open_folders(folders, names, rows, digests, failed):
        try:
            digests.append(digest(_read(folder, name, one)))
        except (Changed, OSError) as error:
            give_up(error, digests, failed)
    return b"".join(digests), failed


def in_open_folders(
    folders: list[tuple[bytes, int]], names: bytes, rows: bytes, digests: list[bytes], failed: Failed
) -> Iterator[tuple[Handle, bytes, Expected]]:
    """The name of each file of a batch, its open folder and what is expected of it, folder by folder; opens the
    folders.

    The caller adds a digest for each, or gives it up; those in a folder that cannot be opened are given up here.
    """
    each = EXPECTED.iter_unpack(rows)
    for path, count in folders:
        try:
            folder = pass_into(path)
        except OSError as error:
            for _ in islice(each, count):
                give_up(error, digests, failed)
            continue
        try:
            for inode, device, size, modified, changed, start in islice(each, count):
                name = names[start : names.index(0, start)]
                yield folder, name, (inode, device, size, modified, changed)
        finally:
            leave(folder)


def give_up(error: Changed | OSError, digests: list[bytes], failed: Failed) -> None:
    """The next file gets no digest, for this reason."""
    failed.append((len(digests), _reason_of(error)))
    digests.append(NOTHING)


def _reason_of(error: Changed | OSError) -> int:
    """The error number that is reported for a file, or ``CHANGED``."""
    return (error.errno or 0) if isinstance(error, OSError) else CHANGED


def _read(folder: Handle, name: bytes, expected: Expected) -> bytes:
    """All contents of a file, if it is the expected one.

    A file that changes after the look no longer has the change time under which its digest is remembered.
    """
    size = expected[2]
    content = content_if(folder, name, size, lambda seen: is_same(seen, expected))
    if content is None or len(content) != size:
        raise Changed
    return content
