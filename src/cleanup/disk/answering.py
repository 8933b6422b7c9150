"""Which drives do not respond: a drive served by a program or another computer can keep callers waiting for ever."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread
from time import monotonic

from cleanup.disk.filesystems import is_fuse, is_network
from cleanup.disk.system import leave, mounted, names_in, open_folder, room_on_volume
from cleanup.model.paths import is_inside

# A disk that has to spin up takes less.
PATIENCE = 10.0

_left_out: frozenset[str] = frozenset()


def drives_of_others() -> tuple[str, ...]:
    """Where drives served by a program or another computer are mounted; looks only at the mount table."""
    return tuple(
        path
        for path, filesystem in mounted()
        if is_network(filesystem) or is_fuse(filesystem) or filesystem.startswith("fuseblk")
    )


def leave_out(mounts: Iterable[str]) -> None:
    """From now on, nothing in this process touches these drives, which did not respond."""
    global _left_out
    _left_out = frozenset(mounts)


def left_out() -> frozenset[str]:
    """The drives that must not be touched."""
    return _left_out


def is_left_out(path: str) -> bool:
    """Whether an absolute path is on such a drive; does not look at it."""
    return any(is_inside(path, mount) for mount in _left_out)


def silent_ones(folders: Iterable[str], patience: float = PATIENCE) -> frozenset[str]:
    """Which of these folders do not respond within ``patience`` seconds, all asked at once; an error is a response.

    The threads that ask keep waiting, and end with this process. If the system allows no more threads, all seem to
    respond.
    """
    asked = {folder: Thread(target=_ask, args=(folder,), daemon=True) for folder in folders}
    with suppress(RuntimeError):
        for thread in asked.values():
            thread.start()
    deadline = monotonic() + patience
    for thread in filter(Thread.is_alive, asked.values()):
        thread.join(max(deadline - monotonic(), 0))
    return frozenset(folder for folder, thread in asked.items() if thread.is_alive())


def _ask(folder: str) -> None:
    with suppress(OSError, ValueError):
        # Names may be cached on this side; the free space is not.
        room_on_volume(folder)
        # Through the seam, so that the folder's access time does not change.
        opened = open_folder(os.path.realpath(folder))
        try:
            names_in(opened)
        finally:
            leave(opened)
