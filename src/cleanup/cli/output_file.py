"""Write a file that is whole or not there, and that replaces nothing but what was there at the check."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleanup.act.system import (
    closing,
    exchange,
    new_file,
    open_pipe,
    remove,
    rename_without_replacing,
    replace,
    set_mode,
)
from cleanup.disk.status import are_one
from cleanup.disk.system import Facts, facts_at, reach_folder, user_number

_NO_SUCH_WAY = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM}


@dataclass(frozen=True, slots=True)
class OutputFile:
    """Where a result goes: ``path`` as it was named, ``real`` without links.

    ``there`` is what was found at the check and may be replaced, None if nothing was; with ``force`` its contents may
    have changed since. A ``pipe`` is written to.
    """

    path: Path
    real: Path
    there: Facts | None = None
    force: bool = False
    pipe: bool = False

    def write(self, write: Callable[[BinaryIO], None]) -> None:
        """Write it; raises OSError, and FileExistsError if something else is there now."""
        if self.pipe:
            with os.fdopen(open_pipe(self.path), "wb") as stream:
                write(stream)
            return
        name, part = os.fsencode(self.real.name), b".cleanup-%s.part" % secrets.token_hex(8).encode()
        with closing(reach_folder(os.fsencode(self.real.parent))) as folder:
            number = new_file(folder, part)
            try:
                with os.fdopen(number, "wb") as stream:
                    write(stream)
                    stream.flush()
                    set_mode(number, 0o666 & ~_umask())
                    os.fsync(number)
                self._put(folder, part, name)
            except BaseException:
                remove(folder, part)
                raise

    def _put(self, folder: int, part: bytes, name: bytes) -> None:
        """Give the new file its name."""
        try:
            now = facts_at(folder, name)
        except FileNotFoundError:
            _put_new(folder, part, name)
            return
        if not self._may_replace(now) or (not self.force and now.st_ctime_ns != self._was.st_ctime_ns):
            raise FileExistsError
        try:
            exchange(folder, part, name)
        except OSError as error:
            if error.errno not in _NO_SUCH_WAY:
                raise
            # Not quite at once: there is a moment between the check and this.
            replace(folder, part, name)
            return
        if not self._may_replace(facts_at(folder, part)):
            exchange(folder, part, name)
            raise FileExistsError
        remove(folder, part)

    @property
    def _was(self) -> Facts:
        if self.there is None:
            raise FileExistsError
        return self.there

    def _may_replace(self, now: Facts) -> bool:
        """Whether this is what was there at the check; a changed name does not count."""
        was = self._was
        same = stat.S_ISREG(now.st_mode) and are_one(now, was) and now.st_uid == user_number()
        return same and (self.force or (now.st_size, now.st_mtime_ns) == (was.st_size, was.st_mtime_ns))


def _put_new(folder: int, part: bytes, name: bytes) -> None:
    try:
        rename_without_replacing(folder, part, folder, name)
    except OSError as error:
        if error.errno not in _NO_SUCH_WAY:
            raise
        # Some file systems cannot refuse to replace; an empty file of ours takes the name first.
        os.close(new_file(folder, name))
        replace(folder, part, name)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
