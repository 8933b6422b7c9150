"""The first lines of a scan's page: how full the disk is, what was searched, and notes about the sums."""

from __future__ import annotations

import os
from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.coverage import Filling, Volume
from cleanup.model.scan import Scan
from cleanup.report.numbers import duration, files
from cleanup.report.safe import shown
from cleanup.report.sheet import Sheet

_DISKS_SHOWN = 3


def heading(scan: Scan, sheet: Sheet) -> list[Text]:
    """The disk and what was searched, with the time it took on the right."""
    lines = []
    if not scan.complete:
        lines += sheet.wrapped(tr("Stopped half-way: this is what was found so far."), "bold yellow")
    *disks, last = [*disk_texts(scan.volumes, sheet), ""]
    holds = _holds(scan, sheet)
    if len(disks) == 1:
        holds, disks = f"{disks[0]} · {holds}" if holds else disks[0], []
    for text in disks:
        lines += sheet.wrapped(text, "")
    took = duration((scan.finished_at - scan.started_at).total_seconds())
    text = holds or last
    gap = sheet.width - cell_len(text) - cell_len(took)
    if gap >= 2:
        lines.append(Text(text + " " * gap) + Text(took, style="dim"))
    else:
        took = took.replace(" ", "\u00a0")
        lines += sheet.wrapped(f"{text} · {took}", "")
    return lines


def disk_texts(volumes: Iterable[Volume], sheet: Sheet) -> list[str]:
    """How full each volume was; a single one is “the disk”."""
    known = [volume for volume in volumes if volume.total_bytes]
    if len(known) == 1:
        return [tr("Disk {full}", full=_fullness(known[0].total_bytes, known[0].available_bytes, sheet))]
    texts = [
        tr(
            "{disk} {full}",
            disk=sheet.path(os.fsencode(volume.path), sheet.width // 2),
            full=_fullness(volume.total_bytes, volume.available_bytes, sheet),
        )
        for volume in known[:_DISKS_SHOWN]
    ]
    if more := len(known) - len(texts):
        texts.append(trn("and {n} more drive", "and {n} more drives", more))
    return texts


def filling_texts(fillings: Iterable[Filling], sheet: Sheet) -> list[str]:
    """How full each volume is after something moved, and before if that differs."""
    texts = []
    for filling in fillings:
        total, after = filling.total_bytes, filling.available_after
        percent, full = _percent_full(total, filling.available_before), _fullness(total, after, sheet)
        if percent == _percent_full(total, after):
            full = tr("still {full}", full=full)
        else:
            full = tr("{full}; {percent} % before", full=full, percent=percent)
        texts.append((os.fsencode(filling.path), full))
    if len(texts) == 1:
        return [tr("Disk {full}", full=texts[0][1])]
    return [
        tr("{disk} {full}", disk=sheet.path(path, sheet.width // 2), full=full) for path, full in texts[:_DISKS_SHOWN]
    ]


def _fullness(total: int, available: int, sheet: Sheet) -> str:
    used = sheet.size_within(max(total - available, 0), total)
    percent = _percent_full(total, available)
    return tr("{percent} % full, {used} of {total}", percent=percent, used=used, total=sheet.size(total))


def _percent_full(total: int, available: int) -> int:
    """In percent; 100 only if there is no space at all."""
    return 100 if not available else min(round(100 * max(total - available, 0) / total), 99)


def _holds(scan: Scan, sheet: Sheet) -> str:
    """How much is in the folders that were searched."""
    totals = scan.totals
    if not totals.files:
        return ""
    size, count = sheet.size(totals.allocated_bytes), files(totals.files)
    if len(scan.roots) == 1:
        folder = sheet.path(scan.roots[0], sheet.width // 3)
        return tr("{folder} holds {size} in {count}", folder=folder, size=size, count=count)
    return trn("{n} folder holds {size} in {count}", "{n} folders hold {size} in {count}", len(scan.roots),
               size=size, count=count)  # fmt: skip


def notes(scan: Scan, sheet: Sheet) -> list[Text]:
    """What one has to know about the sums."""
    savings, lines = scan.savings, []
    if savings.shared_bytes:
        note = tr("{size} of this shares disk blocks with other files or snapshots, and comes free only with them.",
                  size=sheet.size(savings.shared_bytes))  # fmt: skip
        lines += sheet.wrapped(note, "dim")
    if moved := savings.moved_since.files:
        note = trn("{n} file was moved since this scan, and is not counted any more; scan again.",
                   "{n} files were moved since this scan, and are not counted any more; scan again.",
                   moved)  # fmt: skip
        lines += sheet.wrapped(note, "yellow")
    if not scan.judged:
        note = tr("An older version found these copies, and did not say which of them may go; scan again.")
        lines += sheet.wrapped(note, "yellow")
    for stuck in savings.cannot_move:
        note = trn("{n} file ({size}) cannot move from where it lies: {problem}",
                   "{n} files ({size}) cannot move from where they lie: {problem}", stuck.files,
                   size=sheet.size(stuck.reclaimable_bytes), problem=shown(stuck.problem))  # fmt: skip
        lines += sheet.wrapped(note, "yellow")
    if scan.options.get("all"):
        note = tr("Protected places were searched too (--all): files there belong to programs and stay.")
        lines += sheet.wrapped(note, "yellow")
    return lines
