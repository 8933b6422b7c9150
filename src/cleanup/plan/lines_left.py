"""The folder lines of a scan less what was moved since. Pure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cleanup.model.category import Proof
from cleanup.model.finding import SMALL, Findings
from cleanup.model.look_line import LineKind, LookLine
from cleanup.model.paths import is_inside
from cleanup.model.scan import Look
from cleanup.model.thing import Mask, Things

COPY_MOVED = "copy-moved"
"""Evidence of rulings on copies that went by default until the one that was to stay for them was moved."""
_TOLD = frozenset({Proof.SAME_BYTES, Proof.SAME_TREE})
Told = tuple[tuple[Findings, ...], tuple[LookLine, ...]]


def lines_left(
    lines: tuple[LookLine, ...],
    left: tuple[Findings, ...],
    looks: dict[str, Look],
    moved: Mask,
    things: Things,
    amounts: NDArray[np.int64],
) -> Told:
    """The findings that are ``left`` with the lines that still cover something in them, renumbered.

    No lines if they would not cover everything that is worth a look in these categories: if something no longer goes by
    default because a copy of it was moved, its line is unknown.
    """
    told = tuple(_without_kept(found) for found in left)
    numbers, freed = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for found in told:
        if found.category.proof not in _TOLD or found.category.name not in looks:
            continue
        mine = np.flatnonzero(found.told)
        if len(mine) != looks[found.category.name].files or _is_asked_anew(found):
            return left, ()
        numbers.append(found.told[mine].astype(np.int64))
        freed.append(amounts[found.members[mine]])
    every = np.concatenate(numbers)
    files = np.bincount(every, minlength=len(lines) + 1)[1:].tolist()
    sums = np.zeros(len(lines) + 1, dtype=np.int64)
    np.add.at(sums, every, np.concatenate(freed))
    gone = _gone_from(lines, moved, things)
    fewer = [_fewer(*each) for each in zip(lines, files, sums[1:].tolist(), gone, strict=True)]
    order = sorted(np.flatnonzero(files).tolist(), key=lambda line: -fewer[line].reclaimable_bytes)
    places = np.zeros(len(lines) + 1, dtype=SMALL)
    places[np.asarray(order, dtype=np.int64) + 1] = np.arange(1, len(order) + 1)
    told = tuple(replace(found, told=places[found.told]) if len(found.told) else found for found in told)
    return told, tuple(fewer[line] for line in order)


def _is_asked_anew(found: Findings) -> bool:
    """Whether a person is asked about a copy only because another one was moved."""
    alone = [place for place, ruling in enumerate(found.rulings) if ruling.evidence == COPY_MOVED]
    return bool(alone and (np.isin(found.ruled, alone) & ~found.kept()).any())


def _without_kept(found: Findings) -> Findings:
    """The findings, with no line for what now stays."""
    if not len(found.told):
        return found
    return replace(found, told=np.where(found.kept(), 0, found.told).astype(SMALL))


def _fewer(line: LookLine, files: int, frees: int, gone: int) -> LookLine:
    if line.kind is LineKind.SAME_TREE:
        return line
    return replace(line, files=files, reclaimable_bytes=frees, files_in_folder=max(line.files_in_folder - gone, files))


def _gone_from(lines: tuple[LookLine, ...], moved: Mask, things: Things) -> list[int]:
    """How many files have left the folder of each line; with a folder, those that its own line covers."""
    path = things.inventory.folder_path
    of_files = things.folder_rows(np.flatnonzero(moved[: things.folders_begin]))
    rows, counts = np.unique(of_files, return_counts=True)
    went = [(path(row), count) for row, count in zip(rows.tolist(), counts.tolist(), strict=True)]
    folders = {path(row) for row in things.folders_of(np.flatnonzero(moved)).tolist()}
    went += [(line.folder, line.files) for line in lines if line.kind is LineKind.SAME_TREE and line.folder in folders]
    return [sum(count for folder, count in went if is_inside(folder, line.folder)) for line in lines]
