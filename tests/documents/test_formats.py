"""The registry of formats: a new one is a module and a line; and documents that are no good are refused in one line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import BinaryIO

import pytest

from cleanup.cli.formats import FORMATS, Format
from cleanup.cli.output import check_format
from cleanup.documents.scan import load_scan
from cleanup.documents.tables import write_csv
from cleanup.model.run import Run
from cleanup.model.scan import Scan
from cleanup.report.style import PageStyle

DATA = Path(__file__).with_name("data") / "c71a266"


def ids_of_findings(scan: Scan, stream: BinaryIO, style: PageStyle) -> None:
    for finding in scan.each_finding():
        stream.write(finding.id.encode() + b"\n")


def statuses(run: Run, stream: BinaryIO, style: PageStyle) -> None:
    for item in run.items:
        stream.write(item.status.encode() + b"\n")


def test_a_format_of_ones_own_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "ids", Format(scan=ids_of_findings, run=statuses, plan=None, first_line=None))
    assert check_format("ids") == "ids"
    stream = io.BytesIO()
    FORMATS["ids"].scan(load_scan(io.BytesIO((DATA / "scan.json").read_bytes()), "scan.json"), stream, PageStyle())
    assert stream.getvalue().startswith(b"duplicates-1\nduplicates-2\n")


class Stream(io.BytesIO):
    """A stream that knows how much was read of it at once."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.most = max(self.most, len(found))
        return found


class Pipe(Stream):
    """A stream that can be read only once."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation


@pytest.mark.parametrize(("kind", "part"), [(Stream, 10), (Pipe, 1)])
def test_a_scan_is_read_line_by_line_but_from_a_pipe(kind: type[Stream], part: int) -> None:
    content = (DATA / "scan.json").read_bytes()
    stream = kind(content)
    assert len(load_scan(stream, "scan.json").findings) == 5
    assert stream.most <= len(content) // part


@pytest.mark.parametrize("evil", ["=1+1", "-1", "x;=1", 'x;"@A1"'])
def test_no_cell_of_a_document_is_calculated(evil: str) -> None:
    """A document can come from anybody."""
    owner = b'"inode":6,"owner":' + json.dumps({"id": "1000", "name": evil}).encode() + b","
    content = (DATA / "scan.json").read_bytes().replace(b'"inode":6,', owner)
    stream = io.BytesIO()
    write_csv(load_scan(io.BytesIO(content), "scan.json"), stream)
    text = stream.getvalue().decode("utf-8-sig")
    assert any(row["owner"] for row in csv.DictReader(io.StringIO(text, newline="")))
    for mark in ",;":
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
