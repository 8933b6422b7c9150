"""Remember what was found out about paths, in a bounded amount of memory."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Generic, TypeVar

from cleanup.model.paths import above

K = TypeVar("K")
V = TypeVar("V")

# Letters of paths: a path can be as long as its folders are deep.
_ROOM = 16 << 20
# What an entry takes beside its letters, about.
_ENTRY = 200


class Remembered(dict[K, V]):
    """A dictionary that starts anew once what is in it takes too much memory."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        super().__init__()
        self._left = _ROOM

    def note(self, key: K, value: V, letters: int) -> None:
        """Remember a value; ``letters`` is the length of the path that key or value hold."""
        self._left -= letters + _ENTRY
        if self._left < 0:
            self.forget()
        self[key] = value

    def forget(self) -> None:
        """Forget everything."""
        self.clear()
        self._left = _ROOM


class OfFolders(Generic[V]):
    """What holds of folders, each by what holds of the one above it; what was found out once is remembered."""

    def __init__(self, beginning: V, of_folder: Callable[[str, V], V]) -> None:
        """``of_folder`` says what holds of a path by what holds above it, which is ``beginning`` for the topmost."""
        self._beginning = beginning
        self._of_folder = of_folder
        self._known: Remembered[str, V] = Remembered()

    def __getitem__(self, folder: str) -> V:
        if folder in self._known:
            return self._known[folder]
        value = self._beginning
        # Where the paths end of those folders of which nothing is known yet: the paths themselves could be very long.
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
