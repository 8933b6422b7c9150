"""The places where somebody who hears a list stops: each group and each folder line. Pure."""

from __future__ import annotations

import numpy as np

from cleanup.review.shown import MORE, NOBODY, Shown


class Stops:
    """The stops of a list as it is now, numbered from 0; the line for more folders is one only while closed."""

    def __init__(self, shown: Shown) -> None:
        more = shown.line_of(NOBODY, MORE) if MORE in shown.unfolded else None
        tops = shown.tops[:-1]
        self._tops = tops if more is None else tops[tops != more]
        self._end = int(shown.tops[-1])

    def __len__(self) -> int:
        return len(self._tops)

    def at(self, line: int) -> int:
        """The stop that a line of the list belongs to; after the last one, their number."""
        if line >= self._end:
            return len(self)
        return max(int(np.searchsorted(self._tops, line, "right")) - 1, 0)

    def line(self, stop: int) -> int:
        """The first line of a stop; after the last one, the end of the list."""
        return int(self._tops[stop]) if stop < len(self) else self._end
