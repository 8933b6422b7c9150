"""The notes that a bin of the freedesktop.org kind keeps of where its things came from.

Other systems' bins need nothing of this; where it is the desktop's own, it would tell the claimed name as the origin.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime

from cleanup.act.naming import INFO_ENDING, info_text
from cleanup.disk.trash_places import home_trash
from cleanup.model.run import Place

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def mend_note(place: Place, origin: bytes) -> None:
    """Let an item's note tell its origin; one that cannot be mended stays as it is, for the journal tells it too."""
    if not place.info.endswith(INFO_ENDING):
        return
    temporary = os.path.join(os.path.dirname(place.info), b".mended-" + os.path.basename(place.info))
    try:
        file = os.open(temporary, _NEW, 0o600)
    except OSError:
        return
    try:
        try:
            content = info_text(origin, b"", datetime.now(UTC))
            while content:
                content = content[os.write(file, content) :]
            os.fsync(file)
        finally:
            os.close(file)
        os.replace(temporary, place.info)
    except OSError:
        os.unlink(temporary)


def drop_note(unique: bytes, home: str) -> None:
    """Take the note away that is left of an item which the bin did not take after all."""
    if sys.platform in {"darwin", "win32"}:
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(os.path.join(os.fsencode(home_trash(home)), b"info", unique + INFO_ENDING))
