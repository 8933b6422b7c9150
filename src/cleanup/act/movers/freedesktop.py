"""Move to the trash of Linux and other freedesktop.org systems by one rename.

The order of the Trash specification 1.0: first the info file, made only if nobody has that name, then the rename,
which replaces nothing. Names have random bits in them: no other program ever picks the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import Self

from cleanup.act.movers.mover import IsRight, Moved, Mover, MoverRequest, NotPossible
from cleanup.act.movers.noted_move import Noted, move_noted
from cleanup.act.naming import INFO_ENDING, unique_name
from cleanup.act.records import Intent
from cleanup.act.system import flush_volume
from cleanup.act.trash_folder import TrashFolder
from cleanup.disk.nearest import nearest_folder
from cleanup.disk.system import facts_by_path, mount_table
from cleanup.disk.trashes.trash_places import NoTrash, Part, Parts, TrashPlace, trash_for
from cleanup.model.plan import Step
from cleanup.model.remembered import Remembered
from cleanup.model.run import Place


class Freedesktop(Mover):
    """Keeps the trash folders of a run open: one for each part of a volume that has its own."""

    name = "freedesktop"

    def __init__(self, home: str, clock: Callable[[], datetime]) -> None:
        self._home = home
        self._clock = clock
        self._mounts = mount_table()
        self._parts = Parts(home)
        self._foreseen: Remembered[tuple[bytes, int], Part] = Remembered()
        self._places: dict[Part, TrashPlace | NoTrash] = {}
        self._trashes: dict[Part, TrashFolder | NotPossible] = {}
        self._by_path: dict[bytes, TrashFolder] = {}

    @classmethod
    def begin(cls, request: MoverRequest) -> Self:
        """See Mover. Takes every run that no other mover takes."""
        return cls(request.home, request.clock)

    def destination(self, step: Step) -> TrashPlace:
        """See Mover. Each folder is checked once: a plan names very many files in few folders."""
        where = os.path.dirname(step.path), step.identity.device
        part = self._foreseen.get(where)
        if part is None:
            part = self._part_of(step)
            self._foreseen.note(where, part, len(where[0]))
        return self._place_of(step, part)

    def _place_of(self, step: Step, part: Part) -> TrashPlace:
        found = self._places.get(part)
        if found is None:
            try:
                found = trash_for(os.path.dirname(os.fsdecode(step.path)), part[0], self._home, self._mounts)
            except NoTrash as problem:
                found = problem
            self._places[part] = found
        if isinstance(found, NoTrash):
            raise found
        return found

    def place_for(self, step: Step) -> Place:
        """See Mover."""
        part = self._part_of(step)
        trash = self._trashes.get(part)
        if trash is None:
            trash = self._trashes[part] = self._open(step)
        if isinstance(trash, NotPossible):
            raise trash
        name = unique_name(step.path.rpartition(b"/")[2])
        return Place(trash.path + b"/files", name, trash.path + b"/info/" + name + INFO_ENDING)

    def move(self, parent: int, name: bytes, intent: Intent, is_right: IsRight) -> Moved:
        """See Mover."""
        trash = self._by_path[intent.place.folder]
        unique = intent.place.name
        trash.write_info(unique, intent.path, self._clock())
        return move_noted(parent, name, Noted(trash.files, unique, trash.drop_info), is_right)

    def flush(self) -> None:
        """See Mover. Thousands of small info files are flushed at once, with the renames."""
        for trash in self._by_path.values():
            flush_volume(trash.info)

    def close(self) -> None:
        """See Mover."""
        for trash in self._by_path.values():
            trash.close()

    def _part_of(self, step: Step) -> Part:
        return self._parts.of(os.path.dirname(step.path), step.identity.device)

    def _open(self, step: Step) -> TrashFolder | NotPossible:
        """The trash for a step, opened once, or why there is none: a refused one is not made again and again."""
        try:
            place = self._place_of(step, self._part_of(step))
            trash = self._by_path.get(os.fsencode(place.path) + b"/files")
            # In an overlay of several file systems, only folders have its device number.
            folder = nearest_folder(os.path.dirname(os.fsdecode(step.path)))
            trash = trash or TrashFolder(place, facts_by_path(folder).st_dev)
        except NoTrash as problem:
            return NotPossible("no-trash", f"{problem.message}. {problem.advice}")
        except NotPossible as problem:
            return problem
        self._by_path[trash.path + b"/files"] = trash
        return trash
