"""The reasons for not moving something that come from the copy that stays."""

from __future__ import annotations

from collections.abc import Callable

from cleanup.act.movers.mover import NotPossible
from cleanup.act.system import second_fork
from cleanup.disk.reading.comparison import same_bytes
from cleanup.language import tr


def check_same(one: int, other: int, size: int, stopped: Callable[[], bool]) -> None:
    """Raise NotPossible if two open files differ in ``size`` bytes, or in what belongs to them; raises OSError and
    Stopped too.
    """
    if not same_bytes(one, other, size, stopped) or second_fork(one) != second_fork(other):
        raise different()


def different() -> NotPossible:
    """It does not equal the copy that stays."""
    return NotPossible("different", tr("not the same as the copy that stays"))


def same_file() -> NotPossible:
    """It is the copy that stays, under another name."""
    return NotPossible("same-file", tr("another name of the copy that stays"))


def another_view() -> NotPossible:
    """Moving it touched the copy that stays."""
    return NotPossible("same-file", tr("another view of the copy that stays, or that copy is changing right now"))


def of_another_user() -> NotPossible:
    """Its owner would have nothing left."""
    return NotPossible("other-owner", tr("the copy that stays belongs to another user"))


def changed_meanwhile() -> NotPossible:
    """What was compared is no longer what is there."""
    return NotPossible("changed", tr("changed while it was compared"))


def keeper_changed() -> NotPossible:
    """The copy that stays is not what was shown, or compared."""
    return NotPossible("keeper-changed", tr("the copy that stays has changed"))


def keeper_in_use() -> NotPossible:
    """Somebody is writing to the copy that stays."""
    return NotPossible("keeper-in-use", tr("a program has the copy that stays open for writing"))


def keeper_lost(error: OSError) -> NotPossible:
    """The copy that stays cannot be looked at."""
    if isinstance(error, FileNotFoundError):
        return NotPossible("keeper-gone", tr("the copy that stays is gone"))
    return NotPossible("keeper-gone", tr("the copy that stays cannot be read: {reason}", reason=error.strerror))
