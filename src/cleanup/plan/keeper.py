"""Which copy of each group of duplicates stays, by rules in order."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanup.model.finding import Findings
from cleanup.model.inventory import Inventory, Rows

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
    copies = np.fromiter(map(looks_like_a_copy, names), np.bool_, len(names))
    depths, lengths = inventory.folder_measures()
    folders = inventory.files["folder"][rows]
    path_lengths = lengths[folders] + np.fromiter(map(len, names), np.int64, len(names))
    groups = findings.group_of_rows()
    keys = (path_lengths, depths[folders], inventory.files["modified"][rows], copies, groups)
    order = np.lexsort(keys)
    keepers = order[findings.starts[:-1]]
    _settle_ties(order, keys, findings, inventory, keepers)
    return rows[keepers]


def _settle_ties(
    order: Rows, keys: tuple[NDArray[Any], ...], findings: Findings, inventory: Inventory, keepers: Rows
) -> None:
    """Where a second copy is equal by all rules, the first path in byte order stays."""
    starts = findings.starts
    equal = np.ones(len(starts) - 1, dtype=np.bool_)
    for key in keys[:-1]:
        equal &= key[order[starts[:-1]]] == key[order[starts[:-1] + 1]]
    for group in np.flatnonzero(equal).tolist():
        members = order[starts[group] : starts[group + 1]].tolist()
        best = [key[members[0]] for key in keys]
        tied = [member for member in members if [key[member] for key in keys] == best]
        keepers[group] = min(tied, key=lambda member: inventory.path(int(findings.rows[member])))
