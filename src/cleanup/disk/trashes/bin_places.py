"""Which Recycle Bin of Windows a thing of this user's goes to, and whether it would be kept there. Changes nothing.

Windows erases at once what is thrown away on network drives, on drives whose bin is switched off, and what is too large
for a bin. All that is refused here, before anything moves.
"""

from __future__ import annotations

import os

from cleanup.disk.filesystems import is_network
from cleanup.disk.system import account, bin_rules, facts_by_path, is_elevated
from cleanup.disk.trashes.trash_places import NoTrash, TrashPlace, read_only, use_quarantine
from cleanup.disk.trashes.trash_rights import why_not_own_folder, why_not_writable
from cleanup.disk.volumes import mount_of
from cleanup.language import tr
from cleanup.model.coverage import Mount
from cleanup.model.paths import folded, joined, split

BIN = "$Recycle.Bin"
# Others have no permissions, or none that are known to last.
_WITH_BINS = frozenset({"ntfs", "refs"})
# If a mount shows all of its volume.
_WHOLE = frozenset({"\\", "/"})


def bin_for(folder: str, device: int, mounts: tuple[Mount, ...]) -> TrashPlace:
    """The bin for things in this folder, on this device; raises NoTrash, or OSError if nothing can be found out."""
    mount = mount_of(folder, mounts)
    if no_trash := _why_not_this_drive(mount):
        raise no_trash
    if facts_by_path(mount.path).st_dev != device:
        raise NoTrash(tr("{path} is not the volume it was", path=mount.path), tr("Scan again."))
    own = bin_of_user(mount.path)
    if problem := _why_not_usable(mount.path, own):
        raise NoTrash(
            tr("the Recycle Bin of {path} cannot be used: {reason}", path=mount.path, reason=problem), use_quarantine()
        )
    note = tr("you are an administrator now: it goes to this account’s Recycle Bin, and only it can bring it back")
    return TrashPlace(own, mount.path, note=note if is_elevated() else "")


def check_room(place: TrashPlace, size: int) -> None:
    """Raise NoTrash for a thing of this size in bytes if the bin would not take it; raises OSError."""
    if size > bin_rules(place.top).room:
        raise NoTrash(tr("it is too large for the Recycle Bin of {path}", path=place.top), use_quarantine())


def bin_of_user(top: str) -> str:
    """Where the bin of this user is on the volume with this top, whether it exists or not."""
    return joined(joined(top, BIN), account())


def is_bin_of_user(path: str) -> bool:
    """Whether a folder is a bin of this user's at the top of a drive, and only this user can change it."""
    above, name = split(path)
    if name != account() or folded(split(above)[1]) != folded(BIN):
        return False
    try:
        return why_not_own_folder(path, facts_by_path(path)) is None
    except OSError:
        return False


def _why_not_this_drive(mount: Mount) -> NoTrash | None:
    path, filesystem = mount.path, mount.filesystem
    if mount.read_only:
        return read_only()
    if is_network(filesystem):
        problem = tr("{path} is a network drive, where Windows would erase it at once", path=path)
    elif mount.root not in _WHOLE:
        problem = tr("{path} is a folder shown as a drive", path=path)
    elif filesystem not in _WITH_BINS:
        problem = tr("{path} has no Recycle Bin that is sure to keep things ({filesystem})", path=path,
                     filesystem=filesystem)  # fmt: skip
    else:
        rules = bin_rules(path)
        if not rules.fixed:
            problem = tr("{path} is a removable drive, where Windows may erase it at once", path=path)
        elif rules.off:
            problem = tr("the Recycle Bin of {path} is switched off: Windows would erase it at once", path=path)
        else:
            return None
    return NoTrash(problem, use_quarantine())


def _why_not_usable(top: str, own: str) -> str | None:
    """Why a bin cannot be used, or made if there is none yet; None if it can."""
    if os.path.lexists(own):
        return why_not_own_folder(own, facts_by_path(own)) or why_not_writable(own)
    above = split(own)[0]
    return why_not_writable(above if os.path.lexists(above) else top)
