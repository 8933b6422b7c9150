"""Bring the answer to standard output, or whole and at once to a file."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import BinaryIO

from cleanup.cli.formats import FORMATS
from cleanup.cli.streams import AnswerLost, discard
from cleanup.language import tr
from cleanup.model.errors import OutputProblem, UsageProblem

_LONGEST_LINE = 1 << 20


def check_format(name: str, known: Collection[str] = FORMATS.keys()) -> str:
    """The format, if it is one of these; raises UsageProblem."""
    if name in known:
        return name
    problem = (
        tr("“{name}” is not a format here.", name=name)
        if name in FORMATS
        else tr("“{name}” is not a format.", name=name)
    )
    raise UsageProblem(problem, tr("Choose one of: {names}.", names=", ".join(known)))


def check_output(path: Path | None, form: str) -> None:
    """Refuse a file that cannot or must not be written, before any work is done; raises UsageProblem."""
    if path is None:
        return
    hint = tr("Choose another file with --output.")
    try:
        status = path.stat()
    except FileNotFoundError:
        _check_folder(path.resolve().parent, hint)
        return
    except OSError as error:
        raise UsageProblem(
            tr("“{path}” cannot be written: {reason}.", path=path, reason=error.strerror), hint
        ) from None
    if stat.S_ISDIR(status.st_mode):
        raise UsageProblem(tr("“{path}” is a folder, not a file to write.", path=path), hint)
    if not os.access(path, os.W_OK):
        raise UsageProblem(tr("“{path}” cannot be written: no permission.", path=path), hint)
    if stat.S_ISREG(status.st_mode):
        _check_folder(path.resolve().parent, hint)
    if stat.S_ISREG(status.st_mode) and not _is_ours(path, form, status.st_size):
        if FORMATS[form].first_line is None:
            raise UsageProblem(tr("“{path}” exists, and a page is never written over a file.", path=path), hint)
        raise UsageProblem(
            tr("“{path}” exists and is not a {form} report of cleanup; it stays as it is.", path=path, form=form), hint
        )


def deliver(write: Callable[[BinaryIO], None], path: Path | None, again: str = "cleanup report last") -> None:
    """Write the answer to standard output, or to a file that is either whole or not there.

    A reader of standard output who has seen enough is no problem; raises OutputProblem for anything else, with the
    command that gives the answer ``again``.
    """
    try:
        if path is None:
            _write_out(write)
        elif path.exists() and not path.is_file():
            with path.open("wb") as device:
                write(device)
        else:
            _write_whole(write, path.resolve())
    except OSError as error:
        if isinstance(error, AnswerLost):
            discard(1)
        raise OutputProblem(
            tr(
                "The answer could not be written to {path}: {reason}.",
                path=path or tr("standard output"),
                reason=error.strerror,
            ),
            tr("It is remembered: {command}", command=again),
        ) from None


def _write_out(write: Callable[[BinaryIO], None]) -> None:
    sys.stdout.flush()
    write(sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _write_whole(write: Callable[[BinaryIO], None], target: Path) -> None:
    import tempfile

    number, temporary = tempfile.mkstemp(prefix=".cleanup-", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _check_folder(folder: Path, hint: str) -> None:
    if not folder.is_dir():
        raise UsageProblem(tr("There is no folder “{path}” to write in.", path=folder), hint)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageProblem(tr("You have no permission to write in “{path}”.", path=folder), hint)


def _is_ours(path: Path, form: str, size: int) -> bool:
    if not size:
        return True
    first_line = FORMATS[form].first_line
    if first_line is None:
        return False
    from cleanup.disk.system import leave, open_file, pass_into

    beginning, end = first_line
    folder = pass_into(os.fsencode(path.resolve().parent))
    try:
        # Opened so that a stranger's file keeps its access time.
        with os.fdopen(open_file(folder, os.fsencode(path.resolve().name)), "rb") as file:
            line = file.readline(_LONGEST_LINE)
    finally:
        leave(folder)
    return line.startswith(beginning) and line.endswith(end)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
