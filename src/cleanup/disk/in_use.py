"""Whether a running program has something open, mapped, or as its current folder."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from cleanup.disk.system import paths_in_use
from cleanup.model.paths import ended


class InUse:
    """Looks at all programs when first asked, and remembers the result; for one pass over a scan or a move."""

    @cached_property
    def _paths(self) -> list[str]:
        return sorted(paths_in_use())

    def has(self, path: str) -> bool:
        """Whether a program uses this path, or anything in it."""
        for wanted in (path, ended(path)):
            place = bisect_left(self._paths, wanted)
            if place < len(self._paths) and (self._paths[place] == path or self._paths[place].startswith(ended(path))):
                return True
        return False
