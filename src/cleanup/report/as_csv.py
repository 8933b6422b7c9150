"""A scan as CSV: one line a file of a finding, safe to open in a spreadsheet."""

from __future__ import annotations

import base64
import csv
from typing import BinaryIO

from cleanup.model.scan import Scan
from cleanup.report.numbers import instant, reason
from cleanup.report.safe import for_spreadsheet, shown

COLUMNS = (
    "finding", "category", "why", "certainty", "finding_reclaimable_bytes", "keep", "path", "path_bytes", "size",
    "allocated_bytes", "modified", "accessed", "links", "digest",
)  # fmt: skip
# Spreadsheets guess the encoding; with this mark they guess right.
MARK = "\ufeff"


class Encoded:
    """What a CSV writer writes to: it gives texts, the stream takes bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        self._stream.write(text.encode("utf-8"))


def write_csv(scan: Scan, stream: BinaryIO) -> None:
    """Write a header line and the files; a path that is not plain text is escaped and also given as bytes."""
    stream.write(MARK.encode("utf-8"))
    table = csv.writer(Encoded(stream))
    table.writerow(COLUMNS)
    for finding in scan.each_finding():
        why = reason(finding.why, finding.detail)
        for number, file in enumerate(finding.files):
            keep = "" if finding.keeper is None else ("yes" if number == finding.keeper else "no")
            path = shown(file.path)
            table.writerow(
                (
                    shown(finding.id), for_spreadsheet(shown(finding.category)), for_spreadsheet(why),
                    finding.certainty.value,
                    finding.reclaimable_bytes, keep, for_spreadsheet(path), bytes_if_escaped(file.path, path),
                    file.size, file.allocated, instant(file.modified), instant(file.accessed), file.links,
                    finding.digest or "",
                )
            )  # fmt: skip


def bytes_if_escaped(path: bytes, text: str) -> str:
    """The very bytes of a path in base64, where the text shown for it is not the path itself."""
    return "" if text.encode("utf-8") == path else base64.b64encode(path).decode("ascii")
