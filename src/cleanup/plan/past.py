"""Changes to a few columns, recorded so that they can be undone and redone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.model.inventory import Rows

Column = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its name, the file or folder it was about (b"" for none), how many groups it touched, and how many
    more positions in the first column are now true, or fewer.
    """

    name: str
    path: bytes = b""
    groups: int = 1
    more: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The positions in a column that a change touched, and their values before and after."""

    column: Column
    places: Rows
    before: Column
    after: Column


_Step = tuple[Change, list[_Part]]


class Past:
    """The changes to columns in order; each is one step to undo."""

    def __init__(self, *columns: Column) -> None:
        self._columns = columns
        self._done: list[_Step] = []
        self._undone: list[_Step] = []

    @property
    def done(self) -> list[Change]:
        """The changes that can be undone, the latest one last."""
        return [change for change, _ in self._done]

    @property
    def undone(self) -> list[Change]:
        """The changes that can be redone, the next one last."""
        return [change for change, _ in self._undone]

    @contextmanager
    def change(self, name: str, path: bytes = b"", groups: int = 1) -> Iterator[None]:
        """Record what the block changes; what was undone before can no longer be redone."""
        before = [column.copy() for column in self._columns]
        yield
        parts = []
        for column, old in zip(self._columns, before, strict=True):
            places = np.flatnonzero(column != old)
            if len(places):
                parts.append(_Part(column, places, old[places], column[places]))
        if parts:
            more = int(np.count_nonzero(self._columns[0])) - int(np.count_nonzero(before[0]))
            self._done.append((Change(name, path, groups, more), parts))
            self._undone.clear()

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Reverse at its end what the block changed, as if it had not happened."""
        before = [column.copy() for column in self._columns]
        try:
            yield
        finally:
            for column, old in zip(self._columns, before, strict=True):
                column[:] = old

    def undo(self) -> Change | None:
        """Undo the last change; returns it, or None if there is none."""
        return _turn(self._done, self._undone, lambda part: part.before)

    def redo(self) -> Change | None:
        """Redo what was undone last; returns it, or None if there is nothing."""
        return _turn(self._undone, self._done, lambda part: part.after)


def _turn(here: list[_Step], there: list[_Step], stood: Callable[[_Part], Column]) -> Change | None:
    """Restore the values at one end of the last change ``here``, which moves over ``there``."""
    if not here:
        return None
    change, parts = step = here.pop()
    for part in parts:
        part.column[part.places] = stood(part)
    there.append(step)
    return change
