"""Move a thing to where a note for it was made beforehand: by one rename, and back again if it was the wrong thing."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass

from cleanup.act.movers.mover import IsRight, Moved, NotPossible, RollbackFailed
from cleanup.act.system import rename_without_replacing
from cleanup.disk.system import Handle, facts_at
from cleanup.language import tr


@dataclass(frozen=True, slots=True)
class Noted:
    """An open ``folder`` in which something arrives under a ``unique`` name, and how to remove its note."""

    folder: Handle
    unique: bytes
    drop_note: Callable[[bytes], None]


def move_noted(parent: Handle, name: bytes, noted: Noted, is_right: IsRight) -> Moved:
    """Rename a name in an open folder; raises like ``Mover.move``, and then there is no note either."""
    try:
        rename_without_replacing(parent, name, noted.folder, noted.unique)
    except OSError as error:
        noted.drop_note(noted.unique)
        if error.errno == errno.EXDEV:
            raise NotPossible("no-trash", tr("it is on a part of the volume that has no trash of its own")) from None
        raise
    if not is_right(noted.folder, noted.unique):
        _give_back(noted, parent, name)
        raise NotPossible("changed", tr("changed in the moment it was moved; it is where it was"))
    return Moved()


def _give_back(noted: Noted, parent: Handle, name: bytes) -> None:
    """Undo a move of the wrong thing; raises RollbackFailed if its old place has been taken."""
    try:
        rename_without_replacing(noted.folder, noted.unique, parent, name)
    except OSError:
        raise RollbackFailed(facts_at(noted.folder, noted.unique)) from None
    noted.drop_note(noted.unique)
