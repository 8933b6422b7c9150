"""A move to another volume: a complete copy comes first, then the original is erased."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

from cleanup.act.movers.claim import Claim
from cleanup.act.movers.copying import Copy, settle
from cleanup.act.movers.mover import IsRight, Moved, NotPossible
from cleanup.act.movers.rights import check_can_be_copied, check_not_opened_up, rights_of
from cleanup.act.records import Intent
from cleanup.act.system import COPIES_WHOLE, may_change
from cleanup.disk.identity import is_still_it
from cleanup.disk.system import facts_of, open_file
from cleanup.language import tr
from cleanup.model.plan import Kind, Step


def goes_to_other_volumes(step: Step) -> bool:
    """Whether this way can take a step's thing to another volume."""
    return COPIES_WHOLE and step.kind is Kind.FILE and step.links == 1


def other_volume() -> NotPossible:
    """What is wrong with everything else."""
    if not COPIES_WHOLE:
        message = tr("on Windows nothing is moved to a folder on another volume: a copy would lose rights and streams")
        return NotPossible("other-volume", message)
    return NotPossible("other-volume", tr("only files with one name are moved to a folder on another volume"))


def move_copy(
    items: int, parent: int, name: bytes, intent: Intent, is_right: IsRight, stopped: Callable[[], bool]
) -> Moved:
    """Copy a file into an open folder on another volume, and then erase it; raises NotPossible, OSError or Stopped."""
    if intent.kind is not Kind.FILE or not COPIES_WHOLE:
        raise other_volume()
    unique = intent.place.name
    claim = Claim(parent, os.path.dirname(intent.path), name, unique)
    source = open_file(parent, name)
    try:
        seen = facts_of(source)
        if not is_still_it(seen, intent.kind, intent.identity):
            raise NotPossible("changed", tr("changed since it was shown"))
        if seen.st_nlink > 1:
            raise other_volume()
        if not may_change(parent):
            # Known before a long copy is made in vain.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        check_can_be_copied(source)
        rights = rights_of(source)
        if intent.rights is not None and not intent.rights.is_same(rights):
            raise NotPossible("changed", tr("changed since it was shown"))
        copy = Copy(source, items, unique, rights, check_not_opened_up)
        with copy.whole(unique, stopped) as identity:
            _take_away(claim, is_right)
        settle(parent)
    finally:
        os.close(source)
    return Moved(identity=identity)


def _take_away(claim: Claim, is_right: IsRight) -> None:
    """Erase the original of a complete copy, once it has a name that nobody else picks, if it is unchanged.

    Raises OSError or NotPossible, and then it is in its folder.
    """
    claim.take()
    if not is_right(claim.parent, claim.unique):
        claim.give_back()
        raise NotPossible("changed", tr("changed in the moment it was moved; it is where it was"))
    try:
        claim.drop_unique()
    except OSError:
        claim.give_back()
        raise
