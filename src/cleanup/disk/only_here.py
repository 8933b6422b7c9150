"""What is in one of two very similar folders and not in the other, by names and sizes."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from cleanup.disk.quietly import everything_in
from cleanup.language import trn
from cleanup.model.preview import NoPreview, Preview, TextHead

_File = tuple[str, int]
"""Where in its folder a file lies, and its size in bytes."""

_MOST = 50_000
"""Of more files, looking takes too long while somebody waits."""


def only_here(folder: bytes, other: bytes, columns: int, rows: int) -> Preview:
    """The files in a folder, at any depth, without a counterpart of their size in the other one, to fit this many
    terminal cells; each file there is the counterpart of one here. Reads names and sizes, follows no link.
    """
    try:
        here, there = (list(islice(_files_in(os.fsdecode(path)), _MOST + 1)) for path in (folder, other))
    except OSError as error:
        return NoPreview(error.strerror or "")
    if max(len(here), len(there)) > _MOST:
        return NoPreview("")
    alone = _without_counterpart(here, there)
    if not alone:
        return NoPreview("")
    told = trn("{n} file is only here:", "{n} files are only here:", len(alone))
    lines = (told, *(name for name, _ in sorted(alone)))
    return TextHead(tuple(line[:columns] for line in lines[:rows]), whole=len(lines) <= rows)


def _without_counterpart(here: list[_File], there: list[_File]) -> list[_File]:
    """The files without a counterpart in the other folder: at the same place, else with the same name, else of the same
    size.
    """
    likenesses: tuple[Callable[[_File], object], ...] = (
        lambda file: file,
        lambda file: (os.path.basename(file[0]), file[1]),
        lambda file: file[1],
    )
    for likeness in likenesses:
        here, there = _left(here, there, likeness), _left(there, here, likeness)
    return here


def _left(some: list[_File], others: list[_File], likeness: Callable[[_File], object]) -> list[_File]:
    """The files that are left when each of the others takes away one that is like it."""
    taken = Counter(map(likeness, others))
    left = []
    for file in some:
        if taken[likeness(file)]:
            taken[likeness(file)] -= 1
        else:
            left.append(file)
    return left


def _files_in(top: str) -> Iterator[_File]:
    """Each plain file in a folder and below it; raises OSError."""
    for path, seen in everything_in(top):
        if stat.S_ISREG(seen.st_mode):
            yield os.path.relpath(path, top), seen.st_size
