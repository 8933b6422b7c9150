"""Which drives do not answer: one of a program or another computer can keep whoever asks it waiting for ever."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread
from time import monotonic

from cleanup.disk.filesystems import is_fuse, is_network
from cleanup.disk.system import leave, mount_table, names_in, open_folder, room_on_volume
from cleanup.model.paths import is_inside

# A disk that has to start turning takes less.
PATIENCE = 10.0

_left_out: frozenset[str] = frozenset()


def drives_of_others() -> tuple[str, ...]:
    """Where drives are mounted that a program or another computer serves; looks at the mount table alone."""
    return tuple(
        mount.path
        for mount in mount_table()
        if is_network(mount.filesystem) or is_fuse(mount.filesystem) or mount.filesystem.startswith("fuseblk")
    )


def leave_out(mounts: Iterable[str]) -> None:
    """From now on, nothing in this process asks these drives, which were asked in vain before."""
    global _left_out
    _left_out = frozenset(mounts)


def left_out() -> frozenset[str]:
    """The drives that must not be asked."""
    return _left_out


def is_left_out(path: str) -> bool:
    """Whether an absolute path lies on such a drive; does not look at it."""
    return any(is_inside(path, mount) for mount in _left_out)


def silent_ones(folders: Iterable[str], patience: float = PATIENCE) -> frozenset[str]:
    """Those of the folders that do not answer within ``patience`` seconds, all asked at once; an error is an answer.

    Who asks them waits on, and ends with this process. Where the system gives no more threads, all seem to answer.
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
        # Names may be remembered on this side; how much room there is, is not.
        room_on_volume(folder)
        # Through the seam, so that the folder's access time stays.
        opened = open_folder(os.path.realpath(folder))
        try:
            names_in(opened)
        finally:
            leave(opened)
