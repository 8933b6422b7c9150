"""Copy a file to another volume so that nothing of it is lost: its bytes, holes, times, rights and attributes.

A copy has a name of its own until it is whole, on the disk, and found equal to what it was made of.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import (
    attribute_names,
    copy_attribute,
    flush_folder,
    give_to,
    new_file,
    remove,
    rename_without_replacing,
    set_mode,
    sync_all,
    write_at,
)
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.comparison import Stopped, same_bytes
from cleanup.disk.identity import identity_of
from cleanup.disk.system import facts_at, open_file, read_at
from cleanup.language import tr
from cleanup.model.plan import Identity

_READ = 1 << 20
# A run of zeros of at least this size, beginning at a multiple of it, becomes a hole.
_HOLE = 1 << 16
_ZEROS = bytes(_HOLE)
_UNFINISHED = b".part"


def unfinished(unique: bytes) -> bytes:
    """The name that a copy has until it is whole."""
    return unique + _UNFINISHED


@contextmanager
def whole_copy(source: int, folder: int, unique: bytes, name: bytes, stopped: Callable[[], bool]) -> Iterator[Identity]:
    """Copy an open file into an open folder, under ``name``, which is not replaced; gives the copy's identity.

    ``unique`` is a name that nobody else picks. Raises OSError, Stopped, or NotPossible when the source changes; then,
    and when the body raises, the copy goes again, but only if the source still has a name.
    """
    copy = new_file(folder, unfinished(unique))
    try:
        before = os.fstat(source)
        _copy_bytes(source, copy, stopped)
        _copy_rights(before, source, copy)
        if not same_bytes(source, copy, stopped) or identity_of(before) != identity_of(os.fstat(source)):
            raise NotPossible("changed", tr("changed while it was copied; it is where it was"))
        # Last of all: the comparison was an access too.
        os.utime(copy, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.fsync(copy)
        rename_without_replacing(folder, unfinished(unique), folder, name)
        flush_names(folder)
        yield identity_of(os.fstat(copy))
    except BaseException:
        if os.fstat(source).st_nlink:
            _drop(copy, folder, unfinished(unique))
            _drop(copy, folder, name)
        raise
    finally:
        os.close(copy)


def bring_back_copy(trashed: Trashed, folder: int, name: bytes) -> None:
    """Bring a file back into an open folder of another volume: a whole copy first, then it leaves the quarantine.

    Raises OSError, FileExistsError among them, and NotOurs; then the file is in the quarantine and nothing else
    is left.
    """
    unique = trashed.item.place.name
    source = open_file(trashed.folder, unique)
    try:
        seen = os.fstat(source)
        if not os.path.samestat(seen, trashed.seen) or not stat.S_ISREG(seen.st_mode) or seen.st_nlink != 1:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        with whole_copy(source, folder, unique, name, lambda: False):
            remove(trashed.folder, unique)
        settle(trashed.folder)
    except NotPossible as problem:
        raise NotOurs(problem.code, problem.message) from None
    finally:
        os.close(source)


def flush_names(folder: int) -> None:
    """Bring the names in an open folder to the disk; raises OSError."""
    try:
        flush_folder(folder)
    except PermissionError:
        # A folder that may be passed through, but not be listed.
        sync_all()


def settle(folder: int) -> None:
    """Bring the last step of a move to the disk: an error there does not undo it."""
    with suppress(OSError):
        flush_names(folder)


def _copy_bytes(source: int, copy: int, stopped: Callable[[], bool]) -> None:
    offset = 0
    while content := read_at(source, _READ, offset):
        if stopped():
            raise Stopped
        for start in range(0, len(content), _HOLE):
            part = content[start : start + _HOLE]
            if part != _ZEROS:
                _write(copy, part, offset + start)
        offset += len(content)
    os.ftruncate(copy, offset)


def _write(copy: int, content: bytes, offset: int) -> None:
    while content:
        written = write_at(copy, content, offset)
        content = content[written:]
        offset += written


def _copy_rights(before: os.stat_result, source: int, copy: int) -> None:
    """Owner, attributes, mode: in this order, for each of them can undo the one after it."""
    mode = stat.S_IMODE(before.st_mode)
    own = os.fstat(copy)
    if (own.st_uid, own.st_gid) != (before.st_uid, before.st_gid):
        try:
            give_to(copy, before.st_uid, before.st_gid)
        except PermissionError:
            # A program must not run with the rights of another user than it did.
            mode &= ~(stat.S_ISUID | stat.S_ISGID)
    _copy_attributes(source, copy)
    # A file system without rights (those of most sticks) takes none: better than no copy.
    with suppress(OSError):
        set_mode(copy, mode)


def _copy_attributes(source: int, copy: int) -> None:
    """Copy the extended attributes; raises NotPossible when one that a person or a program set would be lost."""
    try:
        names = attribute_names(source)
    except OSError:
        return
    for name in names:
        try:
            copy_attribute(source, copy, name)
        except OSError as error:
            if name.startswith("user."):
                message = tr("an attribute of the file cannot be kept on that volume: {reason}", reason=error.strerror)
                raise NotPossible("other-volume", message) from None


def _drop(copy: int, folder: int, name: bytes) -> None:
    """Take a name in an open folder away if it is this open copy's."""
    with suppress(FileNotFoundError):
        if os.path.samestat(facts_at(folder, name), os.fstat(copy)):
            remove(folder, name)
