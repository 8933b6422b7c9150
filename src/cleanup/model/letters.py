"""Search many names for certain letters, all names at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from cleanup.model.grouping import are_among, distinct
from cleanup.model.names import ends_of

_NUL = b"\0"
_WINDOW = 8


class Letters:
    """Searches names for letters, ignoring (ASCII) capitals.

    The first and last eight bytes of each name are a number, so a whole column of them is compared at once; a name
    itself is looked at only if longer letters are searched for and these eight are right.
    """

    def __init__(self, names: bytes) -> None:
        """``names`` are NUL-ended."""
        self._names = bytes(_WINDOW) + names.lower() + bytes(_WINDOW)
        self._ends = ends_of(names) + _WINDOW
        # The NUL byte before each name belongs to it: letters can begin with it.
        self._begins = np.concatenate([[_WINDOW], self._ends + 1])[:-1] - 1
        windows = np.ndarray(len(self._names) - _WINDOW + 1, ">u8", self._names, strides=(1,))
        self._heads = windows[self._begins].astype(np.uint64)
        self._tails = windows[self._ends - _WINDOW].astype(np.uint64)

    def ending_with(self, endings: Iterable[bytes]) -> NDArray[np.bool_]:
        """For each name, whether it ends with one of these, which are in lower case."""
        return self.having(ending + _NUL for ending in endings)

    def having(self, needles: Iterable[bytes]) -> NDArray[np.bool_]:
        """For each name, whether it contains one of these, which are in lower case.

        A NUL byte at either end of the letters stands for that end of the name.
        """
        ends: list[bytes] = []
        begins: list[bytes] = []
        others: list[bytes] = []
        for each in set(needles):
            (ends if each.endswith(_NUL) else begins if each.startswith(_NUL) else others).append(each)
        found = np.zeros(len(self._ends), dtype=np.bool_)
        for length, some in _by_length(each.removesuffix(_NUL) for each in ends):
            tails = self._tails & np.uint64((1 << 8 * length) - 1)
            found[self._rows(tails, (each[-_WINDOW:] for each in some), some, self._names.endswith)] = True
        for length, some in _by_length(begins):
            heads = self._heads >> np.uint64(8 * (_WINDOW - length))
            found[self._rows(heads, (each[:_WINDOW] for each in some), some, self._names.startswith)] = True
        for each in others:
            found[np.searchsorted(self._ends, np.fromiter(self._places(each), np.int64))] = True
        return found

    def _rows(
        self,
        column: NDArray[np.uint64],
        parts: Iterable[bytes],
        whole: list[bytes],
        fits: Callable[[tuple[bytes, ...], int, int], bool],
    ) -> NDArray[np.int64]:
        """The names in which one part equals one of these numbers, and that match completely."""
        numbers = distinct(np.array([int.from_bytes(part) for part in parts], dtype=np.uint64))
        rows = np.flatnonzero(are_among(column, numbers))
        if max(map(len, whole)) <= _WINDOW:
            return rows
        spans = zip(self._begins[rows].tolist(), self._ends[rows].tolist(), strict=True)
        return rows[np.fromiter((fits(tuple(whole), *span) for span in spans), np.bool_, len(rows))]

    def _places(self, needle: bytes) -> Iterator[int]:
        place = self._names.find(needle)
        while place >= 0:
            yield place
            place = self._names.find(needle, place + 1)


def _by_length(needles: Iterable[bytes]) -> Iterable[tuple[int, list[bytes]]]:
    """Needles by how much of them a number covers."""
    found: dict[int, list[bytes]] = defaultdict(list)
    for needle in needles:
        found[min(len(needle), _WINDOW)].append(needle)
    return found.items()
