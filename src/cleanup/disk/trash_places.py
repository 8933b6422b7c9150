"""Which trash a file of this user's goes to, and whether it can be used. Changes nothing.

Follows the freedesktop.org Trash specification 1.0: the home trash for files of the home's volume, on others
``.Trash/UID`` made by the administrator, else ``.Trash-UID``.
"""

from __future__ import annotations

import os
import stat

from msgspec import Struct

from cleanup.disk.filesystems import PSEUDO, is_fuse, is_network
from cleanup.disk.system import Facts, is_elevated, user_number
from cleanup.disk.trust import why_not_trusted
from cleanup.disk.volumes import volume_of
from cleanup.language import tr
from cleanup.model.coverage import Volume


class TrashPlace(Struct, frozen=True):
    """A trash that can be used, whether it exists yet or not.

    ``top`` is the volume's topmost folder that the origin of its items is relative to, "" for the home trash.
    """

    path: str
    top: str


class NoTrash(Exception):
    """No trash can be used; ``message`` says why, ``advice`` what to do about it."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


def home_trash(home: str) -> str:
    """Where files of this home's own volume go."""
    data = os.environ.get("XDG_DATA_HOME", "")
    # As the base directory specification has it: a path that is not absolute counts as none.
    if not os.path.isabs(data):
        data = os.path.join(home, ".local", "share")
    return os.path.join(data, "Trash")


def trash_for(folder: str, device: int, home: str, mounts: tuple[Volume, ...]) -> TrashPlace:
    """The trash for what lies in this folder, on this device; raises NoTrash."""
    trash = home_trash(home)
    if os.stat(nearest_folder(trash)).st_dev == device:
        if problem := why_no_home_trash(home) or why_not_trusted(trash):
            raise NoTrash(problem, _advice(trash))
        return TrashPlace(os.path.join(os.path.realpath(os.path.dirname(trash)), os.path.basename(trash)), "")
    volume = volume_of(folder, mounts)
    if problem := _why_not_this_volume(volume, device):
        raise NoTrash(problem, tr("Use --quarantine FOLDER to move these files to a folder of your own instead."))
    shared = _shared_trash(volume.path)
    if shared is not None:
        return TrashPlace(shared, volume.path)
    if problem := why_no_volume_trash(volume.path) or why_not_trusted(volume.path):
        advice = tr("Ask the administrator for a sticky folder {path}, or use --quarantine FOLDER.",
                    path=os.path.join(volume.path, ".Trash"))  # fmt: skip
        raise NoTrash(tr("no trash can be made on {path}: {reason}", path=volume.path, reason=problem), advice)
    return TrashPlace(os.path.join(volume.path, f".Trash-{user_number()}"), volume.path)


def why_no_home_trash(home: str) -> str | None:
    """Why the trash of this home cannot be used, or None when it can."""
    if is_elevated() and (owner := os.stat(nearest_folder(home)).st_uid) != 0:
        return tr("you are root, and {path} belongs to another user (number {owner})", path=home, owner=owner)
    path = home_trash(home)
    if os.path.lexists(path):
        return why_not_own_folder(path, os.lstat(path))
    above = nearest_folder(path)
    return None if os.access(above, os.W_OK | os.X_OK) else tr("{path} is not writable for you", path=above)


def why_no_volume_trash(top: str) -> str | None:
    """Why no trash can be used on the volume mounted at ``top``, or None when one can."""
    if _shared_trash(top) is not None:
        return None
    own = os.path.join(top, f".Trash-{user_number()}")
    if os.path.lexists(own):
        problem = why_not_own_folder(own, os.lstat(own))
        if problem:
            return problem
        return None if os.access(own, os.W_OK | os.X_OK) else tr("{path} is not writable for you", path=own)
    return None if os.access(top, os.W_OK | os.X_OK) else tr("{path} is not writable for you", path=top)


def why_not_own_folder(path: str, status: Facts) -> str | None:
    """Why this folder, by its ``lstat``, is not one that only its owner, this user, can change; None if it is."""
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != user_number():
        return tr("{path} is not a folder of yours", path=path)
    if status.st_mode & 0o022:
        return tr("others can write in {path}: chmod go-w it", path=path)
    return None


def nearest_folder(path: str) -> str:
    """The deepest folder above a path that exists."""
    path = os.path.abspath(path)
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path


def top_of_device(folder: str, device: int) -> str:
    """The topmost folder of a device above a folder on it: where it is mounted, or a part of the volume begins that has
    a device number of its own (a subvolume)."""
    top = nearest_folder(folder)
    while (above := os.path.dirname(top)) != top and os.lstat(above).st_dev == device:
        top = above
    return top


def is_sound_shared_trash(status: Facts) -> bool:
    """Whether a ``.Trash``, by its ``lstat``, is an administrator's and safe to use: a real folder, sticky, of root's.

    Who owns a folder may rename what others have in it, sticky or not.
    """
    return stat.S_ISDIR(status.st_mode) and bool(status.st_mode & stat.S_ISVTX) and status.st_uid == 0


def _shared_trash(top: str) -> str | None:
    """This user's folder in the volume's shared trash, if there is a sound one."""
    shared = os.path.join(top, ".Trash")
    own = os.path.join(shared, str(user_number()))
    try:
        if not is_sound_shared_trash(os.lstat(shared)):
            return None
        if os.path.lexists(own):
            return own if why_not_own_folder(own, os.lstat(own)) is None else None
        return own if os.access(shared, os.W_OK | os.X_OK) else None
    except OSError:
        return None


def _why_not_this_volume(volume: Volume, device: int) -> str | None:
    if volume.filesystem in PSEUDO:
        return tr("{path} holds no files of anybody's", path=volume.path)
    if is_network(volume.filesystem) or is_fuse(volume.filesystem):
        return tr(
            "{path} is a network or cloud drive ({filesystem}): files there cannot be told apart safely",
            path=volume.path,
            filesystem=volume.filesystem,
        )
    if os.lstat(volume.path).st_dev != device:
        return tr("a part of {path} of its own, such as a subvolume, has no trash", path=volume.path)
    return None


def _advice(trash: str) -> str:
    return tr("Mend {path}, or use --quarantine FOLDER.", path=trash)
