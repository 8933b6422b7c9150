"""Which files count, by gitignore-style patterns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cleanup.language import tr
from cleanup.model.errors import UsageProblem
from cleanup.walk.linear import linear

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
    """Answers whether a path is wanted, for one pair of include and exclude lists."""

    __slots__ = ("_exclude", "_include")

    def __init__(self, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
        self._include = _compiled(include) if include else None
        self._exclude = _compiled(exclude) if exclude else None

    def any(self) -> bool:
        """Whether there is any pattern to ask."""
        return self._include is not None or self._exclude is not None

    def wants_file(self, relative: str) -> bool:
        """Whether a file with this path below its root counts."""
        if self._exclude is not None and self._exclude.match_file(_one_line(relative)):
            return False
        return self._include is None or self._include.match_file(_one_line(relative))

    def wants_folder(self, relative: str) -> bool:
        """Whether files below this folder can count at all."""
        return self._exclude is None or not self._exclude.match_file(_one_line(relative) + "/")


def _one_line(path: str) -> str:
    """No dot of a regular expression matches a line end, and no name has a NUL in it."""
    return path.replace("\n", "\0")


@lru_cache(maxsize=8)
def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    class LinearPattern(GitIgnoreSpecPattern):
        """A pattern that takes no longer than its path is long."""

        __slots__ = ()

        @classmethod
        def pattern_to_regex(cls, pattern: str) -> tuple[str | None, bool | None]:  # type: ignore[override]
            """The regular expression of a pattern, and whether it includes."""
            expression, include = super().pattern_to_regex(pattern)
            return expression and linear(expression), include

    # In Python's own regular expressions: others that may be installed do not know all of this.
    return GitIgnoreSpec.from_lines(patterns, LinearPattern, backend="simple")
