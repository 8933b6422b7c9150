"""Which trash of macOS a thing of this user's goes to, and whether it would be kept there. Changes nothing.

Anything in a cloud, or that nobody could look at afterwards, is refused before it moves.
"""

from __future__ import annotations

import os

from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import facts_behind, is_kept_in_step, user_number
from cleanup.disk.trashes.trash_places import NoTrash, TrashPlace, use_quarantine
from cleanup.language import tr
from cleanup.model.names import alike
from cleanup.model.paths import above, ended

# By provider and release, these were seen to erase at once what was thrown away, or to put it elsewhere.
_CLOUDS = ("/library/cloudstorage/", "/library/mobile documents/")


class AppleTrashes:
    """The trashes of one home and of other volumes; remembers what it finds out."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._problem: NoTrash | None = None
        self._has_looked = False
        self._in_step: dict[str, bool] = {}

    def place_for(self, folder: str, device: int) -> TrashPlace:
        """The trash for things in this folder, on this device; raises NoTrash."""
        if problem := self.why_not_looked_into():
            raise problem
        self._check_cloud(folder)
        if device == facts_behind(nearest_folder(self._home)).st_dev:
            return TrashPlace(own_trash(self._home), "")
        top = volume_top(folder)
        if problem := why_none_on(top):
            raise problem
        return TrashPlace(trash_on(top), top)

    def why_not_looked_into(self) -> NoTrash | None:
        """Why macOS lets nobody look into the trash of the home, or None: what goes there could not be brought back."""
        if not self._has_looked:
            trash = own_trash(self._home)
            self._has_looked, self._problem = True, None if _may_list(trash) else _needs_full_access(trash)
        return self._problem

    def _check_cloud(self, folder: str) -> None:
        """Raise NoTrash for what a cloud keeps in sync."""
        if any(cloud in alike(ended(folder)) for cloud in _CLOUDS) or any(
            map(self._is_kept_in_step, (folder, *above(folder)))
        ):
            raise NoTrash(
                tr("it is in a cloud folder, where the trash may not keep it"),
                tr("Use the Finder, or that cloud's own program."),
            )

    def _is_kept_in_step(self, folder: str) -> bool:
        if folder not in self._in_step:
            self._in_step[folder] = is_kept_in_step(os.fsencode(folder))
        return self._in_step[folder]


def own_trash(home: str) -> str:
    """The trash for things on the volume of a home."""
    return os.path.join(home, ".Trash")


def trash_on(top: str) -> str:
    """The trash of this user on another volume, given its topmost folder."""
    return os.path.join(top, ".Trashes", str(user_number()))


def why_none_on(top: str) -> NoTrash | None:
    """Why things on the volume with this topmost folder might not reach a trash, or None if they surely would."""
    if os.path.isdir(os.path.join(top, ".Trashes")) or os.access(top, os.W_OK | os.X_OK):
        return None
    return NoTrash(tr("the volume {path} has no trash", path=top), use_quarantine())


def volume_top(folder: str) -> str:
    """The topmost folder of the volume that a folder is on."""
    while not os.path.ismount(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder


def _needs_full_access(trash: str) -> NoTrash:
    terminal = os.environ.get("TERM_PROGRAM", tr("your terminal"))
    return NoTrash(
        tr("macOS does not let this terminal look into {path}, so nothing could be brought back", path=trash),
        tr("System Settings, Privacy & Security, Full Disk Access: switch on {terminal}, then open it again.",
           terminal=terminal),
    )  # fmt: skip


def _may_list(trash: str) -> bool:
    """Whether this program may look into a trash; one that does not exist yet belongs to whoever makes it."""
    try:
        os.listdir(trash)
    except PermissionError:
        return False
    except OSError:
        return True
    return True
