"""Which rules a folder fits, by its name and by the names in it. Pure: the names are passed in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cache
from typing import NamedTuple

from cleanup.disk.rules.tables import Rule
from cleanup.model.names import alike

_WILD = re.compile(r"[*?\[]")
_WILD_PART = re.compile(r"\[[^\]]*\]|[*?]+")
# How many letters at the beginning or the end of a pattern are looked up.
_KEY = 3


class Names:
    """The names in a folder, prepared for comparison."""

    __slots__ = ("all", "as_written", "beginnings", "endings", "ends", "text")

    def __init__(self, names: Sequence[str]) -> None:
        self.as_written = names
        self.text = alike("\0".join(names))
        self.all = frozenset(self.text.split("\0"))
        self.beginnings = {name[:_KEY] for name in self.all}
        self.ends = {name[-_KEY:] for name in self.all}
        # From the last dot on; a name without one has no such key.
        self.endings = {name[name.rfind(".") :] for name in self.all}


class _Pattern(NamedTuple):
    """What names are compared with: nearly every pattern is a name or ``*.ending``."""

    text: str
    hint: str = ""
    wild: bool = False

    @classmethod
    def of(cls, written: str) -> _Pattern:
        text = alike(written)
        if not _WILD.search(text) or _is_ending(text):
            return cls(text)
        return cls(text, max(_WILD_PART.split(text), key=len), wild=True)

    def fits(self, name: str) -> bool:
        return _matching(self.text)(name) is not None

    def is_in(self, names: Names) -> bool:
        if self.wild:
            return self.hint in names.text and any(map(_matching(self.text), names.all))
        return self.text[1:] in names.endings if self.text.startswith("*") else self.text in names.all


@cache
def _matching(text: str) -> Callable[[str], re.Match[str] | None]:
    """What a name is asked with; most patterns meet nothing that they might fit, and are never made."""
    return re.compile(translate(text)).match


def _is_ending(text: str) -> bool:
    return text.startswith("*.") and text.count(".") == 1 and not _WILD.search(text[1:])


_Entries = dict[str, list[tuple[int, tuple[_Pattern, ...]]]]


def _entries() -> _Entries:
    return defaultdict(list)


@dataclass(slots=True)
class _Index:
    """Numbers of rules by their first pattern, or by how it begins or ends; each with everything else that must be
    there.
    """

    exact: _Entries = field(default_factory=_entries)
    endings: _Entries = field(default_factory=_entries)
    beginnings: _Entries = field(default_factory=_entries)
    ends: _Entries = field(default_factory=_entries)
    others: list[tuple[int, tuple[_Pattern, ...]]] = field(default_factory=list)

    def add(self, number: int, written: Sequence[str]) -> None:
        first, *more = map(_Pattern.of, written)
        whole = (number, (first, *more))
        beginning, *_, end = _WILD_PART.split(first.text) if first.wild else ("", "")
        if not first.wild and first.text.startswith("*"):
            self.endings[first.text[1:]].append((number, tuple(more)))
        elif not first.wild:
            self.exact[first.text].append((number, tuple(more)))
        elif len(beginning) >= _KEY:
            self.beginnings[beginning[:_KEY]].append(whole)
        elif len(end) >= _KEY:
            self.ends[end[-_KEY:]].append(whole)
        else:
            self.others.append(whole)

    def numbers_of_name(self, text: str) -> list[int]:
        """The numbers of all rules whose pattern fits one name, in the form in which names are compared."""
        found = [number for number, _ in (*self.exact.get(text, ()), *self.endings.get(text[text.rfind(".") :], ()))]
        for entries in (self.beginnings.get(text[:_KEY], ()), self.ends.get(text[-_KEY:], ()), self.others):
            found += [number for number, (first, *_) in entries if first.fits(text)]
        return found

    def numbers(self, names: Names) -> Iterator[int]:
        """The numbers of all rules that fit, some more than once."""
        return (
            number
            for number, patterns in self._candidates(names)
            if not patterns or all(pattern.is_in(names) for pattern in patterns)
        )

    def _candidates(self, names: Names) -> Iterator[tuple[int, tuple[_Pattern, ...]]]:
        for entries, keys in (
            (self.exact, names.all),
            (self.endings, names.endings),
            (self.beginnings, names.beginnings),
            (self.ends, names.ends),
        ):
            for key in entries.keys() & keys:
                yield from entries[key]
        yield from self.others


class Marks:
    """The rules of a file, indexed by what identifies them."""

    def __init__(self, rules: Mapping[str, Rule], home_names: Mapping[str, str]) -> None:
        """``home_names`` are the kinds of the folders in a home, by their names in the form in which they
        are compared.
        """
        self.rules = tuple(rules.items())
        self._names, self._at_home, self._inside = _Index(), _Index(), _Index()
        self._stems: list[tuple[str, int]] = []
        for number, rule in enumerate(rules.values()):
            for name in rule.names:
                (self._at_home if name.startswith("~/") else self._names).add(number, [name.removeprefix("~/")])
            for name, kind in home_names.items():
                if kind in rule.homes:
                    self._at_home.add(number, [name])
            self._stems += [(alike(ending), number) for ending in rule.endings]
            for written in (*((name,) for name in rule.beside), *rule.inside):
                self._inside.add(number, written)
        self._any_ending = tuple(ending for ending, _ in self._stems)

    def by_name(self, name: str, *, at_home: bool) -> list[tuple[int, str]]:
        """The numbers of rules that fit a folder's name, and what comes before its ending."""
        text = alike(name)
        found = [(number, name) for number in self._names.numbers_of_name(text)]
        if at_home:
            found += [(number, name) for number in self._at_home.numbers_of_name(text)]
        if text.endswith(self._any_ending):
            found += [(number, name[: -len(ending)]) for ending, number in self._stems if text.endswith(ending)]
        return found

    def by_contents(self, names: Names) -> set[int]:
        """The numbers of rules that fit what is in a folder."""
        return set(self._inside.numbers(names))


def fits_any(patterns: Iterable[str], names: Names) -> bool:
    """Whether any of these patterns fits a name."""
    return any(_Pattern.of(pattern).is_in(names) for pattern in patterns)
