"""The biggest findings, one by one: what each is, what it frees, and what stays."""

from __future__ import annotations

import os

from rich.cells import cell_len
from rich.text import Text

from cleanup.language import tr, trn
from cleanup.model.finding import Finding
from cleanup.model.scan import Scan
from cleanup.report.numbers import reason
from cleanup.report.safe import shown
from cleanup.report.sheet import GAP, Sheet
from cleanup.report.summary import Biggest, biggest


def biggest_lines(scan: Scan, sheet: Sheet) -> list[Text]:
    """Two lines for each of the biggest findings."""
    rows = biggest(scan, sheet.style.most)
    if not rows:
        return []
    sizes = [sheet.size(row.frees) for row in rows]
    size_width = max(cell_len(tr("frees")), *map(cell_len, sizes))
    path_width = sheet.width - size_width - 2
    title = tr("Biggest findings")
    lines = [Text(f"{title:<{path_width}}  ", style="bold") + Text(f"{tr('frees'):>{size_width}}", style="dim")]
    for row, amount in zip(rows, sizes, strict=True):
        finding = row.findings[0]
        first = finding.files[0 if finding.keeper is None else 1]
        going = len(finding.files) - 1
        path = sheet.path(first.path, path_width)
        if finding.keeper is not None and going > 1:
            sentence = trn("{path} and {n} more", "{path} and {n} more", going - 1, path=GAP)
            path = sheet.with_path(sentence, first.path, path_width)
        pad = " " * (path_width - cell_len(path) + 2 + size_width - cell_len(amount))
        lines.append(Text(path) + Text(pad) + Text(amount, style="bold green" if row.safe else "bold yellow"))
        lines += sheet.wrapped(_why(row, scan, sheet), "dim", 2)
    return lines


def _why(row: Biggest, scan: Scan, sheet: Sheet) -> str:
    finding = row.findings[0]
    if finding.keeper is not None:
        kept = finding.files[finding.keeper].path
        why = _reason(finding, sheet)
        if drives := _other_drives(finding, scan):
            why = tr("{why}, also on the drive {name}", why=why, name=", ".join(drives))
        return sheet.with_path(tr("{why}; stays: {path}", why=why, path=GAP), kept, sheet.width - 2)
    return "; ".join(_reason(each, sheet) for each in row.findings)


def _reason(finding: Finding, sheet: Sheet) -> str:
    return reason(finding.why, finding.detail, binary=sheet.style.binary, local=True)


def _other_drives(finding: Finding, scan: Scan) -> list[str]:
    """The names of the other drives that have copies of what stays."""
    volumes = {device: volume for volume in scan.volumes for device in volume.devices}
    on = [volumes.get(file.device) for file in finding.files]
    first = on[finding.keeper or 0]
    others = {each.path for each in on if each and first and each.identity != first.identity}
    return [shown(os.path.basename(path) or path) for path in sorted(others)]
