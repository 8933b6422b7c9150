"""Patterns that are full paths, /home/ann/Work/ or ~/Work/, as well as those relative to the scanned folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache

from cleanup.model.paths import as_pattern, for_patterns

_GLOB = re.compile(r"[*?\[\\]")
_SPECIAL = re.compile(r"([*?\[\]\\ ])")
_ANY_FOLDERS = "**"
# A single name is more likely meant as in a .gitignore: something directly in the folder.
_LEAST_NAMES = 2


@lru_cache(maxsize=1024)
def lines_for(pattern: str, root: str) -> tuple[str, ...]:
    """Everything that a pattern means below a folder. Reads the disk."""
    return tuple(dict.fromkeys(line for whole in as_whole_paths(pattern) for line in below_root(whole, root)))


def as_whole_paths(pattern: str) -> Iterator[str]:
    """A pattern with the home in place of ``~`` and, if there are links on the way, also the path they lead to. Reads
    the disk.
    """
    pattern = as_pattern(pattern)
    sign, path = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
    if path.rstrip("/") == "~":
        # Everything in the home, however few names lead there.
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
    """A full path as a pattern that means it, wherever the pattern starts."""
    return "/" + for_patterns(path)


def below_root(pattern: str, root: str) -> Iterator[str]:
    """What a pattern means below a folder: itself and, if it is a full path that leads there, whatever is left of it.

    An exclude pattern for the folder itself, or one above, leaves nothing to exclude; an include pattern takes
    everything.
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
    """What is left of a pattern's names after these folders, in every way in which it leads there."""
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
