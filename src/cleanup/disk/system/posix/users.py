"""Who is who on this computer."""

from __future__ import annotations

import os
import pwd
import sys

assert sys.platform != "win32"


def user_number() -> int:
    """The number of the user this program runs for, as the owner of files."""
    return os.getuid()


def is_elevated() -> bool:
    """Whether this program may do what no ordinary user may."""
    return os.geteuid() == 0


def homes() -> set[str]:
    """The homes of all users that the system knows, whatever the environment says is its home."""
    return {entry.pw_dir for entry in pwd.getpwall() if os.path.isabs(entry.pw_dir)}
