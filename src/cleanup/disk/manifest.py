"""Record what a folder contains, so that a change is noticed before it moves."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Set
from typing import TYPE_CHECKING

from xxhash import xxh3_128

from cleanup.disk.descent import Descent
from cleanup.disk.status import within_range
from cleanup.disk.system import Facts, Handle, allocated_bytes, facts_at, leave, names_in, open_folder

if TYPE_CHECKING:
    from cleanup.model.plan import Manifest


class CrossesVolumes(Exception):
    """Something in the folder is on another volume: it would be carried along."""


class HoldsKept(Exception):
    """A file that stays is in the folder, perhaps under a path that was not known."""


class HoldsOthers(Exception):
    """Something in the folder belongs to another user."""


def manifest_of(
    folder: Handle, device: int, kept: Set[tuple[int, int]] = frozenset(), owner: int | None = None
) -> Manifest:
    """What an open folder on this device contains at all depths; follows no link, opens no file.

    Raises HoldsKept for a file among ``kept`` (device and inode), HoldsOthers for anything that does not belong to the
    ``owner``, CrossesVolumes, and OSError for anything that cannot be looked at: what is unknown does not move.
    """
    from cleanup.model.plan import Manifest

    digest = xxh3_128()
    amounts = _Amounts()
    # Folders still to list: how deep each is, and its name.
    waiting: list[tuple[int, bytes]] = []
    with Descent(folder) as descent:
        while True:
            way = b"".join(name + b"/" for name in descent.names)
            for name in sorted(map(os.fsencode, names_in(descent.here))):
                seen = facts_at(descent.here, name)
                if seen.st_dev != device:
                    raise CrossesVolumes
                if (seen.st_dev, seen.st_ino) in kept:
                    raise HoldsKept
                if owner not in {None, seen.st_uid}:
                    raise HoldsOthers
                if stat.S_ISDIR(seen.st_mode):
                    waiting.append((len(descent.names), name))
                amounts.add(seen)
                digest.update(way + name + b"\0%o %d %d %d\0" % _facts(seen))
            if not waiting:
                break
            depth, name = waiting.pop()
            descent.up_to(depth)
            descent.down(name)
    return Manifest(
        amounts.folders, amounts.others, amounts.size, amounts.allocated, amounts.newest, digest.hexdigest()
    )  # fmt: skip


def manifest_at(path: str, device: int) -> Manifest:
    """What the folder at a path on this device contains; raises as ``manifest_of``."""
    folder = open_folder(path)
    try:
        return manifest_of(folder, device)
    finally:
        leave(folder)


def _facts(seen: Facts) -> tuple[int, int, int, int]:
    """What would show that something was put in its place; a folder's own size and time say nothing about that."""
    if stat.S_ISDIR(seen.st_mode):
        return stat.S_IFMT(seen.st_mode), seen.st_ino, 0, 0
    return stat.S_IFMT(seen.st_mode), seen.st_ino, seen.st_size, within_range(seen.st_mtime_ns)


class _Amounts:
    """Adds up what is in a folder: a file with several names once, and its blocks only if all names are there."""

    def __init__(self) -> None:
        self.folders = self.others = self.size = self.allocated = self.newest = 0
        self._names: Counter[int] = Counter()

    def add(self, seen: Facts) -> None:
        self.newest = max(self.newest, within_range(seen.st_mtime_ns))
        if stat.S_ISDIR(seen.st_mode):
            self.folders += 1
            self.allocated += allocated_bytes(seen)
            return
        self.others += 1
        several = seen.st_nlink > 1
        if several:
            self._names[seen.st_ino] += 1
        if not several or self._names[seen.st_ino] == 1:
            self.size += seen.st_size
        if not several or self._names[seen.st_ino] == seen.st_nlink:
            self.allocated += allocated_bytes(seen)
