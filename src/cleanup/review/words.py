"""Find words in paths."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cleanup.model.thing import Mask
from cleanup.plan.groups import Groups

_AT_ONCE = 10_000


class Words:
    """The paths of all members of all groups, made ready when they are first asked for.

    Large and small letters count as the same. May be used from another thread than the page's.
    """

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._paths: list[str] = []

    def groups_with(self, words: str, stopped: Callable[[], bool]) -> Mask:
        """For each group, whether all of these words are in the path of one of its members."""
        if not self._paths:
            paths = map(self._groups.path, self._groups.members.tolist())
            self._paths = [path.decode("utf-8", "replace").casefold() for path in paths]
        wanted = words.casefold().split()
        found = np.zeros(len(self._paths), dtype=np.bool_)
        for start in range(0, len(found), _AT_ONCE):
            if stopped():
                break
            some = self._paths[start : start + _AT_ONCE]
            found[start : start + len(some)] = [all(word in path for word in wanted) for path in some]
        return self._groups.with_any(found)
