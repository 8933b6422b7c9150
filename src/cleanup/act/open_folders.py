"""Trash folders that many items share, opened once; and what to report for items if these cannot be flushed."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from typing import Self

from cleanup.act.system import flush_folder, flush_volume
from cleanup.disk.system import facts_by_path, reach_folder, user_number
from cleanup.disk.trashes.bin_places import is_bin_of_user
from cleanup.disk.trashes.trash_rights import why_not_own_folder
from cleanup.disk.trust import why_not_trusted
from cleanup.language import tr
from cleanup.model.run import Item, Result, Status

# The folder may not be listed (macOS, privacy settings), its file system has no such call, or it is gone. A Mac's
# file systems that cannot flush say so by three numbers; Linux has one number for two of them.
_NO_SUCH_CALL = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY}
_CANNOT_BE_FLUSHED = {errno.EACCES, errno.EPERM, errno.ENOENT, *_NO_SUCH_CALL}


def not_its_turn(item: Item) -> Result:
    """The outcome of an item that was not tried any more."""
    return Result(item, Status.SKIPPED, "interrupted", tr("stopped before its turn came"))


def unsettled(result: Result, error: OSError) -> Result:
    """The outcome of an item that was dealt with, but could not be flushed to the disk."""
    if result.status is not Status.DONE:
        return result
    message = tr("the disk reports an error ({reason}); the next command checks what became of it",
                 reason=error.strerror)  # fmt: skip
    return replace(result, status=Status.FAILED, code=errno.errorcode.get(error.errno or 0, "error"), message=message)


class OpenFolders:
    """Reaches folders by their path, following no link, and keeps them open while entered."""

    def __init__(self) -> None:
        self._open: dict[bytes, int] = {}
        self._are_trashes: dict[bytes, bool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for folder in self._open.values():
            os.close(folder)
        self._open.clear()
        self._are_trashes.clear()

    def reach(self, path: bytes) -> int:
        """The open folder; raises OSError."""
        folder = self._open.get(path)
        if folder is None:
            folder = self._open[path] = reach_folder(path)
        return folder

    def is_trash(self, path: bytes) -> bool:
        """Whether a folder is where a trash of this user's keeps things: checked once while these are open."""
        if path not in self._are_trashes:
            folder = os.fsdecode(path)
            self._are_trashes[path] = _is_trash_of_users(folder) or is_bin_of_user(folder)
        return self._are_trashes[path]

    def flush(self, path: bytes) -> None:
        """Flush the changes of names in a folder to the disk; raises OSError."""
        flush_folder(self.reach(path))

    def flush_volume(self, path: bytes) -> None:
        """Flush everything on the file system of a folder to the disk; raises OSError."""
        flush_volume(self.reach(path))

    def flush_all(self) -> None:
        """Flush all open folders that are still there and can be flushed; raises OSError."""
        for path in self._open:
            try:
                self.flush(path)
            except OSError as error:
                if error.errno not in _CANNOT_BE_FLUSHED:
                    raise


def _is_trash_of_users(files: str) -> bool:
    """Whether a folder is where a trash that the specification knows keeps files, and only this user can change it.

    A journal could name any folder: nothing is ever erased in any other.
    """
    trash, name = os.path.split(files)
    above, last = os.path.split(trash)
    number = str(user_number())
    shared = os.path.basename(above) == ".Trash" and last == number
    if name != "files" or not (last in {"Trash", f".Trash-{number}"} or shared):
        return False
    try:
        return not any(
            why_not_own_folder(path, facts_by_path(path)) or why_not_trusted(path) for path in (trash, files)
        )
    except OSError:
        return False
