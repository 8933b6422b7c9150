"""Who is who on this computer."""

from __future__ import annotations

import errno
import os
import pwd
import stat
import sys

from cleanup.model.harmless import shown

if sys.platform != "win32":
    from cleanup.disk.system.posix.library import library

assert sys.platform != "win32"

if sys.platform == "linux":
    from cleanup.disk.system.linux.acl import writers_named
else:
    from cleanup.disk.system.macos import writers_named


def user_number() -> int:
    """The number of the user this program runs as, in the form of file owners."""
    return os.getuid()


def is_elevated() -> bool:
    """Whether this program may do what no ordinary user may."""
    return os.geteuid() == 0


def why_no_changes(folder: str | bytes) -> int:
    """The error number for why this user can change no names in a folder, by its permissions and volume alone.

    0 if nothing prevents it. Changes nothing.
    """
    if os.access(folder, os.W_OK | os.X_OK):
        return 0
    import ctypes

    library().access(os.fsencode(folder), os.W_OK | os.X_OK)
    return ctypes.get_errno() or errno.EACCES


why_nothing_leaves = why_no_changes
"""The number of the error why this user can take nothing out of a folder: what is in it has no say in that."""


def may_leave(path: str | bytes) -> bool:  # noqa: ARG001
    """Here the folder alone decides whether a thing may be taken out of it."""
    return True


def homes() -> set[str]:
    """The homes of all users that the system knows, whatever the environment says."""
    return {entry.pw_dir for entry in pwd.getpwall() if os.path.isabs(entry.pw_dir)}


def home_of_user() -> str:
    """The home in the user database, whatever HOME says; the root for a user who is not in it."""
    try:
        home = pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return "/"
    return home if os.path.isabs(home) else "/"


def known_folders() -> dict[str, str]:
    """None: the system itself knows no folders of a user, and what a desktop records about them is in the home."""
    return {}


def home_told() -> str:
    """The home that HOME names; the one in the user database if HOME is missing or not an absolute path."""
    home = os.environ.get("HOME", "")
    return home if os.path.isabs(home) else home_of_user()


def owner_name(number: int) -> str:
    """The name of the user with this number, or words with the number if there is no name.

    Whoever adds a user can choose any name, so it is made harmless; the number says who it is.
    """
    try:
        return shown(pwd.getpwuid(number).pw_name)
    except KeyError:
        return str(number)


def own_folders(home: str) -> tuple[str, str, str]:
    """Where the program's cache, state and settings are for a user with this home."""
    if sys.platform == "darwin":
        support = f"{home}/Library/Application Support"
        usual = {"CACHE": f"{home}/Library/Caches", "STATE": support, "CONFIG": support}
    else:
        usual = {"CACHE": f"{home}/.cache", "STATE": f"{home}/.local/state", "CONFIG": f"{home}/.config"}
    cache, state, config = (
        os.path.join(told if os.path.isabs(told) else place, "cleanup")
        for place, told in ((place, os.environ.get(f"XDG_{name}_HOME", "")) for name, place in usual.items())
    )
    return cache, state, config


def machine_folder() -> str:
    """Where the settings of the whole machine are."""
    return "/Library/Application Support/cleanup" if sys.platform == "darwin" else "/etc/cleanup"


def may_others_write(path: str, facts: os.stat_result) -> bool:
    """Whether somebody who is neither root nor this user may write to a file or folder with this ``stat``.

    A group counts as somebody else unless it is root's or the user's own; so does each user and group that an access
    control list names. In a sticky folder of root's, only owners can change what is there.
    """
    if stat.S_ISLNK(facts.st_mode):
        return False
    if stat.S_ISDIR(facts.st_mode) and facts.st_mode & stat.S_ISVTX and facts.st_uid == 0:
        return False
    if facts.st_mode & stat.S_IWOTH:
        return True
    if not facts.st_mode & stat.S_IWGRP:
        # With an access control list, these bits are its mask: nobody it names may write.
        return False
    users, groups = writers_named(path)
    ours = {0, os.getgid()}
    return facts.st_gid not in ours or not groups <= ours or not users <= {0, os.getuid()}
