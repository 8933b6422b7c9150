"""Which trash a file of this user's goes to, and whether it can be used. Changes nothing.

Follows the freedesktop.org Trash specification 1.0: the home trash for files on the home's volume, and on others
``.Trash/UID`` if the administrator made it, otherwise ``.Trash-UID``.
"""

from __future__ import annotations

import os

from msgspec import Struct
from msgspec.structs import replace

from cleanup.disk.filesystems import NUMBERED_BY_PATH, PSEUDO, WITHOUT_RIGHTS, is_fuse, is_network, only_a_try_tells
from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import (
    encryption_policy,
    facts_behind,
    facts_by_path,
    files_left,
    is_elevated,
    mount_number,
    room_on_volume,
    user_number,
)
from cleanup.disk.trashes.trash_rights import (
    is_sound_shared_trash,
    why_no_rights,
    why_not_own_folder,
    why_not_shared,
    why_not_writable,
)
from cleanup.disk.trust import why_not_trusted
from cleanup.disk.volumes import mount_of
from cleanup.language import tr
from cleanup.model.coverage import Mount
from cleanup.model.row import NO_OWNER

Part = tuple[int, int, bytes]
"""What has one trash: the number of a device, that of a mount of it, and what encrypts the files there, if it tells."""


class TrashPlace(Struct, frozen=True):
    """A trash that can be used, whether it exists yet or not.

    ``top`` is the volume's topmost folder, which the origin of its items is relative to, "" for the home trash.
    ``unsure`` says why only a trial can show whether it works, ``note`` what its administrator should know.
    """

    path: str
    top: str
    unsure: str = ""
    note: str = ""


class NoTrash(Exception):
    """No trash can be used; ``message`` says why, ``advice`` what to do about it, ``code`` is a stable word."""

    def __init__(self, message: str, advice: str, code: str = "no-trash") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.code = code


def home_trash(home: str) -> str:
    """Where files on this home's own volume go."""
    data = os.environ.get("XDG_DATA_HOME", "")
    # As in the base directory specification: a path that is not absolute counts as none.
    if not os.path.isabs(data):
        data = os.path.join(home, ".local", "share")
    return os.path.join(data, "Trash")


class Parts:
    """Distinguishes parts that may have different trashes, at no cost if this home is not encrypted."""

    def __init__(self, home: str) -> None:
        self._is_home_encrypted = _encrypted_by(home_trash(home)) != b""

    def of(self, folder: bytes, device: int) -> Part:
        """The part that this folder, on this device, is in."""
        return device, mount_number(folder), encryption_policy(folder) if self._is_home_encrypted else b""


def trash_for(folder: str, device: int, home: str, mounts: tuple[Mount, ...]) -> TrashPlace:
    """The trash for things in this folder, on this device; raises NoTrash.

    A rename leads to it only within one mount, even on one volume, and within one part of a volume; into an encrypted
    folder, only for things encrypted like it. On a full disk, only a trial shows whether the note beside each item
    still fits.
    """
    place = _place_for(folder, device, home, mounts)
    near = nearest_folder(place.path)
    if not files_left(near):
        problem = tr("the volume of {path} cannot hold more files, not even a note in its trash", path=near)
        raise NoTrash(problem, tr("Free some space first: “cleanup purge”, or empty the trash."))
    if not place.unsure and not room_on_volume(near)[1]:
        return replace(place, unsure=tr("the disk is full, and the trash needs room for a note"))
    return place


def _place_for(folder: str, device: int, home: str, mounts: tuple[Mount, ...]) -> TrashPlace:
    mount = mount_of(folder, mounts)
    if no_trash := _why_not_this_volume(mount):
        raise no_trash
    if mount.filesystem in NUMBERED_BY_PATH:
        raise numbered_anew()
    if mount.filesystem == "overlay":
        # With several file systems, each file has the device number of a layer, and folders have their own.
        device = facts_by_path(nearest_folder(folder)).st_dev
    trash = home_trash(home)
    near = nearest_folder(trash)
    is_near = facts_behind(near).st_dev == device and mount_number(os.path.realpath(near)) == mount_number(folder)
    if is_near and _encrypted_by(trash) in {b"", encryption_policy(folder)}:
        if problem := why_no_home_trash(home) or why_not_trusted(trash):
            raise NoTrash(problem, tr("Repair {path}, or use --quarantine FOLDER.", path=trash))
        return TrashPlace(os.path.join(os.path.realpath(os.path.dirname(trash)), os.path.basename(trash)), "")
    top = top_of_device(folder, device, mount.path)
    if facts_by_path(top).st_dev != device:
        raise NoTrash(tr("{path} is not the volume it was", path=top), tr("Scan again."))
    return _on_volume(folder, top, mount)


def _encrypted_by(trash: str) -> bytes:
    """What encrypts the things in a trash, whether it exists yet or not."""
    return encryption_policy(os.path.realpath(nearest_folder(os.path.join(trash, "files"))))


def numbered_anew() -> NoTrash:
    """The problem with a thing whose number is made from its path (mergerfs)."""
    problem = tr("files there get a new number when they move, so nobody can tell whether the right one moved")
    return NoTrash(problem, tr("Clean the folders that it joins instead."))


def _on_volume(folder: str, top: str, mount: Mount) -> TrashPlace:
    """The trash at the top of a volume, or of a part of one; raises NoTrash."""
    unsure = ""
    if only_a_try_tells(mount.filesystem):
        unsure = tr("only trying will tell whether a trash works there ({filesystem})", filesystem=mount.filesystem)
    shared = os.path.join(top, ".Trash")
    if own := _shared_trash(top):
        return TrashPlace(own, top, unsure)
    problem = why_no_volume_trash(top) or why_not_trusted(top)
    advice = use_quarantine()
    if problem is None:
        own = os.path.join(top, f".Trash-{user_number()}")
        if os.path.lexists(own) or (problem := why_no_rights(folder, top, mount.filesystem)) is None:
            return TrashPlace(own, top, unsure, why_not_shared(shared))
    elif top == mount.path and not only_a_try_tells(mount.filesystem) and mount.filesystem not in WITHOUT_RIGHTS:
        advice = tr("Ask the administrator for a sticky folder {path}, or use --quarantine FOLDER.", path=shared)
    raise NoTrash(tr("no trash can be made on {path}: {reason}", path=top, reason=problem), advice)


def why_no_home_trash(home: str) -> str | None:
    """Why the trash of this home cannot be used, or None when it can."""
    if is_elevated() and (owner := facts_behind(nearest_folder(home)).st_uid) not in {0, NO_OWNER}:
        return tr("you are root, and {path} belongs to another user (number {owner})", path=home, owner=owner)
    path = home_trash(home)
    if os.path.lexists(path):
        return _why_not_this_trash(path)
    return why_not_writable(nearest_folder(path))


def why_no_volume_trash(top: str) -> str | None:
    """Why no trash can be used on the volume mounted at ``top``, or None if one can."""
    if _shared_trash(top) is not None:
        return None
    own = os.path.join(top, f".Trash-{user_number()}")
    return _why_not_this_trash(own) if os.path.lexists(own) else why_not_writable(top)


def _why_not_this_trash(trash: str) -> str | None:
    """Why an existing trash, with the folders in it, cannot be used, or None."""
    device = facts_by_path(trash).st_dev
    for path in (trash, os.path.join(trash, "files"), os.path.join(trash, "info")):
        if path != trash and not os.path.lexists(path):
            continue
        status = facts_by_path(path)
        if problem := why_not_own_folder(path, status) or why_not_writable(path):
            return problem
        if status.st_dev != device or mount_number(path) != mount_number(trash):
            return tr("{path} is on another volume", path=path)
    return None


def top_of_device(folder: str, device: int, mounted: str) -> str:
    """The topmost folder of a device above a folder on it: where it is ``mounted``, or where a part of the volume with
    a device number of its own begins (a subvolume).
    """
    top = nearest_folder(folder)
    while top != mounted and (above := os.path.dirname(top)) != top and facts_by_path(above).st_dev == device:
        top = above
    return top


def _shared_trash(top: str) -> str | None:
    """This user's folder in the volume's shared trash, if there is a sound one."""
    shared = os.path.join(top, ".Trash")
    own = os.path.join(shared, str(user_number()))
    try:
        if not is_sound_shared_trash(facts_by_path(shared)):
            return None
        if os.path.lexists(own):
            return own if why_not_own_folder(own, facts_by_path(own)) is None else None
        return own if os.access(shared, os.W_OK | os.X_OK) else None
    except OSError:
        return None


def _why_not_this_volume(mount: Mount) -> NoTrash | None:
    path, filesystem = mount.path, mount.filesystem
    if filesystem in PSEUDO:
        return NoTrash(tr("{path} has no user files in it", path=path), tr("Leave them where they are."))
    if mount.read_only:
        return read_only()
    if is_network(filesystem) or is_fuse(filesystem):
        problem = tr(
            "{path} is a network or cloud drive ({filesystem}): files there cannot be told apart safely",
            path=path,
            filesystem=filesystem,
        )
        return NoTrash(problem, use_quarantine())
    return None


def read_only() -> NoTrash:
    """The problem with a volume, or part of one, on which nothing can be changed."""
    return NoTrash(tr("the volume is read-only"), tr("Nothing can leave it."), "read-only")


def use_quarantine() -> str:
    """What can be done if there is no trash."""
    return tr("Use --quarantine FOLDER to move these files to a folder of your own instead.")
