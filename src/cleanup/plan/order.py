"""The order in which findings are read: what frees most first."""

from __future__ import annotations

import numpy as np

from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.inventory import Rows
from cleanup.model.thing import Things

_PATHS_AT_ONCE = 1 << 14


def in_reading_order(findings: Findings, things: Things) -> Findings:
    """Findings sorted by what they free, then what they occupy, then the first path in byte order."""
    members, starts = findings.members, findings.starts
    if not len(findings):
        return findings
    totals = np.concatenate([[0], np.cumsum(things.values("allocated", members))])
    occupied = np.diff(totals[starts])
    shown = np.where(findings.keepers != NO_KEEPER, findings.keepers, members[starts[:-1]])
    return findings.only(_by_paths(np.lexsort((-occupied, -findings.reclaimable)), occupied, shown, findings, things))


def _by_paths(order: Rows, occupied: Rows, shown: Rows, findings: Findings, things: Things) -> Rows:
    """The order of findings by two numbers and, if both are equal, by the path that a finding shows."""
    freed, occupied = findings.reclaimable[order], occupied[order]
    differs = (freed[1:] != freed[:-1]) | (occupied[1:] != occupied[:-1])
    bounds = np.flatnonzero(np.concatenate([[True], differs, [True]]))
    lengths = np.diff(bounds)
    runs = np.repeat(np.arange(len(lengths)), lengths)
    places = np.flatnonzero(np.repeat(lengths > 1, lengths))
    # Only for those that are otherwise equal, and not for all of them at once: paths take much memory.
    while len(places):
        last = runs[places[min(_PATHS_AT_ONCE, len(places)) - 1]]
        part, places = np.split(places, [np.searchsorted(runs[places], last, side="right")])
        some = shown[order[part]]
        # Together, things in one folder share the work of building their paths.
        by_number = np.argsort(some)
        paths = things.paths(some[by_number])
        by_path = by_number[sorted(range(len(paths)), key=paths.__getitem__)]
        order[part] = order[part][by_path[np.argsort(runs[part][by_path], kind="stable")]]
    return order
