"""An internal error: keep what is needed to fix it in a log file, and say so in two lines."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cleanup import __version__
from cleanup.disk.private_folder import make_private_folder
from cleanup.language import tr
from cleanup.report.safe import shown
from cleanup.workflow.environment import Context


def report_fault(error: Exception, arguments: list[str]) -> None:
    """Write the log file to the state folder, or to the temporary folder if that is impossible.

    Never fails: if no file can be written, the error is printed.
    """
    text = "\n".join(
        [
            f"cleanup {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"arguments: {arguments!r}",
            "".join(traceback.format_exception(error)),
        ]
    )
    what = shown(f"{type(error).__name__}: {error}")
    print(tr("This is a bug in cleanup itself: {error}", error=what), file=sys.stderr)
    for folder in _folders():
        try:
            make_private_folder(folder)
            # A new file with a name nobody can guess, readable only for its owner.
            number, path = tempfile.mkstemp(
                prefix=f"fault-{datetime.now(UTC):%Y%m%d-%H%M%S}-", suffix=".log", dir=folder
            )
            with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
        except (OSError, ValueError):
            continue
        hint = tr("Please report it with this file (look for private names in it first): {path}", path=shown(path))
        print(hint, file=sys.stderr)
        return


def _folders() -> Iterator[Path]:
    with suppress(Exception):
        yield Context.current().state
    with suppress(OSError):
        yield Path(tempfile.gettempdir())
