"""How bringing an item back would end, without trying: what folders or their volumes would refuse is
known beforehand.
"""

from __future__ import annotations

import errno
import os

from cleanup.act.movers.registry import mover_of
from cleanup.act.open_folders import OpenFolders
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.act.undo import RestoreOptions, not_brought_back, taken
from cleanup.disk.leaving import is_held_by_its_rights
from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import is_locked, may_leave, reach_folder, why_no_changes, why_nothing_leaves
from cleanup.model.paths import split
from cleanup.model.run import Item, Result, Status


def foresee(item: Item, options: RestoreOptions) -> Result:
    """How bringing an item back would end; changes nothing."""
    target = options.target(item)
    try:
        with OpenFolders() as folders:
            trashed = Trashed(item, folders)
            near = _nearest(target)
            if os.path.lexists(target):
                return taken(item)
            _check_leaves(item)
            _check(why_no_changes(near), near)
            mover_of(item.mover).check_way_back(trashed, near)
    except NotOurs as problem:
        return Result(item, Status.SKIPPED, problem.code, problem.message)
    except OSError as error:
        return not_brought_back(item, error)
    return Result(item, Status.DONE, to=target)


def _nearest(target: bytes) -> bytes:
    """The existing folder in which the missing ones above a path would be made; raises OSError."""
    folder = os.fsdecode(split(target)[0])
    near = nearest_folder(folder)
    os.close(reach_folder(near))
    if near != folder and os.path.lexists(os.path.join(near, os.path.relpath(folder, near).split(os.sep)[0])):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
    return os.fsencode(near)


def _check_leaves(item: Item) -> None:
    """Raise OSError if the item cannot be taken out of the folder it is in now."""
    folder, path = item.place.folder, item.place.path
    _check(why_nothing_leaves(folder), folder)
    if is_locked(folder) or is_locked(path):
        _check(errno.EPERM, path)
    if not may_leave(path) or is_held_by_its_rights(path, item.kind):
        _check(errno.EACCES, path)


def _check(number: int, path: bytes) -> None:
    if number:
        raise OSError(number, os.strerror(number), os.fsdecode(path))
