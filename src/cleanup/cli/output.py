"""Write the result to standard output, or whole and at once to a file."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cleanup.cli.formats import FORMATS
from cleanup.cli.streams import AnswerLost, discard
from cleanup.disk.system import Facts, facts_behind, user_number
from cleanup.language import tr
from cleanup.model.errors import OutputProblem, UsageProblem
from cleanup.model.near import did_you_mean

if TYPE_CHECKING:
    from cleanup.cli.output_file import OutputFile

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
    raise UsageProblem(problem, did_you_mean(name, known, tr("Choose one of: {names}.", names=", ".join(known))))


def check_output(path: Path | None, form: str, *, force: bool = False) -> OutputFile | None:
    """Refuse a file that cannot or must not be written, before any work is done; raises UsageProblem.

    With ``force``, any plain file of the user's own may be replaced.
    """
    if path is None:
        return None
    from cleanup.cli.output_file import OutputFile

    hint = tr("Choose another file with --output.")
    try:
        status = facts_behind(path)
    except FileNotFoundError:
        real = path.resolve()
        _check_folder(real.parent, hint)
        return OutputFile(path, real)
    except OSError as error:
        raise UsageProblem(
            tr("“{path}” cannot be written: {reason}.", path=path, reason=error.strerror), hint
        ) from None
    if stat.S_ISDIR(status.st_mode):
        raise UsageProblem(tr("“{path}” is a folder, not a file to write.", path=path), hint)
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISFIFO(status.st_mode):
        raise UsageProblem(tr("“{path}” is a device, not a file to write.", path=path), hint)
    if not os.access(path, os.W_OK):
        raise UsageProblem(tr("“{path}” cannot be written: no permission.", path=path), hint)
    real = path.resolve()
    if stat.S_ISFIFO(status.st_mode):
        return OutputFile(path, real, pipe=True)
    _check_folder(real.parent, hint)
    _check_may_replace(path, real, status, form, force=force)
    return OutputFile(path, real, status, force)


def _check_may_replace(path: Path, real: Path, status: Facts, form: str, *, force: bool) -> None:
    hint = tr("Choose another file with --output.")
    if status.st_uid != user_number():
        raise UsageProblem(tr("“{path}” exists and belongs to another user; it stays as it is.", path=path), hint)
    if _is_ours(real, form, status.st_size):
        return
    if force:
        if path.is_symlink():
            raise UsageProblem(tr("“{path}” is a link, and is not written over.", path=path), hint)
        return
    hint = tr("Choose another file with --output, or replace this one with --force.")
    if FORMATS[form].first_line is None:
        raise UsageProblem(tr("“{path}” exists, and a page is never written over a file.", path=path), hint)
    raise UsageProblem(
        tr("“{path}” exists, and cleanup did not write it as {form}; it stays as it is.", path=path, form=form), hint
    )


def deliver(write: Callable[[BinaryIO], None], file: OutputFile | None, again: str | None = None) -> None:
    """Write the result to standard output, or to a file that is either whole or not there.

    It is no problem if the reader of standard output stops reading; raises OutputProblem for anything else, with the
    command that gives the result ``again`` if it is remembered.
    """
    try:
        if file is None:
            _write_out(write)
        else:
            file.write(write)
    except FileExistsError:
        raise OutputProblem(
            tr("“{path}” was created or changed meanwhile; it stays as it is.", path=file.path if file else ""),
            _how_to_see_it(again),
        ) from None
    except OSError as error:
        if isinstance(error, AnswerLost):
            discard(1)
        raise OutputProblem(
            tr(
                "The result could not be written to {path}: {reason}.",
                path=file.path if file else tr("standard output"),
                reason=error.strerror,
            ),
            _how_to_see_it(again),
        ) from None


def _how_to_see_it(again: str | None) -> str:
    return tr("It is remembered: {command}", command=again) if again else tr("Type the command again.")


def _write_out(write: Callable[[BinaryIO], None]) -> None:
    sys.stdout.flush()
    write(sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _check_folder(folder: Path, hint: str) -> None:
    if not folder.is_dir():
        raise UsageProblem(tr("There is no folder “{path}” to write in.", path=folder), hint)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageProblem(tr("You have no permission to write in “{path}”.", path=folder), hint)


def _is_ours(real: Path, form: str, size: int) -> bool:
    """Whether a file is empty or one that the program writes in this format; False if it cannot be read."""
    if not size:
        return True
    first_line = FORMATS[form].first_line
    if first_line is None:
        return False
    from cleanup.disk.system import leave, open_file, pass_into

    beginning, end = first_line
    folder = pass_into(os.fsencode(real.parent))
    try:
        # Opened so that a stranger's file keeps its access time.
        with os.fdopen(open_file(folder, os.fsencode(real.name)), "rb") as file:
            line = file.readline(_LONGEST_LINE)
    except PermissionError:
        return False
    finally:
        leave(folder)
    return line.startswith(beginning) and line.endswith(end)
