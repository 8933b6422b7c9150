"""Why a thing cannot leave its folder, as far as permissions, owners and marks say. Changes nothing."""

from __future__ import annotations

import errno
import os
import stat

from cleanup.disk.system import (
    facts_behind,
    facts_by_path,
    files_behind_volumes,
    is_elevated,
    is_locked,
    may_leave,
    mount_table,
    user_number,
    why_nothing_leaves,
)
from cleanup.disk.trashes.trash_places import NoTrash, read_only
from cleanup.language import tr
from cleanup.model.category import Kind
from cleanup.model.paths import HERE
from cleanup.model.remembered import Remembered


class Leaving:
    """Checks one thing after another; remembers the folders."""

    def __init__(self, owner: int | None) -> None:
        """``owner`` is the user who must own what moves; None if that does not matter."""
        self._owner = owner
        self._folders: Remembered[bytes, tuple[NoTrash | None, bool]] = Remembered()
        self._in_use = {
            **dict.fromkeys(map(os.fsencode, files_behind_volumes()), _in_use()),
            **{os.fsencode(mount.path): _mount_point() for mount in mount_table()},
        }

    def why_not(self, path: bytes, kind: Kind) -> NoTrash | None:
        """Why this thing cannot leave its folder, or None if nothing prevents it, or it is not there."""
        try:
            owner = facts_by_path(path).st_uid
        except OSError:
            return None
        return self.why_not_of(path, kind, owner, os.path.dirname(path))

    def why_not_of(self, path: bytes, kind: Kind, owner: int, folder: bytes) -> NoTrash | None:
        """As ``why_not``, for a thing in this folder whose owner is known and that was there a moment ago."""
        return self.why_none_of(folder, owner) or self.why_not_itself(path, kind)

    def why_none_of(self, folder: bytes, owner: int) -> NoTrash | None:
        """Why nothing of this owner can leave a folder, or None."""
        known = self._folders.get(folder)
        if known is None:
            try:
                known = _seen_of(folder)
            except OSError:
                return None
            self._folders.note(folder, known, len(folder))
        why, is_sticky = known
        if why is not None:
            return why
        if self._owner is not None and self._owner != owner:
            return of_another()
        return _no_rights() if is_sticky and owner != user_number() else None

    def why_not_itself(self, path: bytes, kind: Kind) -> NoTrash | None:
        """Why a thing cannot leave a folder although others of its owner can, or None."""
        if HERE.drives and not HERE.is_plain(path):
            return _several_spellings()
        if path in self._in_use:
            return self._in_use[path]
        if not may_leave(path):
            return _no_rights()
        if is_locked(path):
            return _locked()
        if is_held_by_its_rights(path, kind):
            return _no_rights()
        return None


def _seen_of(folder: bytes) -> tuple[NoTrash | None, bool]:
    """Why nothing can leave a folder, or None; and whether only things of this user can. Raises OSError."""
    why = None
    match why_nothing_leaves(folder):
        case 0:
            why = _locked() if is_locked(folder) else None
        case errno.EROFS:
            why = read_only()
        case errno.EPERM:
            why = _locked()
        case errno.EACCES:
            why = _no_rights()
    status = facts_behind(folder)
    return why, bool(status.st_mode & stat.S_ISVTX) and status.st_uid != user_number() and not is_elevated()


def of_another() -> NoTrash:
    """What root is told about another user's things."""
    return NoTrash(
        tr("they are another user's, and would end up in root's trash"),
        tr("Run cleanup as their owner."),
        "other-owner",
    )


def is_held_by_its_rights(path: bytes, kind: Kind) -> bool:
    """Whether it is a folder that this user may not write to: a folder that moves elsewhere gets a new ".."."""
    return kind is Kind.FOLDER and not os.access(path, os.W_OK)


def _no_rights() -> NoTrash:
    problem = tr("you have no permission to move them out of their folders")
    return NoTrash(problem, tr("Their owner can move them."), "no-permission")


def _several_spellings() -> NoTrash:
    return NoTrash(
        tr("its name ends in a dot or a space, so other programs take it for another file"),
        tr("Give it another name, then scan again."),
        "not-a-path",
    )


def _mount_point() -> NoTrash:
    return NoTrash(tr("something is mounted there"), tr("Unmount it first."), "mount-point")


def _in_use() -> NoTrash:
    return NoTrash(tr("it is a mounted disk image or a swap file"), tr("Unmount it first."), "in-use")


def _locked() -> NoTrash:
    return NoTrash(
        tr("they, or their folders, are locked against changes (lsattr shows it)"), tr("They stay."), "locked"
    )
