"""Find words in paths, quickly even in very many of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import numpy as np

from cleanup.model.thing import Mask
from cleanup.plan.groups import Groups


class Words:
    """The paths of all members of all groups, made ready when they are first asked for.

    Large and small letters count as the same. May be used from another thread than the page's.
    """

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._text = ""
        self._ends: list[int] = []

    def groups_with(self, words: str, stopped: Callable[[], bool]) -> Mask:
        """For each group, whether all of these words are in the path of one of its members."""
        found = np.ones(len(self._groups.members), dtype=np.bool_)
        for word in words.casefold().split():
            if not stopped():
                found &= self._members_with(word, stopped)
        return self._groups.with_any(found)

    def _members_with(self, word: str, stopped: Callable[[], bool]) -> Mask:
        if not self._ends:
            self._read()
        found = np.zeros(len(self._groups.members), dtype=np.bool_)
        find, ends = self._text.find, self._ends
        at = find(word)
        while at >= 0:
            member = bisect_right(ends, at)
            found[member] = True
            # One hit in a path is enough: on with the next path.
            at = find(word, ends[member])
            if not member % 1024 and stopped():
                break
        return found

    def _read(self) -> None:
        groups = self._groups
        parts = [groups.path(thing).decode("utf-8", "replace").casefold() for thing in groups.members.tolist()]
        # No path has a NUL, and no word that was typed.
        lengths = np.fromiter((len(part) + 1 for part in parts), np.int64, len(parts))
        self._text = "\0".join(parts)
        self._ends = np.cumsum(lengths).tolist()
