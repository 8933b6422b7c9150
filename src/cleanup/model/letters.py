"""Search many names for certain letters, all names at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from cleanup.model.grouping import are_among, distinct
from cleanup.model.names import ends_of, names_at

_NUL = b"\0"
_WINDOW = 8
_PAIRS = 1 << 16
_LETTERS = 1 << 8


class Letters:
    """Searches names for letters, ignoring (ASCII) capitals.

    The first two and the last two letters of all names are looked up in a table of the wanted pairs. Of the names that
    are left, the first and last eight bytes are a number each and are compared at once; a name itself is looked at only
    if longer letters are searched for and these eight are right.
    """

    def __init__(self, names: bytes, starts: NDArray[np.integer] | None = None) -> None:
        """``names`` are NUL-ended; ``starts``: where the names to search begin, if not all of them are searched."""
        if starts is not None and not (starts[1:] > starts[:-1]).all():
            names, starts = names_at(names, starts), None
        self._names = bytes(_WINDOW) + names.lower() + bytes(_WINDOW)
        ends = ends_of(names) + _WINDOW
        # The NUL byte before each name belongs to it: letters can begin with it.
        if starts is None:
            self._begins = np.concatenate([[_WINDOW], ends + 1])[:-1] - 1
        else:
            self._begins = starts.astype(np.int64) + (_WINDOW - 1)
            ends = ends[np.searchsorted(ends, self._begins + 1)]
        self._ends = ends
        windows = np.ndarray(len(self._names) - _WINDOW + 1, ">u8", self._names, strides=(1,))
        self._heads = windows[self._begins].astype(np.uint64)
        self._tails = windows[self._ends - _WINDOW].astype(np.uint64)
        self._first = (self._heads >> np.uint64(8 * (_WINDOW - 3))).astype(np.uint16)
        self._last = self._tails.astype(np.uint16)

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
        ends = [each.removesuffix(_NUL) for each in ends]
        some = np.flatnonzero(_pairs(each[-2:] for each in ends)[self._last]) if ends else _NONE
        for length, alike in _by_length(ends):
            tails = self._tails[some] & np.uint64((1 << 8 * length) - 1)
            found[self._rows(some, tails, (each[-_WINDOW:] for each in alike), alike, self._names.endswith)] = True
        some = np.flatnonzero(_pairs((each[1:3] for each in begins), at_end=False)[self._first]) if begins else _NONE
        for length, alike in _by_length(begins):
            heads = self._heads[some] >> np.uint64(8 * (_WINDOW - length))
            found[self._rows(some, heads, (each[:_WINDOW] for each in alike), alike, self._names.startswith)] = True
        for each in others:
            places = np.fromiter(self._places(each), np.int64)
            rows = np.searchsorted(self._begins, places, "right") - 1
            places, rows = places[rows >= 0], rows[rows >= 0]
            found[rows[places < self._ends[rows]]] = True
        return found

    def _rows(
        self,
        rows: NDArray[np.int64],
        column: NDArray[np.uint64],
        parts: Iterable[bytes],
        whole: list[bytes],
        fits: Callable[[tuple[bytes, ...], int, int], bool],
    ) -> NDArray[np.int64]:
        """Those of these names in which one part equals one of these numbers, and that match completely."""
        numbers = distinct(np.array([int.from_bytes(part) for part in parts], dtype=np.uint64))
        rows = rows[are_among(column, numbers)]
        if max(map(len, whole)) <= _WINDOW:
            return rows
        spans = zip(self._begins[rows].tolist(), self._ends[rows].tolist(), strict=True)
        return rows[np.fromiter((fits(tuple(whole), *span) for span in spans), np.bool_, len(rows))]

    def _places(self, needle: bytes) -> Iterator[int]:
        place = self._names.find(needle)
        while place >= 0:
            yield place
            place = self._names.find(needle, place + 1)


_NONE = np.zeros(0, dtype=np.int64)


def _pairs(letters: Iterable[bytes], *, at_end: bool = True) -> NDArray[np.bool_]:
    """For each pair of letters, as a number, whether it is one of these; a single letter stands for all pairs that end
    or begin with it."""
    table = np.zeros((_LETTERS, _LETTERS), dtype=np.bool_)
    for each in letters:
        match list(each):
            case [first, second]:
                table[first, second] = True
            case [one] if at_end:
                table[:, one] = True
            case [one]:
                table[one] = True
            case _:
                table[:] = True
    return table.reshape(_PAIRS)


def _by_length(needles: Iterable[bytes]) -> Iterable[tuple[int, list[bytes]]]:
    """Needles by how much of them a number covers."""
    found: dict[int, list[bytes]] = defaultdict(list)
    for needle in needles:
        found[min(len(needle), _WINDOW)].append(needle)
    return found.items()
