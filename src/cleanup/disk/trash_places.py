"""Look whether a volume has, or could get, a trash for this user. Changes nothing.

Follows the freedesktop.org Trash specification 1.0: the home trash for files of the home's volume, on others
``.Trash/UID`` made by the administrator, else ``.Trash-UID``.
"""

from __future__ import annotations

import os
import stat

from cleanup.language import tr


def home_trash(home: str) -> str:
    """Where files of this home's own volume go."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    return os.path.join(data, "Trash")


def why_no_home_trash(home: str) -> str | None:
    """Why the trash of this home cannot be used, or None when it can."""
    path = home_trash(home)
    if os.path.lexists(path):
        return None if _is_own_folder(path) else tr("{path} is not a folder of yours", path=path)
    above = nearest_folder(path)
    return None if os.access(above, os.W_OK | os.X_OK) else tr("{path} is not writable for you", path=above)


def why_no_volume_trash(top: str) -> str | None:
    """Why no trash can be used on the volume mounted at ``top``, or None when one can."""
    user = os.getuid()
    shared = os.path.join(top, ".Trash")
    try:
        status = os.lstat(shared)
        if stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX and os.access(shared, os.W_OK | os.X_OK):
            return None
    except OSError:
        pass
    own = os.path.join(top, f".Trash-{user}")
    if os.path.lexists(own):
        if not _is_own_folder(own):
            return tr("{path} is not a folder of yours", path=own)
        return None if os.access(own, os.W_OK | os.X_OK) else tr("{path} is not writable for you", path=own)
    return None if os.access(top, os.W_OK | os.X_OK) else tr("{path} is not writable for you", path=top)


def _is_own_folder(path: str) -> bool:
    status = os.lstat(path)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o022


def nearest_folder(path: str) -> str:
    """The deepest folder above a path that exists."""
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path
