"""Remember what was found out about paths, in a bounded amount of memory."""

from __future__ import annotations

from typing import TypeVar

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
