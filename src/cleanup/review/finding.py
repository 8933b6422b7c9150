"""Search the list: words and patterns in paths, sizes and dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from fnmatch import translate
from itertools import compress

import numpy as np

from cleanup.model.errors import UsageProblem
from cleanup.model.inventory import Rows
from cleanup.model.paths import HERE, split
from cleanup.model.quantity import parse_size
from cleanup.model.thing import Mask
from cleanup.plan.groups import Groups
from cleanup.report.safe import at_home

_AT_ONCE = 10_000
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?", re.ASCII)
_NANOSECONDS = 10**9


class Finding:
    """The members of all groups as they are shown on the page, prepared when first needed.

    Capitals do not matter. May be used from a thread other than the page's.
    """

    def __init__(self, groups: Groups, home: bytes) -> None:
        self._groups = groups
        self._home = home
        self._paths: list[str] = []

    def groups_with(self, typed: str, stopped: Callable[[], bool]) -> Mask:
        """For each group, whether one of its members matches everything that was typed.

        ``*.mp4`` is a pattern for a name or a full path, ``>10M`` and ``<1k`` are sizes, ``2024-06``, ``>2024-06`` and
        ``<2024-06-01`` dates of the last change; everything else is searched for in the path. Ends early when
        ``stopped``.
        """
        if not self._paths:
            members = self._groups.members.tolist()
            self._paths = [at_home(self._groups.path(thing), self._home).casefold() for thing in members]
        found = np.ones(len(self._paths), dtype=np.bool_)
        for word in typed.casefold().split():
            if stopped():
                break
            by_value = self._by_value(word)
            if by_value is not None:
                found &= by_value
            else:
                self._look_for(word, found, stopped)
        return self._groups.with_any(found)

    def _by_value(self, word: str) -> Mask | None:
        """For each member, whether its size or date matches; None if the word asks for neither."""
        groups, sign, value = self._groups, word[:1], word[1:]
        if sign not in "<>":
            return None
        if _DATE.fullmatch(value):
            begin, end = _span(value)
            modified = groups.modified[groups.members]
            return np.asarray(modified >= end if sign == ">" else modified < begin)
        try:
            size = parse_size(value)
        except UsageProblem:
            return None
        sizes = groups.sizes[groups.members]
        return np.asarray(sizes > size if sign == ">" else sizes < size)

    def _look_for(self, word: str, found: Mask, stopped: Callable[[], bool]) -> None:
        """Remove from ``found`` those whose path does not have this word, and that were not changed on this date."""
        dated = self._changed_in(word) if _DATE.fullmatch(word) else None
        has = _matcher(word)
        for start in range(0, len(found), _AT_ONCE):
            if stopped():
                return
            some = found[start : start + _AT_ONCE]
            paths = compress(self._paths[start : start + _AT_ONCE], some.tolist())
            left: Mask = np.fromiter(map(has, paths), np.bool_, int(np.count_nonzero(some)))
            if dated is not None:
                left |= dated[start : start + _AT_ONCE][some]
            some[some] = left

    def _changed_in(self, date: str) -> Mask:
        begin, end = _span(date)
        modified: Rows = self._groups.modified[self._groups.members]
        return np.asarray((modified >= begin) & (modified < end))


def _matcher(word: str) -> Callable[[str], bool]:
    # Windows takes both, and people type either.
    word = word.replace("/", HERE.separator)
    if not set("*?") & set(word):
        return lambda path: word in path
    pattern = re.compile(translate(word))
    if HERE.separator in word:
        return lambda path: pattern.match(path) is not None
    return lambda path: pattern.match(split(path)[1]) is not None


def _span(date: str) -> tuple[int, int]:
    """When a day or month begins and ends here, in nanoseconds since 1970; an empty span for an impossible date."""
    year, month, day, *_ = *map(int, date.split("-")), 1
    try:
        begin = datetime(year, month, day)
        end = begin + timedelta(days=1)
        if date.count("-") == 1:
            end = datetime(year + month // 12, month % 12 + 1, 1)
        return _nanoseconds(begin), _nanoseconds(end)
    except (ValueError, OverflowError, OSError):
        return 0, 0


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * _NANOSECONDS
