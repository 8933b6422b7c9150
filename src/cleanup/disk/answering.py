"""Which folders do not answer: a drive of a program or another computer can keep whoever asks it waiting for ever."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from threading import Thread
from time import monotonic

from cleanup.disk.system import leave, names_in, open_folder

# A disk that has to start turning takes less.
_PATIENCE = 10.0


def silent_ones(folders: Iterable[str], patience: float = _PATIENCE) -> frozenset[str]:
    """Those of the folders that do not answer within ``patience`` seconds, all asked at once; an error is an answer.

    Who asks them waits on, and ends with this process.
    """
    asked = {folder: Thread(target=_list, args=(folder,), daemon=True) for folder in folders}
    for thread in asked.values():
        thread.start()
    deadline = monotonic() + patience
    for thread in asked.values():
        thread.join(max(deadline - monotonic(), 0))
    return frozenset(folder for folder, thread in asked.items() if thread.is_alive())


def _list(folder: str) -> None:
    # Through the seam, so that the folder's access time stays.
    with suppress(OSError, ValueError):
        opened = open_folder(os.path.realpath(folder))
        try:
            names_in(opened)
        finally:
            leave(opened)
