"""What was done to a few columns, so that it can be taken back and done again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.model.inventory import Rows

Column = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The places of a column that a change touched, and what stood there before and after."""

    column: Column
    places: Rows
    before: Column
    after: Column


class Past:
    """The changes to columns in their order; each is one step to take back."""

    def __init__(self, *columns: Column) -> None:
        self._columns = columns
        self._done: list[tuple[str, list[_Part]]] = []
        self._undone: list[tuple[str, list[_Part]]] = []

    @property
    def names(self) -> list[str]:
        """The changes that can be taken back, the last one last."""
        return [name for name, _ in self._done]

    @contextmanager
    def change(self, name: str) -> Iterator[None]:
        """Write down under this name what the block changes; what was taken back before is forgotten by it."""
        before = [column.copy() for column in self._columns]
        yield
        parts = []
        for column, old in zip(self._columns, before, strict=True):
            places = np.flatnonzero(column != old)
            if len(places):
                parts.append(_Part(column, places, old[places], column[places]))
        if parts:
            self._done.append((name, parts))
            self._undone.clear()

    def undo(self) -> str:
        """Take the last change back; gives its name, or "" when there is none."""
        if not self._done:
            return ""
        name, parts = self._done.pop()
        for part in parts:
            part.column[part.places] = part.before
        self._undone.append((name, parts))
        return name

    def redo(self) -> str:
        """Do again what was taken back last; gives its name, or "" when there is nothing."""
        if not self._undone:
            return ""
        name, parts = self._undone.pop()
        for part in parts:
            part.column[part.places] = part.after
        self._done.append((name, parts))
        return name
