"""Scans and runs as CSV, one line per file, safe to open in a spreadsheet."""

from __future__ import annotations

import base64
import codecs
import csv
from typing import BinaryIO

from cleanup.documents.findings import File, each_finding
from cleanup.documents.parts import path_to_show
from cleanup.documents.run import trashed_to
from cleanup.model.harmless import for_spreadsheet, shown
from cleanup.model.run import Run
from cleanup.model.scan import Scan

SCAN_COLUMNS = (
    "finding", "category", "why", "certainty", "finding_reclaimable_bytes", "keep", "path", "path_bytes", "size",
    "allocated_bytes", "modified", "accessed", "links", "digest", "choice", "choice_why", "owner",
)  # fmt: skip
RUN_COLUMNS = ("step", "status", "code", "message", "category", "size", "path", "path_bytes", "trashed_to")
# Spreadsheets guess the encoding; with the mark that this one begins with they guess right.
_Encoded = codecs.getwriter("utf-8-sig")
_KEPT = {None: "", True: "yes", False: "no"}


def write_csv(scan: Scan, stream: BinaryIO) -> None:
    """Write a header line and the files; a path that is not plain text is escaped and also given as bytes."""
    table = csv.writer(_Encoded(stream))
    table.writerow(SCAN_COLUMNS)
    for finding in each_finding(scan):
        start = (
            shown(finding.id), shown(finding.category), finding.why, finding.certainty.value, finding.reclaimable_bytes,
        )  # fmt: skip
        for file in finding.files:
            table.writerow(
                _harmless(
                    *start, _KEPT[file.keep], *_path(path_to_show(file)), file.size,
                    file.allocated_bytes, file.modified, file.accessed, file.links, finding.digest or "",
                    file.choice or "", file.why or "", _owner(file),
                )
            )  # fmt: skip


def _owner(file: File) -> str:
    """The name of a file's owner, or the number if there is no name."""
    return shown(file.owner.name or str(file.owner.id)) if file.owner else ""


def write_run_csv(run: Run, stream: BinaryIO) -> None:
    """Write a header line and the steps of a run."""
    table = csv.writer(_Encoded(stream))
    table.writerow(RUN_COLUMNS)
    for item in run.items:
        table.writerow(
            _harmless(
                shown(item.step), item.status.value, item.code, item.message, shown(item.category), item.size,
                *_path(item.path), shown(trashed_to(item) or b""),
            )
        )  # fmt: skip


def _path(path: bytes) -> tuple[str, str]:
    """A path as it is shown, and its exact bytes in base64 if that differs."""
    text = for_spreadsheet(shown(path))
    return text, "" if text.encode("utf-8") == path else base64.b64encode(path).decode("ascii")


def _harmless(*cells: str | int | float | bool | None) -> list[str | int | float | bool | None]:
    """The cells of a line, none of which a spreadsheet calculates."""
    return [for_spreadsheet(cell) if isinstance(cell, str) else cell for cell in cells]
