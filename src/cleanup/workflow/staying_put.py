"""Which findings cannot move from where they are, as far as a scan can tell. Changes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np

from cleanup.disk.leaving import Leaving
from cleanup.disk.system import is_elevated, mount_table, user_number
from cleanup.disk.trashes.of_this_system import trash_of
from cleanup.disk.trashes.trash_places import NoTrash, Part, Parts
from cleanup.model.coverage import Mount
from cleanup.model.grouping import distinct
from cleanup.model.inventory import Rows
from cleanup.model.paths import SEPARATOR
from cleanup.model.thing import Kind, Things
from cleanup.plan.savings import StaysPut


def find_what_stays_put(rows: Rows, things: Things, home: str) -> StaysPut:
    """Check each of these things, and say which has no trash to go to, and why."""
    mounts = mount_table()
    numbers = np.zeros(things.count, dtype=np.uint8)
    reasons: list[tuple[str, str]] = []
    if not len(rows) or not mounts:
        return StaysPut(numbers)
    asked = _Asked(home, mounts)
    for thing, problem in _problems(distinct(rows), things, asked):
        reason = (problem.code, problem.message)
        if reason not in reasons:
            if len(reasons) == np.iinfo(np.uint8).max:
                reason = reasons[-1]
            else:
                reasons.append(reason)
        numbers[thing] = reasons.index(reason) + 1
    return StaysPut(numbers, tuple(reasons))


def _problems(rows: Rows, things: Things, asked: _Asked) -> Iterator[tuple[int, NoTrash]]:
    """The things that cannot move, and why; folder by folder, since most reasons apply to all files in one."""
    several = set(things.inventory.rows_of_several_names.tolist())
    are_files = rows < things.folders_begin
    files, others = rows[are_files], rows[~are_files]
    for some in (files[np.argsort(things.folder_rows(files), kind="stable")], others):
        columns = (things.values(field, some).tolist() for field in ("device", "owner"))
        for thing, path, device, owner in zip(some.tolist(), things.each_path(some), *columns, strict=True):
            for each in (path, *things.other_names(thing)) if thing in several else (path,):
                if problem := asked.why_not(each, things.kind(thing), device, owner):
                    yield thing, problem
                    break


class _Asked:
    """Checks permissions for each thing, and the trash once for each part of a volume."""

    def __init__(self, home: str, mounts: tuple[Mount, ...]) -> None:
        self._home = home
        self._mounts = mounts
        self._leaving = Leaving(user_number() if is_elevated() else None)
        self._parts = Parts(home)
        self._trash: dict[Part, NoTrash | None] = {}
        # Things come folder by folder, and most reasons apply to everything of one owner there.
        self._last: tuple[bytes, int, int] | None = None
        self._why_none: NoTrash | None = None

    def why_not(self, path: bytes, kind: Kind, device: int, owner: int) -> NoTrash | None:
        """Why a thing cannot go to the trash from here, or None."""
        place = path.rpartition(SEPARATOR)[0], device, owner
        if place != self._last:
            self._last, self._why_none = place, self._why_none_of(os.path.dirname(path), device, owner)
        return self._why_none or self._leaving.why_not_itself(path, kind)

    def _why_none_of(self, folder: bytes, device: int, owner: int) -> NoTrash | None:
        part = self._parts.of(folder, device)
        if part not in self._trash:
            self._trash[part] = self._why_no_trash(folder, device)
        return self._trash[part] or self._leaving.why_none_of(folder, owner)

    def _why_no_trash(self, folder: bytes, device: int) -> NoTrash | None:
        try:
            trash_of(os.fsdecode(folder), device, self._home, self._mounts)
        except NoTrash as problem:
            return problem
        except OSError:
            # Gone or locked in the meantime: the move will tell.
            return None
        return None
