"""What each keep rule goes by: numbers for the things of which one stays; the lowest is best."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleanup.model.copy_names import comparable, marks_in
from cleanup.model.finding import Findings
from cleanup.model.grouping import distinct
from cleanup.model.inventory import Rows
from cleanup.model.paths import is_inside, parts
from cleanup.model.rule import BEST, Rule, RuleName
from cleanup.model.thing import Things
from cleanup.plan.folder_pairs import beaten_by_date, beaten_together
from cleanup.plan.standing import NO_WHOLE, Standing

_NAMES_AT_ONCE = 1 << 15
Values = NDArray[np.int64]
# Folder names that say nothing about what is in them.
_VAGUE = re.compile(
    r"\W*\d{0,3}\W*|(?:new|untitled|unnamed)[ _-]folder\b.*|neuer ordner\b.*|nouveau dossier\b.*|nueva carpeta\b.*"
    r"|nova pasta\b.*|nuova cartella\b.*|nieuwe map\b.*|nowy folder\b.*|новая папка\b.*|新しいフォルダ.*|新建文件夹.*"
    r"|(?:misc|miscellaneous|various|stuff|things|other|others|random|unsorted|temp|tmp|diverses|divers|sonstiges|varie"
    r"|varios|diversen|overig|różne|разное)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What rules ask about: where things are, and the scanned folders in the order they were named."""

    standing: Standing
    roots: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """What may still stay: the things in groups that no rule has decided yet, with their ``groups``.

    ``findings`` are all copies, with the ``keepers`` of the groups that are decided.
    """

    some: Rows
    groups: Rows
    findings: Findings
    keepers: Rows
    known: Known

    @property
    def things(self) -> Things:
        """All things that there are."""
        return self.known.standing.things


def outside(folder: bytes, contest: Contest) -> Values:
    """0 for what is in a folder, at any depth, and 1 for everything else."""
    return _by_folder(contest, lambda path: 0 if is_inside(path, folder) else 1)


def marks_of_copies(things: Things, some: Rows) -> Values:
    """How many marks of a copy the name of each of these things has."""
    # In parts, since names take several times the memory of their numbers.
    parts_of_it = [marks_in(things.names(some[at : at + _NAMES_AT_ONCE])) for at in range(0, len(some), _NAMES_AT_ONCE)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts_of_it])


def _filed(contest: Contest) -> Values:
    """0 in a whole that lasts, such as a library; then what somebody filed, what a program may remove, what is in a
    folder in an inbox, and what is loose in one.
    """
    here = contest.known.standing.places(contest.some)
    in_whole = (here.whole != NO_WHOLE) & ~here.copied
    values = np.where(in_whole & here.stands, 0, np.where(here.stands, 1, 2))
    return np.where(here.inbox, np.where(here.loose, 4, 3), values).astype(np.int64)


def _copied(contest: Contest) -> Values:
    return contest.known.standing.places(contest.some).copied.astype(np.int64)


def _dates(rule: Rule, contest: Contest) -> Values:
    return beaten_by_date(contest) if rule.sure else contest.things.values("modified", contest.some)


def _vagueness(contest: Contest) -> tuple[Values, Values]:
    """The fewer folders with a meaningful name, and the shorter these names, the vaguer is a path."""

    # The same names occur in very many paths.
    told = lru_cache(maxsize=_NAMES_AT_ONCE)(_letters_told)

    def lengths(path: bytes) -> list[int]:
        return [length for length in map(told, parts(path)) if length]

    return (
        _by_folder(contest, lambda path: -len(lengths(path))),
        _by_folder(contest, lambda path: -sum(lengths(path))),
    )


def _letters_told(name: bytes) -> int:
    """The length of a folder's name; 0 for one that says nothing."""
    text = comparable(name)
    return 0 if _VAGUE.fullmatch(text) else len(text)


def _root_numbers(contest: Contest) -> Values:
    """For each thing the number of the first root that contains it."""
    roots = contest.known.roots

    def number(path: bytes) -> int:
        return next((place for place, root in enumerate(roots) if is_inside(path, root)), len(roots))

    return _by_folder(contest, number)


def _path_numbers(contest: Contest) -> Values:
    """The position of each path among all of them, in byte order."""
    paths = contest.things.paths(contest.some)
    numbers = np.empty(len(paths), dtype=np.int64)
    numbers[sorted(range(len(paths)), key=paths.__getitem__)] = np.arange(len(paths))
    return numbers


def _by_folder(contest: Contest, value: Callable[[bytes], int]) -> Values:
    """A value for each thing by the path of its folder, looked up once per folder."""
    rows = contest.things.folder_rows(contest.some)
    folders = distinct(rows)
    values = [value(contest.things.inventory.folder_path(folder)) for folder in folders.tolist()]
    return np.asarray(values, dtype=np.int64)[np.searchsorted(folders, rows)]


# Numbers for each thing, the lowest is best; several if the first alone may not decide. A rule that is not built in is
# added here, and to ``model.rule.RULES``.
VALUES: dict[str, Callable[[Rule, Contest], tuple[Values, ...]]] = {
    RuleName.IN: lambda rule, contest: (outside(rule.folder, contest),),
    RuleName.NOT_IN: lambda rule, contest: (1 - outside(rule.folder, contest),),
    RuleName.LASTING: lambda _, contest: (contest.known.standing.levels(contest.some),),
    RuleName.FILED: lambda _, contest: (_filed(contest),),
    RuleName.LIVE_FOLDER: lambda _, contest: (_copied(contest),),
    RuleName.ORIGINAL_NAME: lambda _, contest: (marks_of_copies(contest.things, contest.some),),
    RuleName.OLDEST: lambda rule, contest: (_dates(rule, contest),),
    RuleName.NEWEST: lambda _, contest: (-contest.things.values("modified", contest.some),),
    RuleName.TOGETHER: lambda _, contest: (beaten_together(contest),),
    RuleName.FULLER_PATH: lambda _, contest: _vagueness(contest),
    RuleName.SHORTEST_PATH: lambda _, contest: contest.things.depths_and_lengths(contest.some),
    RuleName.FIRST_ROOT: lambda _, contest: (_root_numbers(contest),),
    RuleName.FIRST_PATH: lambda _, contest: (_path_numbers(contest),),
    # The finder of pictures has said which that is; for other copies it says nothing.
    BEST: lambda _, contest: (np.zeros(len(contest.some), dtype=np.int64),),
}
