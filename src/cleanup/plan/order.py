"""The order in which findings are read: what frees most first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cleanup.model.finding import NO_KEEPER, Findings
from cleanup.model.inventory import Inventory


def in_reading_order(findings: Findings, inventory: Inventory) -> Findings:
    """The same findings, sorted by what they free, then what they occupy, then the first path in byte order."""
    rows, starts = findings.rows, findings.starts
    if not len(findings):
        return findings
    table = inventory.folders if findings.of_folders else inventory.files
    totals = np.concatenate([[0], np.cumsum(table["allocated"][rows])])
    occupied = np.diff(totals[starts])
    shown = np.where(findings.keepers != NO_KEEPER, findings.keepers, rows[starts[:-1]])
    paths = [inventory.folder_path(row) for row in shown.tolist()] if findings.of_folders else inventory.paths(shown)
    keys = list(zip((-findings.reclaimable).tolist(), (-occupied).tolist(), paths, strict=True))
    order = np.asarray(sorted(range(len(findings)), key=keys.__getitem__), dtype=np.int64)
    lengths = np.diff(starts)[order]
    new_starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    positions = np.repeat(starts[:-1][order] - new_starts[:-1], lengths) + np.arange(len(rows), dtype=np.int64)
    return replace(
        findings,
        rows=rows[positions],
        starts=new_starts,
        details=findings.details[order],
        digests=findings.digests[order] if len(findings.digests) else findings.digests,
        keepers=findings.keepers[order],
        reclaimable=findings.reclaimable[order],
    )
