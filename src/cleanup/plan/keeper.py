"""Which copy of each group of duplicates stays, by rules in order."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from cleanup.model.finding import Findings
from cleanup.model.inventory import Inventory, Rows

_MOST = np.iinfo(np.int64).max
# How desktops and browsers name a second copy, before the last ending: "x (1)", "x - Copy (2)", "x copy 3",
# "Copy of x", and the same in German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish and Danish.
_WORDS = rb"copy|kopie|copie|copia|c\xc3\xb3pia|kopia|kopi"
_COPY_NAME = re.compile(
    rb"(?:(?:copy|copie|copia|kopie|c\xc3\xb3pia|kopia|kopi) (?:of|de|di|van|von|av|af) .*"
    rb"|(?:another|third) copy of .*"
    rb"|.+(?: \(\d{1,3}\)|(?: ?[-_] ?| )\(?(?:" + _WORDS + rb")\)?(?: ?\(?\d{1,3}\)?)?))(?:\.[^.]{1,10}){0,2}",
    re.IGNORECASE | re.DOTALL,
)


# Nearly all names have none of these: asking for them first is several times quicker than the whole pattern.
_HINT = re.compile(rb"\(|c(?:o|\xc3\xb3)p|kop", re.IGNORECASE)


def looks_like_a_copy(name: bytes) -> bool:
    """Whether a file's name says that it was made as a second copy of something."""
    return _HINT.search(name) is not None and _COPY_NAME.fullmatch(name) is not None


def choose_keepers(findings: Findings, inventory: Inventory) -> Rows:
    """The row of the copy that stays, for each group.

    The order of rules: an original name before a copy's, then the oldest by modification, then the path with the
    fewest folders, then the shortest path, then the first in byte order.
    """
    rows = findings.rows
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    names = inventory.file_names(rows)
    depths, lengths = inventory.folder_measures()
    folders = inventory.files["folder"][rows]
    rules = (
        np.fromiter(map(looks_like_a_copy, names), np.int64, len(names)),
        inventory.files["modified"][rows],
        depths[folders],
        lengths[folders] + np.fromiter(map(len, names), np.int64, len(names)),
    )
    groups = findings.group_of_rows()
    best = np.ones(len(rows), dtype=np.bool_)
    for rule in rules:
        # Among those that are best by the rules before, the ones with the least of this.
        values = np.where(best, rule, _MOST)
        best &= values == np.minimum.reduceat(values, findings.starts[:-1])[groups]
    return _first_paths(rows, groups, best, inventory)


def _first_paths(rows: Rows, groups: Rows, best: NDArray[np.bool_], inventory: Inventory) -> Rows:
    """For each group the best row, and of several the one with the first path in byte order."""
    left, owners = rows[best], groups[best]
    starts = np.flatnonzero(np.append(True, owners[1:] != owners[:-1]))
    keepers = left[starts]
    for group in np.flatnonzero(np.diff(np.append(starts, len(left))) > 1).tolist():
        end = starts[group + 1] if group + 1 < len(starts) else len(left)
        keepers[group] = min(left[starts[group] : end].tolist(), key=inventory.path)
    return keepers
