"""Go down and up through the folders of an open one, with two descriptors however deeply they nest."""

from __future__ import annotations

import os
from typing import Self

from cleanup.disk.system import Handle, enter, facts_of, leave, way_up


class Descent:
    """``here`` is the current folder, and ``names`` lead to it. Follows no link; raises OSError."""

    def __init__(self, top: Handle) -> None:
        """``top`` stays open at the end."""
        self._top = self.here = top
        self.names: list[bytes] = []
        # Device and inode of the folders above this one, starting at the top.
        self._above: list[tuple[int, int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stand_in(self._top)

    def down(self, name: bytes) -> None:
        """Go into a folder in this one."""
        number = _number_of(self.here)
        self._stand_in(enter(self.here, os.fsdecode(name)))
        self._above.append(number)
        self.names.append(name)

    def up_to(self, depth: int) -> None:
        """Go up until that many folders below the top."""
        while len(self.names) > depth:
            self._up()

    def _up(self) -> None:
        self.names.pop()
        expected = self._above.pop()
        if not self.names:
            self._stand_in(self._top)
            return
        above = way_up(self.here) or self._from_top()
        if _number_of(above) == expected:
            self._stand_in(above)
            return
        leave(above)
        self._find_again()

    def _find_again(self) -> None:
        """The folder moved elsewhere, or numbers do not last on this file system. The names say where to go."""
        self._stand_in(self._from_top())

    def _from_top(self) -> Handle:
        """The folder that the names lead to, opened again."""
        here = self._top
        for name in self.names:
            deeper = enter(here, os.fsdecode(name))
            if here != self._top:
                leave(here)
            here = deeper
        return here

    def _stand_in(self, folder: Handle) -> None:
        left, self.here = self.here, folder
        if left != self._top:
            leave(left)


def _number_of(folder: Handle) -> tuple[int, int]:
    seen = facts_of(folder)
    return seen.st_dev, seen.st_ino
