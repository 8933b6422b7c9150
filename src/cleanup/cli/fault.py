"""A fault of ours: keep what is needed to mend it in a log file, and say so in two lines."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

from cleanup import __version__
from cleanup.language import tr
from cleanup.settings import own_folders


def report_fault(error: Exception, arguments: list[str]) -> None:
    """Write the log file to the state folder, or to the folder for temporary files if that cannot be."""
    text = "\n".join(
        [
            f"cleanup {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"arguments: {arguments!r}",
            "".join(traceback.format_exception(error)),
        ]
    )
    print(
        tr("This is a fault of cleanup itself: {error}", error=f"{type(error).__name__}: {error}"),
        file=sys.stderr,
    )
    for folder in (own_folders()["state"], Path(tempfile.gettempdir())):
        path = folder / f"fault-{datetime.now(UTC):%Y%m%d-%H%M%S}.log"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(text, "utf-8", "backslashreplace")
        except OSError:
            continue
        print(
            tr("Please report it with this file (look for private names in it first): {path}", path=path),
            file=sys.stderr,
        )
        return
