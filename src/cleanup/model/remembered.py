"""Remember what was found out about paths, in a limited amount of memory."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Generic, TypeVar

from cleanup.model.paths import above

K = TypeVar("K")
V = TypeVar("V")

# Letters of paths: a path can be as long as its folders are deep.
_ROOM = 16 << 20
# Roughly what an entry takes besides its letters.
_ENTRY = 200


class Remembered(dict[K, V]):
    """A dictionary that starts again once its contents take too much memory."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        super().__init__()
        self._left = _ROOM

    def note(self, key: K, value: V, letters: int) -> None:
        """Remember a value; ``letters`` is the length of the path in key or value."""
        self._left -= letters + _ENTRY
        if self._left < 0:
            self.forget()
        self[key] = value

    def forget(self) -> None:
        """Forget everything."""
        self.clear()
        self._left = _ROOM


class OfFolders(Generic[V]):
    """What applies to folders, each derived from its parent; results are remembered."""

    def __init__(self, beginning: V, of_folder: Callable[[str, V], V]) -> None:
        """``of_folder`` gives what applies to a path from what applies to its parent, which is ``beginning`` for the
        topmost.
        """
        self._beginning = beginning
        self._of_folder = of_folder
        self._known: Remembered[str, V] = Remembered()

    def __getitem__(self, folder: str) -> V:
        if folder in self._known:
            return self._known[folder]
        value = self._beginning
        # Where the paths of the still unknown folders end: the paths themselves could be very long.
        ends: list[int] = []
        for path in chain([folder], above(folder)):
            if path in self._known:
                value = self._known[path]
                break
            ends.append(len(path))
        for end in reversed(ends):
            path = folder[:end]
            value = self._of_folder(path, value)
            self._known.note(path, value, end)
        return value
