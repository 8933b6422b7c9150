"""Move to the Recycle Bin of Windows by one rename: first the note, then the thing, named the way Windows names them.

A rename can fail, but never erases: what Windows would erase at once is refused beforehand. Explorer shows, restores
and empties what is there, as if it had thrown it away itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import Self

from cleanup.act import bin_note
from cleanup.act.bin_folder import BinFolder
from cleanup.act.movers.mover import IsRight, Moved, Mover, MoverRequest, NotPossible
from cleanup.act.movers.noted_move import Noted, move_noted
from cleanup.act.records import Intent
from cleanup.disk.system import HAS_RECYCLE_BIN, mount_table
from cleanup.disk.trashes.bin_places import bin_for, check_room
from cleanup.disk.trashes.trash_places import NoTrash, TrashPlace
from cleanup.model.paths import joined, split
from cleanup.model.plan import Step
from cleanup.model.run import Place


class RecycleBin(Mover):
    """Keeps the bins of a run open: one for each drive."""

    name = "recycle-bin"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._mounts = mount_table()
        self._places: dict[int, TrashPlace | NoTrash] = {}
        self._bins: dict[int, BinFolder | NotPossible] = {}
        self._by_path: dict[bytes, BinFolder] = {}

    @classmethod
    def begin(cls, request: MoverRequest) -> Self | None:
        """See Mover."""
        return cls(request.clock) if HAS_RECYCLE_BIN else None

    def destination(self, step: Step) -> TrashPlace:
        """See Mover."""
        device = step.identity.device
        found = self._places.get(device)
        if found is None:
            try:
                found = bin_for(os.fsdecode(split(step.path)[0]), device, self._mounts)
            except NoTrash as problem:
                found = problem
            self._places[device] = found
        if isinstance(found, NoTrash):
            raise found
        check_room(found, step.bytes_inside)
        return found

    def place_for(self, step: Step) -> Place:
        """See Mover."""
        try:
            place = self.destination(step)
        except NoTrash as problem:
            raise NotPossible(problem.code, f"{problem.message}. {problem.advice}") from None
        opened = self._open(place, step.identity.device)
        name, note = bin_note.names_for(split(step.path)[1])
        return Place(opened.path, name, joined(opened.path, note))

    def move(self, parent: int, name: bytes, intent: Intent, is_right: IsRight) -> Moved:
        """See Mover."""
        opened = self._by_path[intent.place.folder]
        unique = intent.place.name
        opened.write_note(unique, intent.path, intent.size, self._clock())
        return move_noted(parent, name, Noted(opened.folder, unique, opened.drop_note), is_right)

    def flush(self) -> None:
        """See Mover. Notes are on the disk already."""
        for opened in self._by_path.values():
            opened.flush()

    def close(self) -> None:
        """See Mover."""
        for opened in self._by_path.values():
            opened.close()
        self._by_path.clear()

    def _open(self, place: TrashPlace, device: int) -> BinFolder:
        """The bin of a drive, opened once; raises NotPossible: a refused one is not made again and again."""
        found = self._bins.get(device)
        if found is None:
            try:
                found = BinFolder(place, device)
                self._by_path[found.path] = found
            except NotPossible as problem:
                found = problem
            self._bins[device] = found
        if isinstance(found, NotPossible):
            raise found
        return found
