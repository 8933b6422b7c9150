"""Open a file with its own program, so that a person sees what it is."""

from __future__ import annotations

import os
import stat

from cleanup.disk.system import Facts, facts_by_path, has_desktop, is_elevated, open_in_desktop
from cleanup.language import tr

# What a desktop would run rather than show.
_PROGRAMS = frozenset(
    b".app .appimage .bat .cmd .com .command .cpl .desktop .exe .hta .jar .js .jse .lnk .msc .msi .pif .ps1 .reg .scr"
    b" .sh .url .vbe .vbs .workflow .wsf .wsh".split()
)


def open_outside(path: bytes) -> str:
    """Open a file or a folder in the desktop; gives why it did not, or "".

    Anything that may be a program is not opened. Looks at the disk.
    """
    if is_elevated():
        return tr("you are running as administrator")
    if not has_desktop():
        return tr("there is no desktop here")
    try:
        seen = facts_by_path(path)
        if stat.S_ISLNK(seen.st_mode):
            return tr("it is a link")
        if _may_be_program(path, seen):
            return tr("it may be a program; o opens its folder")
        open_in_desktop(path)
    except OSError as error:
        return error.strerror or tr("it cannot be opened")
    return ""


def _may_be_program(path: bytes, seen: Facts) -> bool:
    """Whether opening it could run it; a folder can be an application too."""
    ending = os.path.splitext(path)[1].lower()
    # Without an ending, macOS runs anything that is executable.
    runs_bare = not ending and stat.S_ISREG(seen.st_mode) and bool(seen.st_mode & 0o111)
    return ending in _PROGRAMS or runs_bare
