"""Which files count, by gitignore-style patterns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize

from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.walk.linear import linear
from cleanup.walk.whole_patterns import lines_for

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def check_patterns(patterns: tuple[str, ...]) -> None:
    """Refuse a pattern that means nothing; raises UsageProblem."""
    import re

    for pattern in patterns:
        try:
            useful = any(line.include is not None for line in _compiled((pattern,)).patterns)
        except (ValueError, re.error):
            useful = False
        if not useful:
            raise UsageProblem(
                tr("“{pattern}” is not a pattern.", pattern=pattern),
                tr("Write patterns as in a .gitignore file: '*.iso', 'Projects/old/', '/cache'."),
            )


class Patterns:
    """Decides whether a path is wanted, for one pair of include and exclude lists, below one root.

    Names are compared in NFC. ``matched`` are the patterns of both lists that matched anything so far.
    """

    __slots__ = ("_exclude", "_include")

    def __init__(self, include: tuple[str, ...], exclude: tuple[str, ...], root: str = "") -> None:
        self._include = _List(include, root) if include else None
        # If nothing is left of an include pattern, it means everything that was named.
        self._exclude = _List(exclude, root, but="/**") if exclude else None

    def any(self) -> bool:
        """Whether there are any patterns."""
        return self._include is not None or self._exclude is not None

    def wants_file(self, relative: str) -> bool:
        """Whether a file with this path below its root counts."""
        if self._exclude is not None and self._exclude.has(relative):
            return False
        return self._include is None or self._include.has(relative)

    def wants_folder(self, relative: str) -> bool:
        """Whether files below this folder can count at all."""
        return self._exclude is None or not self._exclude.has(relative + "/")

    def matched(self) -> tuple[set[str], set[str]]:
        """The patterns of each list that matched anything so far."""
        return tuple(each.matched() if each else set() for each in (self._include, self._exclude))  # type: ignore[return-value]


class _List:
    """One list of patterns, and which of them have matched nothing yet."""

    __slots__ = ("_idle", "_spec", "_typed", "_typed_of")

    def __init__(self, typed: tuple[str, ...], root: str, but: str = "") -> None:
        self._typed = typed
        lines = [(each, line) for each in typed for line in lines_for(each, root) if line != but or line == each]
        self._typed_of = [each for each, _ in lines]
        self._spec = _compiled(tuple(line for _, line in lines))
        self._idle = set(typed)

    def has(self, path: str) -> bool:
        """Whether the list matches a path."""
        path = _plain(path)
        include = self._spec.check_file(path).include
        if include is not None and self._idle:
            self._idle -= {
                typed
                for typed, line in zip(self._typed_of, self._spec.patterns, strict=True)
                if typed in self._idle and line.include is not None and line.match_file(path)
            }
        return bool(include)

    def matched(self) -> set[str]:
        """The patterns that matched anything, as they were typed."""
        return set(self._typed) - self._idle


def _plain(path: str) -> str:
    """No dot of a regular expression matches a line end, and no name has a NUL in it; accents in one spelling."""
    path = path.replace("\n", "\0")
    return path if path.isascii() else normalize("NFC", path)


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    class LinearPattern(GitIgnoreSpecPattern):
        """A pattern that takes time only in proportion to the length of a path."""

        __slots__ = ()

        @classmethod
        def pattern_to_regex(cls, pattern: str) -> tuple[str | None, bool | None]:  # type: ignore[override]
            """The regular expression of a pattern, and whether it includes."""
            expression, include = super().pattern_to_regex(pattern)
            return expression and linear(expression), include

    # With Python's own regular expressions: others that may be installed do not support all of this.
    return GitIgnoreSpec.from_lines([normalize("NFC", each) for each in patterns], LinearPattern, backend="simple")
