"""A format: scans and runs as a table for browsers."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import BinaryIO

from cleanup.cli.formats import Format
from cleanup.model.run import Run
from cleanup.model.scan import Scan
from cleanup.report.safe import shown
from cleanup.report.style import PageStyle

NAME = "html"
_HEAD = b"<!doctype html><title>cleanup</title><table>"


def write_scan(scan: Scan, stream: BinaryIO, style: PageStyle) -> None:
    """A row for each file in a finding."""
    _write(stream, ((each.category, shown(file.path)) for each in scan.each_finding() for file in each.files))


def write_run(run: Run, stream: BinaryIO, style: PageStyle) -> None:
    """A row for each item."""
    _write(stream, ((item.status.value, shown(item.path)) for item in run.items))


def _write(stream: BinaryIO, rows: Iterable[tuple[str, ...]]) -> None:
    stream.write(_HEAD + b"\n")
    for row in rows:
        stream.write(f"<tr>{''.join(f'<td>{escape(cell)}' for cell in row)}\n".encode())


FORMAT = Format(write_scan, write_run, plan=None, first_line=(_HEAD, b"\n"))
