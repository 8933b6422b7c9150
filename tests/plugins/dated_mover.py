"""A mover that is no part of the program: into a folder for each day, on the same volume."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from cleanup.act.movers.mover import IsRight, Moved, Mover, MoverRequest, NotPossible, RollbackFailed
from cleanup.act.naming import unique_name
from cleanup.act.records import Intent
from cleanup.act.system import rename_without_replacing
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.system import leave, open_folder
from cleanup.disk.trashes.trash_places import TrashPlace
from cleanup.model.plan import Step
from cleanup.model.run import Place


class Dated(Mover):
    """Moves into ``~/Cleaned up/YEAR-MONTH-DAY``."""

    name = "dated"
    aside = True

    def __init__(self, home: str) -> None:
        self._folder = Path(home, "Cleaned up", f"{datetime.now(UTC):%Y-%m-%d}")
        self._opened = -1

    @classmethod
    def begin(cls, request: MoverRequest) -> Self:
        return cls(request.home)

    def destination(self, step: Step) -> TrashPlace:
        return TrashPlace(str(self._folder), "")

    def place_for(self, step: Step) -> Place:
        if self._opened == -1:
            self._folder.mkdir(parents=True, exist_ok=True)
            opened = open_folder(str(self._folder))
            assert isinstance(opened, int)
            self._opened = opened
        return Place(os.fsencode(self._folder), unique_name(os.path.basename(step.path)))

    def move(self, parent: int, name: bytes, intent: Intent, is_right: IsRight) -> Moved:
        rename_without_replacing(parent, name, self._opened, intent.place.name)
        if not is_right(self._opened, intent.place.name):
            try:
                rename_without_replacing(self._opened, intent.place.name, parent, name)
            except OSError:
                raise RollbackFailed(os.lstat(intent.place.path)) from None
            raise NotPossible("changed", "changed in the moment it was moved")
        return Moved()

    @classmethod
    def check_place(cls, trashed: Trashed) -> None:
        if os.path.basename(os.path.dirname(trashed.item.place.folder)) != b"Cleaned up":
            raise NotOurs("not-in-trash", "it lies in no folder of this mover")

    def flush(self) -> None:
        if self._opened != -1:
            os.fsync(self._opened)

    def close(self) -> None:
        if self._opened != -1:
            leave(self._opened)
