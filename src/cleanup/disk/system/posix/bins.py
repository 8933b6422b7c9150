"""Answers about Windows' Recycle Bin where there is none, so that its mover can be tried on any system."""

from __future__ import annotations

import os
import stat
import sys

from cleanup.disk.system.facts import BinRules

assert sys.platform != "win32"

_OTHERS_WRITE = 0o022


def account() -> str:
    """The name of this user's folder in a bin."""
    return str(os.geteuid())


def bin_rules(top: str) -> BinRules:
    """The bin takes everything."""
    volume = os.statvfs(top)
    return BinRules(fixed=True, off=False, room=volume.f_blocks * volume.f_frsize)


def days_in_trash() -> int | None:
    """None: the settings of a desktop that empties its trash by itself are not read."""
    return None


def is_users_own(path: str, facts: os.stat_result) -> bool:  # noqa: ARG001  (Windows asks at the path)
    """Whether something with this ``stat`` belongs to this user."""
    return facts.st_uid == os.geteuid()


def have_one_owner(file: int, other: int) -> bool:
    """Whether two open files or folders belong to one user; raises OSError."""
    return os.fstat(file).st_uid == os.fstat(other).st_uid


def may_others_change(path: str, facts: os.stat_result) -> bool:  # noqa: ARG001  (Windows asks at the path)
    """Whether anybody else, even in one of the user's groups, may change something with this ``stat``."""
    return bool(stat.S_IMODE(facts.st_mode) & _OTHERS_WRITE)
