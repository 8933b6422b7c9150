"""Copy a file to another volume so that nothing of it is lost: its bytes, holes, times, permissions and attributes.

A copy has a temporary name until it is complete, on the disk, and found equal to the original.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from cleanup.act.movers.mover import NotPossible
from cleanup.act.movers.rights import check_all_given, check_not_opened_up, give_rights, rights_of
from cleanup.act.naming import unique_name
from cleanup.act.system import (
    flush_file,
    flush_folder,
    new_file,
    remove,
    rename_without_replacing,
    reserve,
    set_born,
    sync_all,
    write_at,
    written_ranges,
)
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.act.writers import WriteWatch
from cleanup.disk.identity import identity_of
from cleanup.disk.reading.comparison import Stopped, same_bytes
from cleanup.disk.status import are_one
from cleanup.disk.system import Facts, allocated_bytes, facts_at, facts_of, look_afresh, open_file, read_at
from cleanup.language import tr
from cleanup.model.plan import Identity
from cleanup.model.run import Item, Rights

_READ = 1 << 20
# If the system does not report holes: a run of zeros of this size, beginning at a multiple of it.
_HOLE = 1 << 16
_ZEROS = bytes(_HOLE)
# Nanoseconds. The clock of a file system can be as coarse as this (FAT).
_TICK = 2 * 10**9
_UNFINISHED = b".part"


def unfinished(unique: bytes) -> bytes:
    """The name of a copy until it is complete."""
    return unique + _UNFINISHED


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy to be made of an open file in an open folder. ``unique`` is a name that nobody else picks.

    ``rights`` is what belongs to it besides its bytes; ``check`` raises NotPossible if the folder's volume did not take
    enough of them.
    """

    source: int
    folder: int
    unique: bytes
    rights: Rights
    check: Callable[[int, Rights], None]

    @contextmanager
    def whole(self, name: bytes, stopped: Callable[[], bool]) -> Iterator[Identity]:
        """Make it under ``name``, replacing nothing; gives the copy's identity.

        Raises OSError, Stopped, or NotPossible if the source changes; then, and if the body raises, the copy is removed
        again, but only if the source still has a name.
        """
        source, folder = self.source, self.folder
        copy = new_file(folder, unfinished(self.unique))
        try:
            watch = WriteWatch(source)
            look_afresh(source)
            before = facts_of(source)
            ends = watch.or_stopped(stopped)
            # Some flags can only be set on an empty file, and what is refused is refused before the bytes are copied.
            self._give_rights(copy)
            _copy_bytes(source, copy, before.st_size, self.rights.reserved, ends)
            # A setuid or setgid file loses that when written to.
            self._give_rights(copy)
            if not same_bytes(source, copy, before.st_size, ends) or not _is_as_before(source, before, watch):
                raise _changed()
            # Last of all: the comparison was an access too.
            os.utime(copy, ns=(before.st_atime_ns, self.rights.modified))
            if self.rights.born is not None:
                # After the other times, which would move it earlier; if it is not taken, the journal has it.
                with suppress(OSError):
                    set_born(copy, self.rights.born)
            flush_file(copy)
            rename_without_replacing(folder, unfinished(self.unique), folder, name)
            flush_names(folder)
            _check_number(copy, folder, name)
            if not _is_as_before(source, before, watch):
                raise _changed()
            yield identity_of(facts_of(copy))
        except BaseException:
            if facts_of(source).st_nlink:
                _drop(copy, folder, unfinished(self.unique))
                _drop(copy, folder, name)
            raise
        finally:
            os.close(copy)

    def _give_rights(self, copy: int) -> None:
        give_rights(self.source, copy, self.rights)
        self.check(copy, self.rights)


def bring_back_copy(trashed: Trashed, folder: int, name: bytes) -> None:
    """Bring a file back into an open folder of another volume: a complete copy first, then it leaves the quarantine.

    Raises OSError, including FileExistsError, and NotOurs; then the file is in the quarantine and nothing else is left.
    """
    unique = trashed.item.place.name
    source = open_file(trashed.folder, unique)
    try:
        seen = facts_of(source)
        if not are_one(seen, trashed.seen) or not stat.S_ISREG(seen.st_mode):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        _check_unchanged(trashed.item, seen)
        with _copy_back(trashed.item, source, folder).whole(name, lambda: False):
            remove(trashed.folder, unique)
        settle(trashed.folder)
    except NotPossible as problem:
        raise NotOurs(problem.code, problem.message) from None
    finally:
        os.close(source)


def _check_unchanged(item: Item, seen: Facts) -> None:
    """Raise NotPossible if a file in a quarantine is not what arrived there, by size and time."""
    if seen.st_size != item.identity.size or abs(seen.st_mtime_ns - item.identity.modified) > _TICK:
        path = item.place.path.decode("utf-8", "replace")
        raise NotPossible("changed", tr("changed since it came to the quarantine; it is at {path}", path=path))


def _copy_back(item: Item, source: int, folder: int) -> Copy:
    """What comes back gets the attributes of the file that went, whatever its copy has by now."""
    if item.rights is None:
        # Written before that was recorded.
        return Copy(source, folder, item.place.name, rights_of(source), check_not_opened_up)
    return Copy(source, folder, item.place.name, item.rights, check_all_given)


def flush_names(folder: int) -> None:
    """Flush the names in an open folder to the disk; raises OSError."""
    try:
        flush_folder(folder)
    except PermissionError:
        # A folder that may be passed through but not listed.
        sync_all()


def settle(folder: int) -> None:
    """Flush the last step of a move to the disk: an error there does not undo it."""
    with suppress(OSError):
        flush_names(folder)


def _is_as_before(source: int, before: Facts, watch: WriteWatch) -> bool:
    look_afresh(source)
    return identity_of(before) == identity_of(facts_of(source)) and not watch.is_broken()


def _changed() -> NotPossible:
    return NotPossible("changed", tr("changed while it was copied; it is where it was"))


def _check_number(copy: int, folder: int, name: bytes) -> None:
    """Raise NotPossible if a file has a different number when looked up by name: nothing could find it again."""
    found, made = facts_at(folder, name), facts_of(copy)
    if found.st_ino != made.st_ino:
        # It has just got a name that was free: it is ours, whatever its number.
        if (found.st_size, found.st_mtime_ns) == (made.st_size, made.st_mtime_ns):
            remove(folder, name)
        message = tr("that drive gives files a new number each time, so it could not be found again there")
        raise NotPossible("no-quarantine", message)


def check_takes(folder: int) -> None:
    """Raise NotPossible if a move to an open folder would replace something, or its file could not be found again.
    Tried with a file of our own, before a long copy is made in vain. Raises OSError.
    """
    name = unique_name(b"try")
    made = new_file(folder, unfinished(name))
    try:
        rename_without_replacing(folder, unfinished(name), folder, name)
        _check_number(made, folder, name)
    except OSError as error:
        message = tr("files cannot be moved there without replacing others: {reason}", reason=error.strerror)
        raise NotPossible("no-quarantine", message) from None
    finally:
        os.close(made)
        for each in (unfinished(name), name):
            with suppress(FileNotFoundError):
                remove(folder, each)


def _copy_bytes(
    source: int, copy: int, size: int, reserved: Iterable[tuple[int, int]], stopped: Callable[[], bool]
) -> None:
    """Copy the data up to ``size``; holes stay holes, and reserved space is reserved."""
    os.ftruncate(copy, size)
    for start, length in reserved:
        reserve(copy, start, length)
    ranges = written_ranges(source, size)
    # Some file systems do not report the holes that a file must have.
    holes_untold = ranges == [(0, size)] and allocated_bytes(facts_of(source)) < size
    step = _HOLE if holes_untold else _READ
    for start, end in ranges:
        offset = start
        while offset < end and (content := read_at(source, min(step, end - offset), offset)):
            if stopped():
                raise Stopped
            if not (holes_untold and content == _ZEROS):
                _write(copy, content, offset)
            offset += len(content)


def _write(copy: int, content: bytes, offset: int) -> None:
    while content:
        written = write_at(copy, content, offset)
        content = content[written:]
        offset += written


def _drop(copy: int, folder: int, name: bytes) -> None:
    """Remove a name in an open folder if it is this open copy's."""
    with suppress(FileNotFoundError):
        if are_one(facts_at(folder, name), facts_of(copy)):
            remove(folder, name)
