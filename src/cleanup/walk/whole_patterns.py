"""Patterns that are whole paths, /home/ann/Work/ or ~/Work/, beside those that begin at the folder that is scanned."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache

from cleanup.model.paths import as_pattern, for_patterns

_GLOB = re.compile(r"[*?\[\\]")
_SPECIAL = re.compile(r"([*?\[\]\\ ])")
_ANY_FOLDERS = "**"
# One name alone is more likely meant as in a .gitignore: what lies right in the folder.
_LEAST_NAMES = 2


@lru_cache(maxsize=1024)
def lines_for(pattern: str, root: str) -> tuple[str, ...]:
    """All that a pattern as it was typed means below a folder. Reads the disk."""
    return tuple(dict.fromkeys(line for whole in as_whole_paths(pattern) for line in below_root(whole, root)))


def as_whole_paths(pattern: str) -> Iterator[str]:
    """A pattern with the home for a ``~``, and where links lead elsewhere, the one for there too. Reads the disk."""
    pattern = as_pattern(pattern)
    sign, path = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    if path.rstrip("/") == "~":
        # All in the home, however few names lead there.
        path = f"~/{_ANY_FOLDERS}"
    if path.startswith("~/"):
        path = _SPECIAL.sub(r"\\\1", _from_top(os.path.expanduser("~"))) + path[1:]
    yield sign + path
    if not path.startswith("/"):
        return
    folder = path[: match.start()] if (match := _GLOB.search(path)) else path.rstrip("/")
    folder = folder[: folder.rfind("/")]
    real = _from_top(os.path.realpath(folder))
    if folder and real != folder:
        yield sign + _SPECIAL.sub(r"\\\1", real) + path[len(folder) :]


def _from_top(path: str) -> str:
    """A whole path as a pattern that means it, wherever the top is."""
    return "/" + for_patterns(path)


def below_root(pattern: str, root: str) -> Iterator[str]:
    """What a pattern means below a folder: itself and, where it is a whole path that leads there, what is left of it.

    Of one that leads to the folder itself or above it, nothing is left to leave out; what looks in there takes all.
    """
    yield pattern
    sign, path = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    if not path.startswith("/"):
        return
    end = "/" if path.endswith("/") else ""
    names = [name for name in path.split("/") if name]
    above = [name for name in for_patterns(root).split("/") if name]
    for left in _left_of(names, above):
        if left:
            yield f"{sign}/{'/'.join(left)}{end}"
        elif len(names) >= _LEAST_NAMES:
            yield f"{sign}/**"


def _left_of(names: list[str], above: list[str]) -> Iterator[list[str]]:
    """What of the names of a pattern comes after these folders, in all ways in which it leads there."""
    if not names or not above:
        yield names
    elif names[0] == _ANY_FOLDERS:
        yield from _left_of(names, above[1:])
        yield from _left_of(names[1:], above)
    elif _is_like(above[0], names[0]):
        yield from _left_of(names[1:], above[1:])


def _is_like(name: str, pattern: str) -> bool:
    from cleanup.walk.selection import Patterns

    return Patterns((f"/{pattern}",), ()).wants_file(name)
