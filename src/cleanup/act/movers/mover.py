"""What every way of moving has in common."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cleanup.act.records import Intent, plain
from cleanup.disk.identity import identity_of, kind_of
from cleanup.model.plan import Identity, Step
from cleanup.model.run import Place

IsRight = Callable[[int, bytes], bool]
"""Whether the name in an open folder is, after the move, still what was to be moved."""


class NotPossible(Exception):
    """Nothing was moved, and nothing will be: ``code`` is a stable word, ``message`` says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = plain(message)


class Stuck(Exception):
    """Something else was caught up in the move, and its old place is taken: it lies safely in the trash."""

    def __init__(self, seen: os.stat_result, place: Place | None = None) -> None:
        """``seen`` is what ``lstat`` says of it, where it lies now."""
        super().__init__()
        self.identity = identity_of(seen)
        self.kind = kind_of(seen)
        self.place = place


@dataclass(frozen=True, slots=True)
class Moved:
    """The item lies in the trash; ``place`` and ``identity`` are told where they are not those announced."""

    place: Place | None = None
    identity: Identity | None = None


class Mover(Protocol):
    """A way to move things to where they can be brought back from."""

    name: str

    def place_for(self, step: Step) -> Place:
        """Where this step's item will lie, under a name that nobody else picks; raises NotPossible.

        Makes the trash if there is none yet; does not touch the item.
        """

    def move(self, parent: int, name: bytes, intent: Intent, is_right: IsRight) -> Moved:
        """Move a name of an open folder to the intended place, or to another one that is told.

        Raises OSError when it could not, and NotPossible when it was not the right thing: then the item is where
        it was. Raises Stuck when it could not be given back.
        """

    def flush(self) -> None:
        """Bring everything of this run to the disk, once at its end; raises OSError.

        Until then a power cut can undo moves that are written down as done: recovery looks at each.
        """

    def close(self) -> None:
        """Let go of open folders."""
