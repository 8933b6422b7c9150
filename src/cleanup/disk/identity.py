"""What ``stat`` says about a thing that may move: its kind and its identity."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from cleanup.disk.status import within_range
from cleanup.disk.system import Facts
from cleanup.model.category import Kind

if TYPE_CHECKING:
    from cleanup.model.plan import Identity

_KINDS = {stat.S_IFREG: Kind.FILE, stat.S_IFDIR: Kind.FOLDER, stat.S_IFLNK: Kind.LINK}


def kind_of(seen: Facts) -> Kind | None:
    """The kind of a thing, or None for pipes, sockets and devices."""
    return _KINDS.get(stat.S_IFMT(seen.st_mode))


def identity_of(seen: Facts) -> Identity:
    """The identity of a thing; a folder's own size and time change with every name in it and are left out."""
    from cleanup.model.plan import Identity

    if stat.S_ISDIR(seen.st_mode):
        return Identity(seen.st_dev, seen.st_ino, 0, 0)
    return Identity(
        seen.st_dev, seen.st_ino, seen.st_size, within_range(seen.st_mtime_ns), within_range(seen.st_ctime_ns)
    )  # fmt: skip


def is_it(seen: Facts, kind: Kind, identity: Identity) -> bool:
    """Whether this is exactly that thing, unchanged."""
    return _is_as_it_was(seen, identity) and is_still_it(seen, kind, identity)


def is_still_it(seen: Facts, kind: Kind, identity: Identity) -> bool:
    """Whether this is exactly that thing after its name was changed, which most systems record as a change of it."""
    if seen.st_ino != identity.inode or seen.st_dev != identity.device or kind_of(seen) is not kind:
        return False
    # A folder's own size and time change with every name in it.
    if kind is Kind.FOLDER:
        return True
    return seen.st_size == identity.size and within_range(seen.st_mtime_ns) == identity.modified


def _is_as_it_was(seen: Facts, identity: Identity) -> bool:
    """Whether the change time is as it was, if it is known.

    If a disk does not store it (FAT, exFAT), it equals the modification time once the drive was plugged in again.
    Nobody can set it to that: it always comes from the clock.
    """
    changed = within_range(seen.st_ctime_ns)
    return identity.changed in {0, changed} or seen.st_ctime_ns == seen.st_mtime_ns
