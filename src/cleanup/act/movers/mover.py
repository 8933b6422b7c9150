"""What all ways of moving have in common."""

from __future__ import annotations

import errno
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from cleanup.act.movers.cut_off_rename import end_of_rename, end_of_rename_back
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import Intent, Record, plain
from cleanup.act.trashed import Trashed
from cleanup.disk.identity import identity_of, kind_of
from cleanup.disk.system import Facts, is_elevated, user_number
from cleanup.disk.trashes.trash_places import TrashPlace
from cleanup.model.plan import Identity, Step
from cleanup.model.run import Item, Place, Rights
from cleanup.model.way import Way

IsRight = Callable[[int, bytes], bool]
"""Whether the name in an open folder is, after the move, still what was to be moved."""


class NotPossible(Exception):
    """Nothing was moved, and nothing will be: ``code`` is a stable word, ``message`` says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = plain(message)


class RollbackFailed(Exception):
    """Something else got caught in the move, and its old place is taken: it is safe in the trash."""

    def __init__(self, seen: Facts) -> None:
        """``seen`` is its ``lstat``, where it is now."""
        super().__init__()
        self.identity = identity_of(seen)
        self.kind = kind_of(seen)


@dataclass(frozen=True, slots=True)
class Moved:
    """The item is in the trash; ``place`` and ``identity`` are given if they differ from those announced."""

    place: Place | None = None
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class MoverRequest:
    """What a run wants from a mover: the user's ``home``, the id of the ``run``, and the ``way`` that was asked for.

    ``stopped`` is called while a long copy is made, ``clock`` when each thing moves.
    """

    home: str
    run: str
    way: Way
    stopped: Callable[[], bool]
    clock: Callable[[], datetime]


class Mover(ABC):
    """A way to move things to where they can be brought back from, with all that is known about what it moved.

    An instance is made for each run that moves. What later commands ask about an item, they ask the class.
    """

    name: ClassVar[str]
    """Stands in the journal; never changes once it was released."""
    aside: ClassVar[bool] = False
    """Whether things go to a folder of the user's own, which no desktop shows as its trash."""

    @classmethod
    @abstractmethod
    def begin(cls, request: MoverRequest) -> Self | None:
        """An instance for a run, or None if the run does not ask for this way, or this system does not have it."""

    @abstractmethod
    def destination(self, step: Step) -> TrashPlace:
        """The trash that this step's item goes to, "" if only the system knows; raises NoTrash. Makes nothing."""

    @abstractmethod
    def place_for(self, step: Step) -> Place:
        """Where this step's item will be, under a name that nobody else picks; raises NotPossible.

        Makes the trash if need be; does not touch the item.
        """

    @property
    def owner_demanded(self) -> int | None:
        """The user who must own what moves, or None: root may move anybody's files, but not into its own trash."""
        return user_number() if is_elevated() and not self.aside else None

    def rights_of(self, step: Step) -> Rights | None:  # noqa: ARG002  (a rename keeps them)
        """What belongs to this step's file besides its bytes, if this way may copy it; never raises."""
        return None

    @abstractmethod
    def move(self, parent: int, name: bytes, intent: Intent, is_right: IsRight) -> Moved:
        """Move a name in an open folder to the intended place, or to another one, which is returned.

        Raises OSError if it could not, and NotPossible if it was the wrong thing: then the item is where it was. Raises
        RollbackFailed if it could not be put back.
        """

    @abstractmethod
    def flush(self) -> None:
        """Flush everything in this run to the disk, once at its end; raises OSError.

        Until then a power cut can undo moves that are recorded as done: recovery checks each.
        """

    @abstractmethod
    def close(self) -> None:
        """Close open folders."""

    @classmethod
    def end_of_move(cls, item: Item, folders: OpenFolders) -> Record | None:
        """What became of an item that was cut off on its way to the trash; puts it in order.

        None if it is unknown now. Raises OSError or NotOurs, and then nothing is known about it.
        """
        return end_of_rename(item, folders)

    @classmethod
    def restore(cls, trashed: Trashed, folder: int, name: bytes) -> None:
        """Move an item to a name in an open folder, replacing nothing; raises OSError or NotOurs."""
        trashed.move_to(folder, name)

    @classmethod
    def check_way_back(cls, trashed: Trashed, near: bytes) -> None:
        """Raise OSError if an item, or a new one, surely cannot come into this folder; changes nothing."""
        if trashed.is_elsewhere(near):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), os.fsdecode(near))

    @classmethod
    def end_of_restore(cls, item: Item, folders: OpenFolders) -> Record | None:
        """What became of an item that was cut off on its way back; otherwise like ``end_of_move``."""
        return end_of_rename_back(item, folders)

    @classmethod
    def check_place(cls, trashed: Trashed) -> None:
        """Raise NotOurs unless an item is where this way puts things: a journal could name any place."""
        trashed.check_noted()

    @classmethod
    def purge(cls, trashed: Trashed) -> None:
        """Erase an item for good; raises OSError or NotOurs, and then some of it may be left."""
        cls.check_place(trashed)
        trashed.free()

    @classmethod  # noqa: B027  (most ways make nothing for themselves)
    def tidy(cls, places: Iterable[bytes]) -> None:
        """Remove what this way made for itself in folders that items were in, if none is left; never raises."""
