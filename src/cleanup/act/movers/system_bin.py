"""Move to the trash of macOS, by its file manager."""

from __future__ import annotations

import os
from typing import Self

from cleanup.act.movers.bin_places import find_in_bin, is_in_bin, place_of_held
from cleanup.act.movers.claimed_move import ClaimedMove
from cleanup.act.movers.mover import MoverRequest, NotPossible
from cleanup.act.naming import unique_name
from cleanup.act.system import watch
from cleanup.act.system.file_manager import throw_away
from cleanup.act.trashed import NotOurs, Trashed
from cleanup.disk.system import HAS_APPLE_TRASH
from cleanup.disk.trashes.apple_trash import AppleTrashes
from cleanup.disk.trashes.trash_places import NoTrash, TrashPlace
from cleanup.language import tr
from cleanup.model.plan import Identity, Step
from cleanup.model.run import Place


class SystemBin(ClaimedMove):
    """Keeps what it learned about the trashes of a run."""

    name = "bin"

    def __init__(self, home: str) -> None:
        self._trashes = AppleTrashes(home)

    @classmethod
    def begin(cls, request: MoverRequest) -> Self | None:
        """See Mover."""
        return cls(request.home) if HAS_APPLE_TRASH else None

    def destination(self, step: Step) -> TrashPlace:
        """See Mover."""
        return self._trashes.place_for(os.path.dirname(os.fsdecode(step.path)), step.identity.device)

    def place_for(self, step: Step) -> Place:
        """See Mover. Only the bin knows which folder it will use."""
        try:
            self.destination(step)
        except NoTrash as problem:
            raise NotPossible(problem.code, f"{problem.message}. {problem.advice}") from None
        return Place(b"", unique_name(os.path.basename(step.path)))

    def throw_away(self, path: bytes) -> Place | None:
        """See ClaimedMove."""
        folder, name = os.path.split(throw_away(path) or b"")
        # A cloud drive may put a thing elsewhere.
        return Place(folder, name) if is_in_bin(folder) else None

    def watched(self, parent: int, name: bytes) -> int:
        """See ClaimedMove."""
        return watch(parent, name)

    def held_in_bin(self, held: int, unique: bytes) -> Place | None:
        """See ClaimedMove. A file with several names may report another one, thrown away long ago."""
        try:
            place = place_of_held(held)
        except OSError:
            return None
        return place if place and place.name == unique else None

    @classmethod
    def find(cls, claimed: bytes, identity: Identity) -> Place | None:  # noqa: ARG003  (the name tells enough)
        """See ClaimedMove."""
        return find_in_bin(claimed, os.path.realpath(os.path.expanduser("~")))

    @classmethod
    def check_place(cls, trashed: Trashed) -> None:
        """See Mover."""
        if not is_in_bin(trashed.item.place.folder):
            raise NotOurs("not-in-trash", tr("the place recorded for it is not a trash of yours"))
