"""Why a folder cannot serve as a trash, by its permissions, its owner and its volume. Changes nothing."""

from __future__ import annotations

import errno
import stat

from cleanup.disk.filesystems import WITHOUT_RIGHTS, only_a_try_tells
from cleanup.disk.system import (
    Facts,
    facts_at,
    facts_by_path,
    is_users_own,
    leave,
    may_others_change,
    names_in,
    open_folder,
    owner_name,
    user_number,
    why_no_changes,
)
from cleanup.language import tr

_LOOKED_AT = 50
_OTHERS_WRITE = 0o022


def why_not_own_folder(path: str, status: Facts) -> str | None:
    """Why this folder, by its ``lstat``, is not one that only its owner, this user, can change; None if it is."""
    if not stat.S_ISDIR(status.st_mode) or not is_users_own(path, status):
        return tr("{path} is not a folder of yours", path=path)
    if may_others_change(path, status):
        return tr("others can write in {path}: chmod go-w it, or on Windows take that right from them", path=path)
    return None


def why_not_writable(path: str) -> str | None:
    """Why this user cannot create anything in a folder, or None."""
    match why_no_changes(path):
        case 0:
            return None
        case errno.EROFS:
            return tr("{path} is read-only", path=path)
        case errno.EPERM:
            return tr("{path} is locked against changes", path=path)
    return tr("{path} is not writable", path=path)


def is_sound_shared_trash(status: Facts) -> bool:
    """Whether a ``.Trash``, by its ``lstat``, is an administrator's and safe to use: a real folder, sticky, owned by
    root.

    The owner of a folder may rename what others have in it, sticky or not.
    """
    return stat.S_ISDIR(status.st_mode) and bool(status.st_mode & stat.S_ISVTX) and status.st_uid == 0


def why_not_shared(path: str) -> str:
    """Why the ``.Trash`` of a volume is not used, in words for its administrator; "" if there is no reason.

    The Trash specification demands that such a folder be skipped, and reported.
    """
    try:
        status = facts_by_path(path)
    except OSError:
        return ""
    if stat.S_ISLNK(status.st_mode):
        return tr("{path} is not used: it is a link", path=path)
    if not stat.S_ISDIR(status.st_mode):
        return tr("{path} is not used: it is not a folder", path=path)
    if status.st_uid != 0:
        return tr("{path} is not used: it belongs to {owner}, not to root", path=path, owner=owner_name(status.st_uid))
    if not status.st_mode & stat.S_ISVTX:
        return tr("{path} is not used: it has no sticky bit, so others could take things out of it", path=path)
    return ""


def why_no_rights(folder: str, top: str, filesystem: str) -> str | None:
    """Why a new folder in ``top`` could not be kept private, since its volume has no permissions.

    None if it can, or only a trial can tell. ``folder`` is one with files in it.
    """
    seen = facts_by_path(top)
    if filesystem in WITHOUT_RIGHTS:
        unsafe = bool(seen.st_mode & _OTHERS_WRITE) or seen.st_uid != user_number()
    else:
        unsafe = only_a_try_tells(filesystem) and bool(seen.st_mode & _OTHERS_WRITE) and _is_open_to_all(folder)
    return tr("no folder there can be private ({filesystem})", filesystem=filesystem) if unsafe else None


def _is_open_to_all(folder: str) -> bool:
    """Whether everybody can write everything in a folder, as if permissions are those of the mount."""
    try:
        opened = open_folder(folder)
        try:
            modes = [facts_at(opened, name).st_mode for name in names_in(opened)[:_LOOKED_AT]]
        finally:
            leave(opened)
    except OSError:
        return False
    return bool(modes) and all(mode & _OTHERS_WRITE == _OTHERS_WRITE for mode in modes if not stat.S_ISLNK(mode))
