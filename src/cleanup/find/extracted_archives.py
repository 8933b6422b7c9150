"""Archives of which every member has been extracted beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import numpy as np

from cleanup.disk.contents import zstd
from cleanup.disk.contents.archives import ARCHIVES, OTHERS, PACKERS, ZSTD, NoVerdict
from cleanup.disk.contents.extracted import Extraction, by_digests, extraction, extraction_of
from cleanup.disk.contents.extracted_before import METHOD, Before
from cleanup.disk.optional import ZSTANDARD, how_to_add
from cleanup.disk.reading.comparison import Stopped
from cleanup.disk.reading.hashing import Look
from cleanup.disk.system import Handle, leave, open_folder, unpacker
from cleanup.find.finder import Finder, Search
from cleanup.language import Marked, mark, mark_count, tr, trn
from cleanup.model.category import Category, Proof
from cleanup.model.finding import Certainty, Findings, Reason, Why
from cleanup.model.grouping import are_among, distinct
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.names import names_at
from cleanup.model.paths import split
from cleanup.model.thing import Mask, Things
from cleanup.model.trouble import Trouble

_AT_ONCE = 4
_LOOK = "archive"
# Files with these endings need something that is not installed everywhere.
_NEEDS: tuple[tuple[tuple[bytes, ...], Callable[[], object], Callable[[], str]], ...] = (
    (OTHERS, unpacker, lambda: tr("7z and rar need the program bsdtar (on Debian in libarchive-tools)")),
    (
        ZSTD, zstd.is_known,
        lambda: tr("zst needs Python 3.14 or its library zstandard ({how})", how=how_to_add(ZSTANDARD)),
    ),
)  # fmt: skip
_WHOLE = Reason(
    Why.counting(mark_count("the only file in it is extracted beside it", "all {} files in it are extracted beside it"))
)
_NEARLY = Reason(
    Why.counting(
        mark_count(
            "extracted beside it, but one of its files differs", "extracted beside it, but {} of its files differ"
        )
    ),
    Certainty.LIKELY,
)


class ExtractedArchives(Finder):
    """Archives whose members all stand in a folder beside them; never documents that are archives inside."""

    category: ClassVar[Category] = Category(
        "extracted-archives",
        mark("archives whose contents are all extracted beside them"),
        may_be_safe=True,
        proof=Proof.EXTRACTED,
        remark=mark("what was in them stays"),
    )

    reads: ClassVar[bool] = True
    stages: ClassVar[Mapping[str, Marked]] = {"archives": mark("Looking into archives")}

    def find(self, search: Search) -> Findings:
        """Look at names; reads the members that have a file of the same name beside the archive, and those files."""
        from concurrent.futures import ThreadPoolExecutor

        inventory = search.inventory
        rows = self._readable(_named_so(inventory), search)
        search.listen.stage("archives", len(rows), 0)

        last_time = Before(inventory, search.seen_whole, search.recall, rows)
        before = {**search.seen.get(_LOOK, {}), **last_time.found()}

        def look(row: int, path: bytes) -> object:
            stopped = search.listen.stopped()
            found = before[row] if row in before else None if stopped else _looked(path, search)
            search.listen.advance(1, 0, path)
            return found

        with ThreadPoolExecutor(_AT_ONCE) as threads:
            looked = list(threads.map(look, rows.tolist(), Things(inventory).paths(rows)))
        found = [(row, each) for row, each in zip(rows.tolist(), looked, strict=True) if isinstance(each, Extraction)]
        search.remember(METHOD, *last_time.to_remember(dict(found)))
        things = np.asarray([row for row, _ in found], dtype=np.int64)
        return Findings(
            category=self.category,
            reasons=(_WHOLE, _NEARLY),
            members=things,
            starts=np.arange(len(things) + 1, dtype=np.int64),
            details=np.asarray([each.differ or each.files for _, each in found], dtype=np.int64),
            reasoned=np.asarray([bool(each.differ) for _, each in found], dtype=np.uint16),
        )

    def also_wants(self, search: Search, rows: Rows) -> tuple[str, dict[int, Look]]:
        """Where an archive has been extracted to."""
        wanted = search.inventory.letters.ending_with((*ARCHIVES, *PACKERS))[rows]
        for lacking, _ in _not_readable(search.inventory, rows):
            wanted &= ~lacking

        def look(folder: Handle, name: bytes, file: int) -> Extraction | None:
            same = by_digests(search.read_once, search.listen.stopped)
            return _or_none(lambda: extraction_of(folder, name, file, same, search.listen.stopped))

        return _LOOK, dict.fromkeys(rows[wanted].tolist(), look)

    def _readable(self, rows: Rows, search: Search) -> Rows:
        """The archives that can be read here. For the others it prints one line, or lists each as a trouble if they
        were asked for.
        """
        readable = np.ones(len(rows), dtype=np.bool_)
        for lacking, needed in _not_readable(search.inventory, rows):
            if not lacking.any():
                continue
            left = rows[lacking]
            readable &= ~lacking
            if self.category.name in search.request.named:
                for path in search.inventory.each_path(left):
                    search.listen.trouble(Trouble(path, "find", "not-known", needed()))
            else:
                told = trn("{n} archive was not looked into: {why}.", "{n} archives were not looked into: {why}.",
                           len(left), why=needed())  # fmt: skip
                search.listen.warn(told)
        return rows[readable]


def _not_readable(inventory: Inventory, rows: Rows) -> Iterator[tuple[Mask, Callable[[], str]]]:
    """For each missing requirement, the rows that need it by their names, and what to say about it."""
    for endings, are_known, needed in _NEEDS:
        if not are_known():
            yield inventory.letters.ending_with(endings)[rows], needed


def _named_so(inventory: Inventory) -> Rows:
    """The archives, by name; a packed file only if something beside it has its name without the ending."""
    rows = inventory.first
    rows = rows[inventory.files["size"][rows] > 0]
    are_archives = inventory.letters.ending_with(ARCHIVES)[rows]
    packed = rows[inventory.letters.ending_with(PACKERS)[rows] & ~are_archives]
    folders = inventory.files["folder"][packed].astype(np.int64)
    beside = _names_in(inventory, distinct(folders))
    plain = (name.rpartition(b".")[0] for name in inventory.file_names(packed).split(b"\0"))
    stands = np.fromiter((each in beside for each in zip(folders.tolist(), plain, strict=False)), np.bool_, len(packed))
    return np.sort(np.concatenate([rows[are_archives], packed[stands]]))


def _names_in(inventory: Inventory, folders: Rows) -> set[tuple[int, bytes]]:
    """The names of the files and folders directly in these folders, which are in rising order."""
    found: set[tuple[int, bytes]] = set()
    files, inner = inventory.files, inventory.folders
    for owners, names in ((files["folder"].astype(np.int64), files["name"]), (inventory.parents, inner["name"])):
        some = are_among(owners, folders)
        found.update(zip(owners[some].tolist(), names_at(inventory.names, names[some]).split(b"\0"), strict=False))
    return found


def _looked(path: bytes, search: Search) -> Extraction | None:
    """Where an archive has been extracted to; None if that is unknown."""
    above, name = split(path)

    def look() -> Extraction | None:
        folder = open_folder(above)
        try:
            same = by_digests(search.read_once, search.listen.stopped)
            return extraction(folder, name, same, search.listen.stopped)
        finally:
            leave(folder)

    return _or_none(look)


def _or_none(look: Callable[[], Extraction | None]) -> Extraction | None:
    try:
        return look()
    except (NoVerdict, Stopped, OSError):
        return None
