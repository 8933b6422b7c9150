"""Move to a folder that the user names, for files on volumes without a trash: not a trash, but there is an undo.

On the same volume it is one rename; on another, a complete copy comes first. At every moment there is one whole file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Self

from cleanup.act.movers.copied_move import goes_to_other_volumes, move_copy, other_volume
from cleanup.act.movers.copying import bring_back_copy
from cleanup.act.movers.cut_off_copy import check_quarantine, end_of_copy, end_of_copy_back
from cleanup.act.movers.mover import IsRight, Moved, Mover, MoverRequest, NotPossible, RollbackFailed
from cleanup.act.movers.rights import rights_of
from cleanup.act.movers.run_folder import drop_empty, open_run_folder
from cleanup.act.naming import unique_name
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import Intent, Record
from cleanup.act.system import (
    COPIES_WHOLE,
    closing,
    flush_folder,
    rename_without_replacing,
)
from cleanup.act.trashed import Trashed
from cleanup.disk.filesystems import NUMBERED_BY_PATH, is_fuse, is_in_memory, numbers_last, only_a_try_tells
from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import (
    allocated_bytes,
    facts_at,
    facts_behind,
    facts_by_path,
    facts_of,
    free_bytes,
    is_elevated,
    mount_table,
    open_file,
    owner_name,
    reach_folder,
    room_on_volume,
    user_number,
)
from cleanup.disk.trashes.trash_places import NoTrash, TrashPlace, numbered_anew
from cleanup.disk.trashes.trash_rights import why_no_rights, why_not_writable
from cleanup.disk.volumes import mount_of
from cleanup.language import tr
from cleanup.model.coverage import Mount
from cleanup.model.paths import is_inside
from cleanup.model.plan import Kind, Step
from cleanup.model.run import Item, Place, Rights


def _never() -> bool:
    return False


class Quarantine(Mover):
    """Keeps the run's own folder, FOLDER/RUN, open; it is made when the first item needs it."""

    name = "quarantine"
    aside = True

    def __init__(self, folder: Path, run: str, stopped: Callable[[], bool] = _never) -> None:
        """``stopped`` is called while a file is copied to another volume."""
        self._chosen = folder
        self._run = run
        self._stopped = stopped
        self._path = b""
        self._items = -1
        self._touched = False
        self._mounts: dict[int, Mount] = {}
        self._problem: NotPossible | None = None
        self._is_in_memory = False

    @classmethod
    def begin(cls, request: MoverRequest) -> Self | None:
        """See Mover."""
        folder = request.way.quarantine
        return None if folder is None else cls(folder, request.run, request.stopped)

    def destination(self, step: Step) -> TrashPlace:
        """See Mover."""
        problem, unsure = self._of_the_folder
        if problem:
            raise NoTrash(problem, tr("Name another folder with --quarantine."), "no-quarantine")
        if is_inside(os.fsdecode(step.path), os.path.realpath(self._chosen)):
            raise NoTrash(
                tr("it is in the quarantine already"), tr("Name another folder with --quarantine."), "in-trash"
            )
        if step.identity.device != self._device and not goes_to_other_volumes(step):
            raise NoTrash(other_volume().message, tr("Name a folder on its own volume with --quarantine."), "volume")
        if self._mount_of(step).filesystem in NUMBERED_BY_PATH:
            raise numbered_anew()
        filesystem = self._mount_of(step).filesystem
        if not unsure and (only_a_try_tells(filesystem) or is_fuse(filesystem)):
            unsure = tr("only trying will tell whether files can leave there without replacing others "
                        "({filesystem})", filesystem=filesystem)  # fmt: skip
        return TrashPlace(str(self._chosen), "", unsure, self._note_on(step))

    def _note_on(self, step: Step) -> str:
        """What to know before it goes there: it is another user's (only root gets this far), or the folder is in
        memory.
        """
        try:
            owner = facts_by_path(step.path).st_uid
        except OSError:
            owner = user_number()
        if owner != user_number():
            return tr("it belongs to {owner}, who cannot reach it there", owner=owner_name(owner))
        return tr("that folder is in memory, and gone after a restart") if self._is_in_memory else ""

    @cached_property
    def _device(self) -> int:
        return facts_behind(nearest_folder(str(self._chosen))).st_dev

    @cached_property
    def _of_the_folder(self) -> tuple[str, str]:
        """Why the chosen folder takes nothing, and why only a trial can tell whether it does; "" if neither applies."""
        near = nearest_folder(str(self._chosen))
        mount = mount_of(os.path.abspath(near), mount_table())
        filesystem = mount.filesystem
        self._is_in_memory = is_in_memory(filesystem, mount.identity)
        unsure = ""
        if not numbers_last(filesystem):
            unsure = tr("only trying will tell whether a quarantine works there ({filesystem})",
                        filesystem=filesystem)  # fmt: skip
        return why_not_writable(near) or why_no_rights(near, near, filesystem) or "", unsure

    def _mount_of(self, step: Step) -> Mount:
        """The mount that a step's item is on."""
        device = step.identity.device
        if device not in self._mounts:
            self._mounts[device] = mount_of(os.path.abspath(_folder_of(step)), mount_table())
        return self._mounts[device]

    def place_for(self, step: Step) -> Place:
        """See Mover."""
        if self._problem is not None:
            raise self._problem
        if self._items == -1:
            self._open()
        if step.identity.device != facts_of(self._items).st_dev and not goes_to_other_volumes(step):
            raise other_volume()
        if self._mount_of(step).filesystem in NUMBERED_BY_PATH:
            raise NotPossible(numbered_anew().code, numbered_anew().message)
        return Place(self._path, unique_name(os.path.basename(step.path)))

    def rights_of(self, step: Step) -> Rights | None:
        """See Mover."""
        above, name = os.path.split(step.path)
        with suppress(OSError), closing(reach_folder(above)) as folder:
            if stat.S_ISREG(facts_at(folder, name).st_mode):
                with closing(open_file(folder, name)) as file:
                    return rights_of(file)
        return None

    def move(self, parent: int, name: bytes, intent: Intent, is_right: IsRight) -> Moved:
        """See Mover. Raises Stopped if the user does not want to wait for a copy."""
        try:
            rename_without_replacing(parent, name, self._items, intent.place.name)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            return move_copy(self._items, parent, name, intent, is_right, self._stopped)
        self._touched = True
        if not is_right(self._items, intent.place.name):
            self._give_back(intent.place.name, parent, name)
            raise NotPossible("changed", tr("changed in the moment it was moved; it is where it was"))
        return Moved()

    def flush(self) -> None:
        """See Mover. Copies are on the disk already."""
        if self._touched:
            flush_folder(self._items)
        self._touched = False

    def close(self) -> None:
        """See Mover. A folder that nothing arrived in is removed again."""
        if self._items == -1:
            return
        os.close(self._items)
        self._items = -1
        drop_empty(self._path)

    @classmethod
    def end_of_move(cls, item: Item, folders: OpenFolders) -> Record | None:  # noqa: ARG003  (opens its own)
        """See Mover."""
        return end_of_copy(item)

    @classmethod
    def restore(cls, trashed: Trashed, folder: int, name: bytes) -> None:
        """See Mover. To another volume by a complete copy."""
        try:
            trashed.move_to(folder, name)
        except OSError as error:
            if error.errno != errno.EXDEV or not COPIES_WHOLE:
                raise
            bring_back_copy(trashed, folder, name)

    @classmethod
    def check_way_back(cls, trashed: Trashed, near: bytes) -> None:
        """See Mover. A copy to another volume needs space there."""
        if trashed.item.kind is not Kind.FILE or not COPIES_WHOLE:
            super().check_way_back(trashed, near)
        elif trashed.is_elsewhere(near) and _room(near) < allocated_bytes(trashed.seen):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fsdecode(near))

    @classmethod
    def end_of_restore(cls, item: Item, folders: OpenFolders) -> Record | None:  # noqa: ARG003  (opens its own)
        """See Mover."""
        return end_of_copy_back(item)

    @classmethod
    def check_place(cls, trashed: Trashed) -> None:
        """See Mover."""
        check_quarantine(trashed.item.place.folder, trashed.folder)

    @classmethod
    def tidy(cls, places: Iterable[bytes]) -> None:
        """See Mover."""
        for path in places:
            drop_empty(path)

    def _give_back(self, unique: bytes, parent: int, name: bytes) -> None:
        """Undo a move of the wrong thing; raises RollbackFailed if its old place has been taken."""
        try:
            rename_without_replacing(self._items, unique, parent, name)
        except OSError:
            raise RollbackFailed(facts_at(self._items, unique)) from None

    def _open(self) -> None:
        """Open the run's folder; raises NotPossible, then and whenever it is asked for again."""
        chosen = os.path.abspath(self._chosen)
        try:
            self._items, self._path = open_run_folder(chosen, self._run, is_sure=not self._of_the_folder[1])
        except NotPossible as problem:
            self._problem = problem
            raise


def _folder_of(step: Step) -> str:
    return os.fsdecode(os.path.dirname(step.path))


def _room(folder: bytes) -> int:
    """How many bytes this user could still write on the volume of a folder; raises OSError."""
    if not is_elevated():
        return room_on_volume(folder)[1]
    with closing(reach_folder(folder)) as opened:
        return free_bytes(opened)
