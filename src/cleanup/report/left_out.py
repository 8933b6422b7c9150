"""What of a scan was not looked into, and what could not be read."""

from __future__ import annotations

import os

from rich.text import Text

from cleanup.language import mark_count, said_count, tr, trn
from cleanup.model.scan import Scan
from cleanup.report.commands import command, name_of_scan
from cleanup.report.safe import shown
from cleanup.report.sheet import GAP, Sheet

_TROUBLES_SHOWN = 5
_PASSED_OVER = (
    ("unreadable", "files", mark_count("{n} unreadable file", "{n} unreadable files")),
    ("unreadable", "folders", mark_count("{n} unreadable folder", "{n} unreadable folders")),
    ("protected", "files", mark_count("{n} protected file (part of systems, programs and libraries)",
                                      "{n} protected files (part of systems, programs and libraries)")),
    ("hidden", "files", mark_count("{n} hidden file", "{n} hidden files")),
    ("cloud_only", "files", mark_count("{n} cloud-only file", "{n} cloud-only files")),
    ("filtered", "files", mark_count("{n} file skipped by your filters", "{n} files skipped by your filters")),
)  # fmt: skip


def not_looked_into(scan: Scan, sheet: Sheet) -> list[Text]:
    """The places that were only counted, other drives, and where the last use is not known."""
    coverage = scan.coverage
    counts = [(words, getattr(getattr(coverage, kind), what)) for kind, what, words in _PASSED_OVER]
    parts = [said_count(words, count) for words, count in counts if count]
    lines = sheet.listed(tr("Not looked into:") + " ", parts, "dim") if parts else []
    mounts = coverage.mounts
    if mounts:
        names = ", ".join(sheet.path(path, max(sheet.width - 30, sheet.width // 2)) for path in mounts[:3])
        text = tr("Other drives skipped: {names}", names=names)
        if more := max(len(mounts) - 3, 0):
            text = trn("Other drives skipped: {names} and {n} more",
                       "Other drives skipped: {names} and {n} more", more, names=names)  # fmt: skip
        lines += sheet.wrapped(text, "dim")
    if any(found.category.by_last_use and len(found) for found in scan.findings):
        for volume in scan.volumes:
            if not volume.access_times:
                path = sheet.path(os.fsencode(volume.path), 30)
                text = tr(
                    "On {path}, last use means last change: access times are not reliable there ({reason}).",
                    path=path,
                    reason=shown(volume.reason),
                )
                lines += sheet.wrapped(text, "dim")
    return lines


def trouble_lines(scan: Scan, sheet: Sheet) -> list[Text]:
    """What could not be read; the first of them, or on a full page more."""
    troubles = scan.troubles
    if not troubles:
        return []
    most = _TROUBLES_SHOWN if sheet.style.full else 1
    count = trn("{n} item could not be read:", "{n} items could not be read:", len(troubles))
    lines = [Text(count, style="bold yellow")]
    for trouble in troubles[:most]:
        text = tr("{path}: {problem}", path=GAP, problem=shown(trouble.message))
        lines += sheet.wrapped(sheet.with_path(text, trouble.path, sheet.width - 2), "", 2)
    again = command("report", name_of_scan(scan, sheet.style), "-f", "json")
    if len(troubles) > most and again:
        lines += sheet.wrapped(tr("… all of them: {command}", command=again), "dim", 2)
    return lines
