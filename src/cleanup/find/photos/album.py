"""The pictures among the files of a scan, with a look at each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.optional import PILLOW, how_to_add
from cleanup.disk.reading.digests import in_disk_order
from cleanup.disk.reading.hashing import Look, look_at_picture
from cleanup.find.finder import Finder, FinderUnavailable, Search
from cleanup.language import Marked, mark, tr, trn
from cleanup.model.companions import Companions
from cleanup.model.copy_names import marks_in
from cleanup.model.grouping import grouped
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.look import LOOK, State
from cleanup.model.trouble import Trouble

_ENDINGS = (
    b".jpg", b".jpeg", b".jpe", b".jfif", b".mpo", b".png", b".webp", b".gif", b".tif", b".tiff", b".bmp", b".jp2",
    b".j2k", b".avif", b".heic", b".heif", b".hif",
)  # fmt: skip
# Looks taken at a time: each contains two grey pictures, of which mostly one is kept.
_AT_ONCE = 4096
_ABOUT = [name for name in LOOK.names or () if name not in {"grey", "inner", "colours"}]


@dataclass(frozen=True, slots=True, eq=False)
class Album:
    """Pictures: their rows, what is known about them (``LOOK`` without the pictures), and the grey pictures.

    ``inners`` has what is inside the bars, for the pictures that have bars, in order. ``has_company`` marks those that
    other files go with: a raw picture, a film, notes.
    """

    rows: Rows
    looks: NDArray[np.void]
    greys: NDArray[np.uint8]
    inners: NDArray[np.uint8]
    paths: list[bytes]
    names: list[bytes]
    folders: Rows
    sizes: Rows
    has_company: NDArray[np.bool_]

    def only(self, places: Rows) -> Album:
        """These pictures, in this order."""
        numbers = np.cumsum(self.looks["is_barred"]) - 1
        barred = places[self.looks["is_barred"][places] != 0]
        return Album(
            self.rows[places], self.looks[places], self.greys[places], self.inners[numbers[barred]],
            [self.paths[place] for place in places.tolist()],
            [self.names[place] for place in places.tolist()], self.folders[places], self.sizes[places],
            self.has_company[places],
        )  # fmt: skip


class OfPictures(Finder):
    """A finder that looks at pictures: all of them share one look, which needs a library."""

    stages: ClassVar[Mapping[str, Marked]] = {"look": mark("Looking at pictures")}
    reads: ClassVar[bool] = True

    def __init__(self) -> None:
        """Raises FinderUnavailable if Pillow is not installed."""
        from cleanup.disk.contents.pictures import register_plugins

        try:
            register_plugins()
        except ImportError:
            raise FinderUnavailable(tr("it needs Pillow: {how}", how=how_to_add(PILLOW))) from None

    def also_wants(self, search: Search, rows: Rows) -> tuple[str, dict[int, Look]]:
        """The look at a picture."""
        names = search.inventory.file_names(rows).split(b"\0")[:-1]
        wanted = (row for row, name in zip(rows.tolist(), names, strict=True) if name.lower().endswith(_ENDINGS))
        return "look", dict.fromkeys(wanted, look_at_picture)


def seen_pictures(search: Search) -> Album:
    """All pictures that could be decoded, each content once; reports those that could not. Reads the disk."""
    inventory = search.inventory
    rows = inventory.first[inventory.files["size"][inventory.first] > 0]
    names = inventory.file_names(rows).split(b"\0")[:-1]
    are_named = np.fromiter((name.lower().endswith(_ENDINGS) for name in names), np.bool_, len(rows))
    rows = in_disk_order(inventory, rows[are_named])
    kept, about, greys, inners = [rows[:0]], [np.zeros(0, LOOK)[_ABOUT]], [], []
    states: Counter[int] = Counter()
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        digests, known = search.digest("look", part)
        looks = digests.view(LOOK)[:, 0]
        states.update(looks["state"][known].tolist())
        _tell(search, part[known], looks["state"][known])
        seen = known & (looks["state"] == State.SEEN)
        kept.append(part[seen])
        about.append(looks[seen][_ABOUT].copy())
        greys.append(looks["grey"][seen])
        inners.append(looks["inner"][seen & (looks["is_barred"] != 0)])
    if count := states[State.UNKNOWN_FORMAT]:
        search.listen.warn(
            trn("{n} HEIC picture was not compared; with pillow-heif (GPL) it can be.",
                "{n} HEIC pictures were not compared; with pillow-heif (GPL) they can be.", count)
        )  # fmt: skip
    none = np.zeros((0, *LOOK["grey"].shape), dtype=np.uint8)
    return _one_of_each(search, np.concatenate(kept), np.concatenate(about), np.concatenate([none, *greys]),
                        np.concatenate([none, *inners]))  # fmt: skip


def _tell(search: Search, rows: Rows, states: NDArray[np.uint8]) -> None:
    """Report the pictures that could not be looked at to the listener."""
    words = {
        State.BROKEN: tr("a picture that cannot be decoded: it may be cut or damaged"),
        State.TOO_LARGE: tr("a picture too large to compare"),
    }
    for state, text in words.items():
        for path in search.inventory.each_path(rows[states == state]):
            search.listen.trouble(Trouble(path, "find", "not-decoded", text))


def _one_of_each(
    search: Search, rows: Rows, looks: NDArray[np.void], greys: NDArray[np.uint8], inners: NDArray[np.uint8]
) -> Album:
    """The album with only one picture of each content: the one whose name looks least like a copy's.

    Copies are another category.
    """
    inventory = search.inventory
    sizes = inventory.files["size"][rows]
    pixels = np.ascontiguousarray(greys[:, ::8]).reshape(len(rows), -1).view(np.uint64)
    sums = (pixels * np.arange(1, 2 * pixels.shape[1], 2, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
    twice = np.sort(grouped(sums, sizes)[0]) if len(rows) else rows
    digests, known = search.digest("whole", rows[twice]) if len(twice) else (np.zeros((0, 3), np.uint64), twice == 0)
    members, starts = grouped(*digests[known].T, sizes[twice][known]) if known.any() else (twice[:0], np.zeros(1, int))
    some = twice[known][members]
    paths = inventory.paths(rows[some]) if len(some) else []
    marks = marks_in(inventory.file_names(rows[some])).tolist() if len(some) else []
    spare = np.zeros(len(rows), dtype=np.bool_)
    for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        first = min(range(start, end), key=lambda place: (marks[place], paths[place]))
        spare[np.delete(some[start:end], first - start)] = True
    names = inventory.file_names(rows).split(b"\0")[:-1] if len(rows) else []
    folders = inventory.files["folder"][rows].astype(np.int64)
    album = Album(
        rows,
        looks,
        greys,
        inners,
        inventory.paths(rows),
        names,
        folders,
        sizes,
        _have_company(inventory, names, folders),
    )
    return album.only(np.flatnonzero(~spare))


def _have_company(inventory: Inventory, names: list[bytes], folders: Rows) -> NDArray[np.bool_]:
    """Which pictures have other files in their folder that go with them."""
    wanted = set(folders.tolist())
    every = np.flatnonzero(np.isin(inventory.files["folder"], folders)).astype(np.int64)
    beside: dict[int, list[bytes]] = defaultdict(list)
    all_names = inventory.file_names(every).split(b"\0")[:-1] if len(every) else []
    for folder, name in zip(inventory.files["folder"][every].tolist(), all_names, strict=True):
        beside[folder].append(name)
    companions = {folder: Companions(beside[folder]) for folder in wanted}
    found = (bool(companions[folder].of(name)) for folder, name in zip(folders.tolist(), names, strict=True))
    return np.fromiter(found, np.bool_, len(names))
