"""The independent check: group files by size, then by SHA-256, with nothing of the program's own."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

Groups = set[frozenset[bytes]]


def files_below(roots: Iterable[Path | bytes]) -> dict[tuple[int, int], list[bytes]]:
    """All names of each regular file below the roots, by device and inode, links not followed."""
    found: dict[tuple[int, int], set[bytes]] = defaultdict(set)
    for root in roots:
        for folder, _, names in os.walk(os.fsencode(root)):
            for name in names:
                path = folder + b"/" + name
                status = os.lstat(path)
                if stat.S_ISREG(status.st_mode):
                    found[status.st_dev, status.st_ino].add(path)
    return {identity: sorted(paths) for identity, paths in found.items()}


def duplicate_groups(roots: Iterable[Path | bytes]) -> Groups:
    """The groups of files with the same bytes; a file with several names stands for its first one."""
    by_size: dict[int, list[bytes]] = defaultdict(list)
    for paths in files_below(roots).values():
        by_size[os.lstat(paths[0]).st_size].append(paths[0])
    groups: Groups = set()
    for size, paths in by_size.items():
        if not size or len(paths) < 2:
            continue
        by_digest: dict[bytes, list[bytes]] = defaultdict(list)
        for path in paths:
            with open(path, "rb") as file:
                by_digest[hashlib.file_digest(file, "sha256").digest()].append(path)
        groups |= {frozenset(same) for same in by_digest.values() if len(same) > 1}
    return groups
