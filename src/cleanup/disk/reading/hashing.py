"""Read files and digest their bytes; runs in threads.

The digest is XXH3-128 (https://xxhash.com, the 128-bit variant of XXH3), together with XXH3-64 with a secret seed: two
files with the same XXH3-128 can be made on purpose, but without the seed not so that both digests are the same.
Together they group files; before anything moves, the bytes themselves are compared.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from io import FileIO

from msgspec import Struct, field
from xxhash import xxh3_64, xxh3_64_digest, xxh3_128, xxh3_128_digest

from cleanup.disk.native import digest_small_files
from cleanup.disk.reading.small_files import DIGEST_BYTES, Changed, Failed, give_up, in_open_folders
from cleanup.disk.reading.small_files import digest_small_files as in_plain_python
from cleanup.disk.status import Expected, is_same
from cleanup.disk.system import Guest, Handle, facts_of, fits, open_file
from cleanup.model.look import LOOK, LOOK_VERSION

# Files up to this size are read whole at once; of larger ones the two ends are read first.
METHOD = "xxh3_128"
"""What digests of whole files are called in documents."""
IN_DOCUMENTS = 2
"""How many numbers of a digest stand in documents: those without the secret."""
SMALL = 64 * 1024
# Files of at least this size would push other programs' files out of the system's memory, and are not read again soon.
HUGE = 1 << 30
END = 4096
# With a megabyte, the system would provide each file's buffer anew, page by page: three times the time in the kernel.
PART = 256 << 10
_TELL_EVERY = 64 << 20
VERSIONS = {
    "whole": "xxh3_128 2",
    "ends": "xxh3_128 of first and last 4096 bytes 2",
    "look": f"look at a picture {LOOK_VERSION}",
    "extracted": "where an archive stands extracted 1",
}
"""What digests can be asked for, and by which name the cache has them: bumped when the same bytes would get another
digest, so that older entries are not found any more."""


Look = Callable[[Handle, bytes, int], object]
"""What else is to be seen of a file while it is open: given its open folder, its name there, and the open file."""


class Batch(Struct):
    """Files to digest in one way: ``small`` and ``large`` ones whole, or by another method of ``VERSIONS``.

    ``folders`` says for each folder how many of the next ``rows`` of the inventory are in it; ``names`` has all their
    names. ``gentle``: what any large file brings into the system's memory goes out again, not only what a huge one
    does. ``seed`` is secret. ``looks``: by the number of a file in the batch, what else is wanted from it, by name.
    """

    way: str
    folders: list[tuple[bytes, int]]
    names: bytes
    rows: bytes
    gentle: bool = False
    seed: int = 0
    looks: dict[int, dict[str, Look]] = field(default_factory=dict)


class Digested(Struct):
    """For each file of a batch its digest: 16 bytes that can be compared anywhere, and 8 that nobody can forge.

    Those of failed files mean nothing, and methods other than ``whole`` have nothing in the 8. ``seen``: the results of
    ``looks``.
    """

    digests: bytes
    failed: Failed = field(default_factory=list)
    seen: dict[int, dict[str, object]] = field(default_factory=dict)


def width_of(method: str) -> int:
    """How many numbers of eight bytes a digest by this method has: most have three, a look at a picture has many."""
    return (LOOK.itemsize if method == "look" else DIGEST_BYTES) // 8


class WholeDigest:
    """The digest by the method ``whole`` of bytes that arrive in parts."""

    def __init__(self, seed: int) -> None:
        self._states = xxh3_128(), xxh3_64(seed=seed)

    def update(self, part: bytes | memoryview) -> None:
        """Add the next part."""
        for state in self._states:
            state.update(part)

    def digest(self) -> bytes:
        """The digest of all parts so far."""
        return b"".join(state.digest() for state in self._states)


def digest_task(batch: Batch) -> Iterator[int | Digested]:
    """Digest a batch. Yields from time to time how many bytes of large files were read, then the result.

    Reads the disk.
    """
    if batch.way == "small":
        digest_all = digest_small_files if all(fits(path) for path, _ in batch.folders) else in_plain_python
        seed = batch.seed

        def digest(content: bytes) -> bytes:
            return xxh3_128_digest(content) + xxh3_64_digest(content, seed)

        yield Digested(*digest_all(batch.folders, batch.names, batch.rows, digest))
    else:
        yield from _digest_one_by_one(batch)


def _digest_one_by_one(batch: Batch) -> Iterator[int | Digested]:
    digests: list[bytes] = []
    failed: Failed = []
    seen: dict[int, dict[str, object]] = {}
    for folder, name, one in in_open_folders(batch.folders, batch.names, batch.rows, digests, failed):
        try:
            with unchanged(folder, name, one) as file:
                if batch.way in _OF_PARTS:
                    digest = _OF_PARTS[batch.way](file, one[2]).ljust(DIGEST_BYTES, b"\0")
                else:
                    digest = yield from _digest_large(file, one[2], batch)
                if wanted := batch.looks.get(len(digests)):
                    seen[len(digests)] = {key: look(folder, name, file) for key, look in wanted.items()}
        except (Changed, OSError) as error:
            seen.pop(len(digests), None)
            give_up(error, digests, failed)
        else:
            digests.append(digest)
    width = 8 * width_of(batch.way)
    yield Digested(b"".join(digest.ljust(width, b"\0") for digest in digests), failed, seen)


@contextmanager
def unchanged(folder: Handle, name: bytes, expected: Expected) -> Iterator[int]:
    """Open the file with this name; raises Changed if it is not the expected one, before or after."""
    file = open_file(folder, name)
    try:
        if not is_same(facts_of(file), expected):
            raise Changed
        yield file
        if not is_same(facts_of(file), expected):
            raise Changed
    finally:
        os.close(file)


def _digest_ends(file: int, size: int) -> bytes:
    ends = _read_at(file, 0) + _read_at(file, size - END)
    if len(ends) != 2 * END:
        raise Changed
    return digest_of_ends(ends)


def digest_of_ends(ends: bytes) -> bytes:
    """The digest by the method ``ends`` of the first and the last ``END`` bytes of a file."""
    return xxh3_128_digest(ends)


def _look(file: int, _size: int) -> bytes:
    # Imported here: the picture library is loaded only when a picture is looked at.
    from cleanup.disk.contents.pictures import look_at_descriptor

    return look_at_descriptor(file)


def look_at_picture(_folder: Handle, _name: bytes, file: int) -> bytes:
    """The digest by the method ``look`` of an open picture."""
    return _look(file, 0)


def _digest_large(file: int, size: int, batch: Batch) -> Generator[int, None, bytes]:
    whole = WholeDigest(batch.seed)
    total = untold = 0
    # One buffer for all parts: a new one each time would be fetched from the system and given back.
    room = memoryview(bytearray(min(PART, size + 1)))
    reader = FileIO(file, closefd=False)
    guest = Guest(file, size) if batch.gentle or size >= HUGE else None
    while count := reader.readinto(room):
        whole.update(room[:count])
        total += count
        untold += count
        if total > size:
            raise Changed
        if guest:
            guest.leave_behind(total)
        if untold >= _TELL_EVERY:
            yield untold
            untold = 0
    yield untold
    if total != size:
        raise Changed
    return whole.digest()


def _read_at(file: int, offset: int) -> bytes:
    os.lseek(file, offset, os.SEEK_SET)
    content = b""
    while len(content) < END and (more := os.read(file, END - len(content))):
        content += more
    return content


# Gives the key of a file by a method other than ``whole``.
_OF_PARTS: dict[str, Callable[[int, int], bytes]] = {"ends": _digest_ends, "look": _look}
