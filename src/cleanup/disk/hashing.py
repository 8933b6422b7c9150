"""Read files and digest their bytes, in a worker process or in the main one; imports nothing heavy.

The digest is XXH3-128 (https://xxhash.com, the 128-bit variant of XXH3). It groups; before anything moves, the
bytes themselves are compared.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from io import FileIO
from itertools import islice
from struct import Struct
from typing import TYPE_CHECKING

from xxhash import xxh3_128, xxh3_128_digest

from cleanup.disk.listing import Handle, leave, open_file, pass_into
from cleanup.disk.status import Expected, is_same

if TYPE_CHECKING:
    from cleanup.disk.page_cache import Guest

# Files up to this size are read whole at once; of larger ones the two ends are read first.
SMALL = 64 * 1024
END = 4096
DIGEST_BYTES = 16
# A file that is not the one the walk saw any more, where otherwise a system error number stands.
CHANGED = -1
_NOTHING = bytes(DIGEST_BYTES)
_BUFFER = 1 << 20
_TELL_EVERY = 64 << 20
_EXPECTED = Struct("<QQqqq")


class _Changed(Exception):
    """The file is not the one that the walk saw."""


@dataclass(slots=True)
class Batch:
    """Files to digest, ``whole`` or only their two ``ends``.

    ``folders`` says for each folder how many of the next ``names`` lie in it, ``expected`` has a packed
    ``Expected`` for each name. ``gentle``: what large files bring into the system's memory goes out again.
    """

    method: str
    folders: list[tuple[str, int]]
    names: list[bytes]
    expected: bytes
    gentle: bool = False


@dataclass(slots=True)
class Digested:
    """16 bytes for each file of a batch; those of failed ones (index, errno or CHANGED) mean nothing."""

    digests: bytes
    failed: list[tuple[int, int]] = field(default_factory=list)


def digest_task(batch: Batch) -> Iterator[int | Digested]:
    """Digest a batch. Yields how many bytes were read, now and then and at the end, then the result.

    Reads the disk.
    """
    ends = batch.method == "ends"
    digests: list[bytes] = []
    failed: list[tuple[int, int]] = []
    files = enumerate(zip(batch.names, _EXPECTED.iter_unpack(batch.expected), strict=True))
    untold = 0
    for path, count in batch.folders:
        here = islice(files, count)
        try:
            folder = pass_into(path)
        except OSError as error:
            for number, _ in here:
                digests.append(_NOTHING)
                failed.append((number, error.errno or 0))
            continue
        try:
            for number, (name, expected) in here:
                try:
                    if ends:
                        digest = _digest_ends(folder, name, expected)
                    elif expected[2] <= SMALL:
                        digest = _digest_small(folder, name, expected)
                        untold += expected[2]
                    else:
                        digest = yield from _digest_large(folder, name, expected, gentle=batch.gentle)
                except (_Changed, OSError) as error:
                    digest = _NOTHING
                    failed.append((number, (error.errno or 0) if isinstance(error, OSError) else CHANGED))
                digests.append(digest)
        finally:
            leave(folder)
    yield untold
    yield Digested(b"".join(digests), failed)


def _digest_small(folder: Handle, name: bytes, expected: Expected) -> bytes:
    """One open, one look, one read, one close.

    The look comes first: reading from a FIFO put in the file's place would take what was written for another. A
    file that changes after it no longer has the change time that its digest is remembered by.
    """
    size = expected[2]
    file = open_file(folder, name)
    try:
        if not is_same(os.fstat(file), expected):
            raise _Changed
        # One byte more than expected, so that a file that grew shows it.
        content = os.read(file, size + 1)
        if len(content) < size:
            content = _read_on(file, content, size + 1)
    finally:
        os.close(file)
    if len(content) != size:
        raise _Changed
    return xxh3_128_digest(content)


def _read_on(file: int, content: bytes, size: int) -> bytes:
    """The rest of a file where the system gave less than was asked for."""
    while len(content) < size and (more := os.read(file, size - len(content))):
        content += more
    return content


def _digest_ends(folder: Handle, name: bytes, expected: Expected) -> bytes:
    file = open_file(folder, name)
    try:
        if not is_same(os.fstat(file), expected):
            raise _Changed
        ends = _read_at(file, 0) + _read_at(file, expected[2] - END)
        if len(ends) != 2 * END or not is_same(os.fstat(file), expected):
            raise _Changed
    finally:
        os.close(file)
    return xxh3_128_digest(ends)


def _digest_large(folder: Handle, name: bytes, expected: Expected, *, gentle: bool) -> Generator[int, None, bytes]:
    file = open_file(folder, name)
    try:
        if not is_same(os.fstat(file), expected):
            raise _Changed
        state = xxh3_128()
        total = untold = 0
        # One room for all parts: a new one for each would be fetched from the system and given back each time.
        room = memoryview(bytearray(min(_BUFFER, expected[2] + 1)))
        reader = FileIO(file, closefd=False)
        guest = _guest(file, expected[2]) if gentle else None
        while count := reader.readinto(room):
            state.update(room[:count])
            total += count
            untold += count
            if total > expected[2]:
                raise _Changed
            if guest:
                guest.leave_behind(total)
            if untold >= _TELL_EVERY:
                yield untold
                untold = 0
        yield untold
        if total != expected[2] or not is_same(os.fstat(file), expected):
            raise _Changed
    finally:
        os.close(file)
    return state.digest()


def _guest(file: int, size: int) -> Guest:
    # Only a gentle scan needs it, and it loads ctypes.
    from cleanup.disk.page_cache import Guest

    return Guest(file, size)


def _read_at(file: int, offset: int) -> bytes:
    os.lseek(file, offset, os.SEEK_SET)
    return _read_on(file, b"", END)
