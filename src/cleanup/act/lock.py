"""One run at a time: a lock in the state folder, held from before recovery until the last record is written."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from cleanup.act.journal import unusable
from cleanup.act.system import file_to_lock, try_lock
from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.status import are_one
from cleanup.disk.system import facts_behind, facts_of
from cleanup.disk.trust import check_trusted
from cleanup.language import tr
from cleanup.model.errors import InterruptedWait, StateProblem
from cleanup.model.event import Listener

LOCK = "run.lock"
_ASK_EVERY = 0.1


class RunLock:
    """Held while entered; waits for another run, and says so. The system releases it when a process ends.

    Raises StateProblem if the state folder cannot be written, InterruptedWait if the listener wants to stop.
    """

    def __init__(self, state: Path, listen: Listener) -> None:
        self._state = state
        self._listen = listen
        self._file = -1

    def __enter__(self) -> Self:
        check_trusted(self._state)
        while True:
            self._open()
            if self._is_there():
                return self
            # The previous holder has forgotten everything, and removed the file with the rest.
            os.close(self._file)

    def _open(self) -> None:
        try:
            make_private_folder(self._state)
            self._file = file_to_lock(self._state / LOCK)
        except OSError as error:
            raise unusable(self._state, error) from None
        try:
            self._wait()
        except OSError as error:
            os.close(self._file)
            raise StateProblem(
                tr("Nothing can be locked in {path}, so nothing is moved: {reason}.",
                   path=self._state, reason=error.strerror),
                tr("Set XDG_STATE_HOME to a folder on a local disk, then try again."),
            ) from None  # fmt: skip
        except BaseException:
            os.close(self._file)
            raise

    def _is_there(self) -> bool:
        try:
            return are_one(facts_of(self._file), facts_behind(self._state / LOCK))
        except OSError:
            return False

    def _wait(self) -> None:
        warned = False
        while not try_lock(self._file):
            if not warned:
                self._listen.warn(tr("Another run of cleanup is in progress; waiting for it to end."))
                warned = True
            if self._listen.stopped():
                raise InterruptedWait(tr("Stopped while waiting; nothing was done."))
            time.sleep(_ASK_EVERY)

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def drop_empty(state: Path, folders: Iterable[Path]) -> None:
    """Remove the program's own folders if they contain nothing but the lock, which is held here."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
    with suppress(OSError):
        if [path.name for path in state.iterdir()] == [LOCK]:
            (state / LOCK).unlink()
            state.rmdir()
