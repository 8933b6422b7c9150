"""The journal of a run: a file that only ever grows, and is flushed before anything moves.

There is one file per run, in the folder ``runs`` of the state folder. Their numbers give the order of runs, whatever
the clock says.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self, TypeVar

import msgspec

from cleanup.act.records import VERSION, Ended, Head, Record, line_of, parse_line
from cleanup.act.system import file_to_add_to, flush_file, flush_folder_at
from cleanup.disk.own_file import open_own
from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.trust import check_trusted
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem, StateProblem

T = TypeVar("T")

_NAME = re.compile(r"(\d{6,})-([0-9a-z-]+)\.journal")
# Longer than any last record, and far shorter than most journals.
_TAIL = 4096
# After a power cut, a file system can leave anything behind what was last flushed, mostly zeros; none of that may
# become part of the journal's last line.
_END = b"\n"
_NOTHING = b"\n\0"
# Between two flushes. After a power cut, the disk says what became of whatever was under way.
_BATCH = 256


@dataclass(frozen=True, slots=True)
class RunFile:
    """Where a run's journal is; later runs have higher numbers."""

    number: int
    run: str
    path: Path


def run_files(state: Path) -> list[RunFile]:
    """The journals of all runs, oldest first; raises StateProblem if they cannot be listed."""
    check_trusted(state / "runs")
    try:
        names = os.listdir(state / "runs")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StateProblem(
            tr("The journals of your runs cannot be read: {reason}.", reason=error.strerror),
            tr("Allow reading in {path}, then try again.", path=state),
        ) from None
    found = (_NAME.fullmatch(name) for name in names)
    return sorted(
        (RunFile(int(match[1]), match[2], state / "runs" / match[0]) for match in found if match),
        key=lambda run: run.number,
    )


def drop_unnamed(state: Path) -> None:
    """Remove what is left of journals that were cut off before they got their name: nothing had moved by then."""
    with suppress(OSError):
        for unnamed in (state / "runs").glob("*.new"):
            unnamed.unlink()


def forget_runs(files: Iterable[RunFile]) -> None:
    """Remove journals; call only with the run lock. Raises OSError."""
    for file in files:
        file.path.unlink(missing_ok=True)


def next_run_file(state: Path, run: str) -> RunFile:
    """Where the journal of a new run goes; call only with the run lock."""
    number = max((known.number for known in run_files(state)), default=0) + 1
    return RunFile(number, run, state / "runs" / f"{number:06d}-{run}.journal")


def batches(things: Iterable[T]) -> Iterator[list[T]]:
    """Split things, in order, into batches that share one flush of the journal."""
    left = iter(things)
    while batch := list(islice(left, _BATCH)):
        yield batch


class Journal:
    """An open journal. If it cannot write, whatever is under way stops: raises StateProblem."""

    def __init__(self, file: RunFile, head: Head | None = None) -> None:
        """Open a journal to add to it, or begin a new one with this head."""
        self._state = file.path.parents[1]
        try:
            self._file = file_to_add_to(file.path) if head is None else _begin(file.path, head)
        except OSError as error:
            raise unusable(self._state, error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._file)

    def add(self, records: Iterable[Record]) -> None:
        """Write records and wait until they are on the disk."""
        content = b"".join(map(line_of, records))
        if not content:
            return
        content += _END
        try:
            while content:
                content = content[os.write(self._file, content) :]
            flush_file(self._file)
        except OSError as error:
            raise unusable(self._state, error) from None


def read_journal(file: RunFile) -> Iterator[Record | None]:
    """All records of a journal, the head first; None for a line that is torn or was changed.

    Raises DocumentProblem if it cannot be read, has no head, or was written by a newer version.
    """
    check_trusted(file.path)
    try:
        with open_own(file.path) as lines:
            # Each line begins with its line break, so there is nothing before the first.
            lines.readline()
            first = lines.readline().strip(_NOTHING)
            _check_version(file, first)
            head = parse_line(first)
            if not isinstance(head, Head):
                raise _unreadable(file, tr("its first line is damaged"))
            yield head
            for line in lines:
                # What a power cut leaves instead of unflushed lines counts as nothing.
                if content := line.strip(_NOTHING):
                    yield parse_line(content)
    except OSError as error:
        raise _unreadable(file, error.strerror or "") from None


def is_closed(file: RunFile) -> bool:
    """Whether nothing is open in a journal, judging by its last line; raises DocumentProblem."""
    check_trusted(file.path)
    try:
        with open_own(file.path) as opened:
            opened.seek(max(file.path.stat().st_size - _TAIL, 0))
            tail = opened.read()
    except OSError as error:
        raise _unreadable(file, error.strerror or "") from None
    return isinstance(parse_line(tail.rstrip(_NOTHING).rpartition(b"\n")[2]), Ended)


class _AnyHead(msgspec.Struct):
    version: int = 0
    tool_version: str = ""


def _check_version(file: RunFile, line: bytes) -> None:
    """Refuse a journal of a newer version: we may misunderstand it."""
    try:
        head = msgspec.json.decode(line.partition(b" ")[2], type=_AnyHead)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return
    if head.version > VERSION:
        raise DocumentProblem(
            tr("The journal of run {run} was written by a newer cleanup ({version}).",
               run=file.run, version=head.tool_version),
            tr("Use that version for this run."),
        )  # fmt: skip


def _unreadable(file: RunFile, reason: str) -> DocumentProblem:
    return DocumentProblem(
        tr("The journal of run {run} cannot be read: {reason}.", run=file.run, reason=reason),
        tr("Its items are still in the trash of your desktop. The file: {path}", path=file.path),
    )


def unusable(state: Path, error: OSError) -> StateProblem:
    """The problem to report if nothing can be written down, so nothing may move."""
    return StateProblem(
        tr("The journal cannot be written, so nothing more is moved: {reason}.", reason=error.strerror),
        tr("Free some space or allow writing in {path}, then try again.", path=state),
    )


def _begin(path: Path, head: Head) -> int:
    """A new journal; it gets its name only once its head is on the disk, so that none is ever without one."""
    make_private_folder(path.parent)
    unnamed = path.with_suffix(".new")
    file = file_to_add_to(unnamed, new=True)
    try:
        content = line_of(head) + _END
        if os.write(file, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush_file(file)
        os.rename(unnamed, path)
        flush_folder_at(path.parent)
        flush_folder_at(path.parents[1])
    except BaseException:
        os.close(file)
        unnamed.unlink(missing_ok=True)
        raise
    return file
