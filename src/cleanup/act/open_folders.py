"""Folders of the trash that many items share, opened once; and what is said of items when these cannot be flushed."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from typing import Self

from cleanup.act.system import flush_folder, flush_volume
from cleanup.disk.system import reach_folder
from cleanup.language import tr
from cleanup.model.run import Item, Result, Status

# The folder may not be listed (macOS, privacy settings), its file system has no such call, or it is gone.
_CANNOT_BE_FLUSHED = {errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.ENOENT}


def not_its_turn(item: Item) -> Result:
    """What is said of an item that was not tried any more."""
    return Result(item, Status.SKIPPED, "interrupted", tr("stopped before it was its turn"))


def unsettled(result: Result, error: OSError) -> Result:
    """What is said of what was done, and could not be brought to the disk."""
    if result.status is not Status.DONE:
        return result
    message = tr("the disk reports an error ({reason}); the next command looks at what became of it",
                 reason=error.strerror)  # fmt: skip
    return replace(result, status=Status.FAILED, code=errno.errorcode.get(error.errno or 0, "error"), message=message)


class OpenFolders:
    """Reaches folders by their path, following no link, and keeps them open while entered."""

    def __init__(self) -> None:
        self._open: dict[bytes, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for folder in self._open.values():
            os.close(folder)
        self._open.clear()

    def reach(self, path: bytes) -> int:
        """The open folder; raises OSError."""
        folder = self._open.get(path)
        if folder is None:
            folder = self._open[path] = reach_folder(path)
        return folder

    def flush(self, path: bytes) -> None:
        """Bring the changes of names in a folder to the disk; raises OSError."""
        flush_folder(self.reach(path))

    def flush_volume(self, path: bytes) -> None:
        """Bring everything on the file system of a folder to the disk; raises OSError."""
        flush_volume(self.reach(path))

    def flush_all(self) -> None:
        """Flush all open folders that are still there and can be flushed; raises OSError."""
        for path in self._open:
            try:
                self.flush(path)
            except OSError as error:
                if error.errno not in _CANNOT_BE_FLUSHED:
                    raise
