"""What a finder has to offer, what it is given, and which finders can run here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from cleanup.disk.reading.digests import Digests, in_disk_order, no_digests, secret_seed
from cleanup.disk.reading.equal_files import files_that_may_be_equal
from cleanup.disk.reading.hashing import Look
from cleanup.disk.reading.read_once import ReadOnce
from cleanup.disk.rules.whole_folders import seen_whole
from cleanup.language import Marked, tr
from cleanup.model.category import Category
from cleanup.model.coverage import Volume
from cleanup.model.errors import DocumentProblem, UsageProblem
from cleanup.model.event import Listener
from cleanup.model.finding import Findings
from cleanup.model.grouping import grouped
from cleanup.model.inventory import Inventory, Rows
from cleanup.model.noted import Noted
from cleanup.model.option import FinderOption
from cleanup.model.request import ScanRequest
from cleanup.model.told_rule import ToldRule as ToldRule

# With fewer files, hardly any would be found.
_WORTH_A_LOOK = 50
FIRST_BYTES = "first bytes"
"""The name of the look that takes a file's first bytes."""


@dataclass(frozen=True)
class Search:
    """Everything a finder may use.

    ``digest`` reads files: it takes a method (of ``disk.hashing.VERSIONS``) and rows, and gives the numbers of each row
    (see ``disk.digests.Digests``) and whether they are known. ``volumes`` is by device number. ``expected_folders`` are
    folders that a desktop expects, which are no waste when empty. ``complete`` is False if the walk was stopped.
    ``home`` is the user's own.

    ``recall`` gives what the cache knows about files by a method, and ``remember`` keeps it there. ``read_once`` is
    what is already known about contents, ``seen`` has what finders asked for with ``also_wants``, and ``begins`` the
    first bytes of a row's file, if a finder has read them.
    """

    request: ScanRequest
    inventory: Inventory
    digest: Callable[[str, Rows], tuple[Digests, NDArray[np.bool_]]]
    volumes: dict[int, Volume]
    expected_folders: frozenset[bytes]
    complete: bool
    listen: Listener
    home: str = ""
    recall: Callable[[str, Rows], tuple[Digests, NDArray[np.bool_]]] = lambda _, rows: (
        no_digests(len(rows)),
        np.zeros(len(rows), dtype=np.bool_),
    )
    remember: Callable[[str, Rows, Digests], None] = lambda _, _rows, _digests: None
    read_once: ReadOnce = field(default_factory=lambda: ReadOnce(secret_seed()))
    seen: Mapping[str, Mapping[int, object]] = field(default_factory=dict)
    begins: dict[int, bytes] = field(default_factory=dict)

    @cached_property
    def equal_files(self) -> tuple[Rows, NDArray[np.int64], Digests]:
        """The rows of all files that are not empty and equal others, group after group; where each group starts and,
        last, their number; and the digests of each group. Reads files that share their size with another.
        """
        rows, digests = files_that_may_be_equal(self.inventory, self.digest)
        order, starts = grouped(*digests.T, self.inventory.files["size"][rows])
        return rows[order], starts, digests[order[starts[:-1]]]

    @cached_property
    def seen_whole(self) -> NDArray[np.bool_]:
        """For each folder, whether the walk saw everything in it."""
        return seen_whole(self.inventory)

    def first_bytes(self, row: int) -> bytes:
        """The first bytes of a row's file, as far as a finder has read them."""
        seen = self.seen.get(FIRST_BYTES, {}).get(row)
        return seen if isinstance(seen, bytes) else self.begins.get(row, b"")

    def option(self, option: FinderOption) -> int:
        """The value the user gave, or the default."""
        value = self.request.values.get(option.name)
        return option.parse(option.default, self.request.now) if value is None else value

    def contents(self, rows: Collection[int]) -> dict[int, bytes]:
        """A key for all bytes of each of these files, without those that could not be read."""
        asked = in_disk_order(self.inventory, np.array(sorted(rows), dtype=np.int64))
        digests, known = self.digest("whole", asked)
        return {row: digests[place].tobytes() for place, row in enumerate(asked.tolist()) if known[place]}


class FinderUnavailable(Exception):
    """A finder cannot run here; the text says what to install."""


class Finder:
    """Looks for one category. A new finder is one file, and two lines in ``find/__init__.py``."""

    category: ClassVar[Category]
    """What it finds."""
    options: ClassVar[tuple[FinderOption, ...]] = ()
    """Its options."""
    stages: ClassVar[Mapping[str, Marked]] = {}
    """Words for the stages that it reports to the listener, by name."""
    reads: ClassVar[bool] = False
    """Whether it needs contents: for those alone the cache of digests is opened."""
    pace: ClassVar[tuple[str, float]] = ("", 0.0)
    """Of one that is looked for on request: which kind of files it looks at (``disk/rules/kinds.toml``), and the
    seconds that one takes."""

    noted: Noted = Noted()
    """What it asks for by name of what is hidden or protected; it comes aside in the inventory."""

    def __init__(self) -> None:
        """Get ready; raises FinderUnavailable when an optional library is missing."""

    def learn(self, config: Path) -> None:
        """Read the user's own rules from this folder of settings; raises DocumentProblem if they cannot be used."""

    def told(self) -> tuple[ToldRule, ...]:
        """The rules by which it finds, if people may read them."""
        return ()

    def at_home(self, home: str) -> Iterable[str]:  # noqa: ARG002
        """The paths, relative to a home, of hidden folders it wants to look at. May list folders."""
        return ()

    def also_wants(self, search: Search, rows: Rows) -> tuple[str, dict[int, Look]]:  # noqa: ARG002
        """Which of these large files it would open itself: by row, the look to take while the file is open for its
        ends. The results are in ``search.seen`` under the name that this gives.

        So no file is opened three times: for its ends, for all of it, and once more. Looks run in threads.
        """
        return "", {}

    def find(self, search: Search) -> Findings:
        """All findings; the order of the inventory's rows makes no difference."""
        raise NotImplementedError


def ready(
    finders: Iterable[type[Finder]],
    categories: Collection[str],
    named: Collection[str],
    listen: Listener,
    config: Path | None = None,
) -> list[Finder]:
    """The finders of these categories, ready to run; one that cannot run here is left out with a warning.

    They read the user's own rules from ``config``; if these cannot be used, they run without them, with a warning. For
    a finder the user asked for, this raises UsageProblem or DocumentProblem instead.
    """
    found = []
    for finder in finders:
        name = finder.category.name
        if name not in categories:
            continue
        try:
            found.append(finder())
        except FinderUnavailable as reason:
            if name in named:
                raise UsageProblem(
                    tr("“{name}” cannot be looked for here: {reason}.", name=name, reason=reason),
                    tr("Install what is missing, or leave out this category."),
                ) from None
            listen.warn(tr("“{name}” is left out: {reason}.", name=name, reason=reason))
            continue
        try:
            if config is not None:
                found[-1].learn(config)
        except DocumentProblem as problem:
            if name in named:
                raise
            listen.warn(problem.message)
    return found


def why_unavailable(finder: type[Finder]) -> str:
    """Why a finder cannot run here, or ""."""
    try:
        finder()
    except FinderUnavailable as reason:
        return str(reason)
    return ""


def also_wanted(finders: Iterable[Finder], search: Search, rows: Rows) -> dict[str, dict[int, Look]]:
    """What these finders would look at in files whose ends are about to be read, by name of the look and by row."""
    return {name: looks for finder in finders for name, looks in [finder.also_wants(search, rows)] if looks}


def on_request(finders: Iterable[type[Finder]], files: Mapping[str, int]) -> tuple[tuple[str, int, float], ...]:
    """The finders that run only on request and can run here: category, number of files, and seconds for all of them.

    ``files`` says how many there are of each kind; finders with little to look at are left out.
    """
    found = []
    for finder in finders:
        kind, seconds = finder.pace
        count = files.get(kind, 0) if finder.category.on_request else 0
        if count >= _WORTH_A_LOOK and not why_unavailable(finder):
            found.append((finder.category.name, count, count * seconds))
    return tuple(found)


def options(finders: Iterable[type[Finder]]) -> tuple[FinderOption, ...]:
    """The options of these finders."""
    return tuple(option for finder in finders for option in finder.options)


def stages(finders: Iterable[type[Finder]]) -> dict[str, Marked]:
    """The words by which these finders' stages are reported, and how each is shown."""
    return {name: words for finder in finders for name, words in finder.stages.items()}
