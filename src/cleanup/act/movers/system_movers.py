"""Move to the trash of Windows or macOS in the system's own way, with the library Send2Trash, if the user asks for it.

Everything is checked beforehand as for the program's own movers, and looked up on the disk afterwards: the library does
not say where a thing went, and what it calls may erase.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from cleanup.act.bin_note import ITEM, note_beside
from cleanup.act.movers.claimed_move import ClaimedMove
from cleanup.act.movers.mover import MoverRequest, NotPossible
from cleanup.act.movers.recycle_bin import RecycleBin
from cleanup.act.movers.system_bin import SystemBin
from cleanup.act.naming import is_unique_of, unique_name
from cleanup.act.system import closing
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.system import HAS_APPLE_TRASH, HAS_RECYCLE_BIN, facts_of_names, mount_table, names_in, open_folder
from cleanup.disk.trashes.bin_places import bin_of_user
from cleanup.disk.trashes.trash_places import NoTrash, TrashPlace
from cleanup.disk.volumes import mount_of
from cleanup.language import tr
from cleanup.model.paths import folded, joined, split
from cleanup.model.plan import Identity, Step
from cleanup.model.run import Place
from cleanup.model.way import SYSTEM


class SystemTrash(SystemBin):
    """The one for macOS."""

    name = "system-trash"

    @classmethod
    def begin(cls, request: MoverRequest) -> Self | None:
        """See Mover."""
        return cls(request.home) if HAS_APPLE_TRASH and request.way.by == SYSTEM else None

    def throw_away(self, path: bytes) -> Place | None:
        """See ClaimedMove."""
        _send(path)
        return None


class SystemRecycleBin(ClaimedMove):
    """The one for Windows, where the bin's note has the unique name.

    Nothing is held open meanwhile: what the shell erases would stay until it is closed, and seem not to be taken.
    """

    name = "system-recycle-bin"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._own = RecycleBin(clock)

    @classmethod
    def begin(cls, request: MoverRequest) -> Self | None:
        """See Mover."""
        return cls(request.clock) if HAS_RECYCLE_BIN and request.way.by == SYSTEM else None

    def destination(self, step: Step) -> TrashPlace:
        """See Mover. What Windows would erase is refused as by our own mover."""
        return self._own.destination(step)

    def place_for(self, step: Step) -> Place:
        """See Mover. Only Windows knows which name it will give."""
        try:
            self.destination(step)
        except NoTrash as problem:
            raise NotPossible(problem.code, f"{problem.message}. {problem.advice}") from None
        return Place(b"", unique_name(split(step.path)[1]))

    def throw_away(self, path: bytes) -> Place | None:
        """See ClaimedMove."""
        _send(path)
        return None

    @classmethod
    def find(cls, claimed: bytes, identity: Identity) -> Place | None:
        """See ClaimedMove. By its number: a rename within a volume keeps that."""
        own = bin_of_user(mount_of(os.fsdecode(split(claimed)[0]), mount_table()).path)
        try:
            folder = open_folder(own)
        except FileNotFoundError:
            return None
        with closing(folder):
            items = [name for name in names_in(folder) if name.startswith(os.fsdecode(ITEM))]
            for name, facts in facts_of_names(folder, items):
                if not isinstance(facts, OSError) and facts.st_ino == identity.inode:
                    return _in_bin(os.fsencode(own), os.fsencode(name))
        return None

    @classmethod
    def check_place(cls, trashed: Trashed) -> None:
        """See Mover."""
        trashed.check_in_trash()
        origin, item = trashed.origin_told(), trashed.item
        folder, name = split(origin or b"")
        was_in, had = split(item.path)
        if origin != item.path and (folded(folder) != folded(was_in) or not is_unique_of(name, had)):
            raise NotOurs("not-ours", tr("the trash gives a different origin for it than cleanup wrote"))


def _in_bin(folder: bytes, name: bytes) -> Place | None:
    note = note_beside(name)
    return Place(folder, name, joined(folder, note)) if note else None


def _send(path: bytes) -> None:
    library: Any = importlib.import_module("send2trash")
    library.send2trash(os.fsdecode(path))
