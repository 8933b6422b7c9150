"""The registry of formats: a new one is a module and a line; and documents that are no good are refused in one line."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

import pytest

from cleanup.cli.formats import FORMATS, Format
from cleanup.cli.output import check_format
from cleanup.documents.plan import find_plan
from cleanup.documents.run import load_run
from cleanup.documents.scan import load_scan, write_json
from cleanup.model.errors import DocumentProblem
from cleanup.model.run import Run
from cleanup.model.scan import Scan
from cleanup.report.look import Look

DATA = Path(__file__).with_name("data") / "c71a266"


def ids_of_findings(scan: Scan, stream: BinaryIO, look: Look) -> None:
    for finding in scan.each_finding():
        stream.write(finding.id.encode() + b"\n")


def statuses(run: Run, stream: BinaryIO, look: Look) -> None:
    for item in run.items:
        stream.write(item.status.encode() + b"\n")


def test_a_format_of_ones_own_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "ids", Format(scan=ids_of_findings, run=statuses, plan=None, first_line=None))
    assert check_format("ids") == "ids"
    stream = io.BytesIO()
    FORMATS["ids"].scan(load_scan(io.BytesIO((DATA / "scan.json").read_bytes()), "scan.json"), stream, Look())
    assert stream.getvalue().startswith(b"duplicates-1\nduplicates-2\n")


@pytest.mark.parametrize("kind", ["scan", "plan", "run"])
def test_very_deep_nesting_is_refused_in_one_sentence(kind: str, tmp_path: Path) -> None:
    start = b'{"schema_version":1,"kind":"%s","tool":{"name":"cleanup","version":"1"},"x":' % kind.encode()
    content = start + b"[" * 10_000 + b"]" * 10_000 + b"}"
    (tmp_path / "deep.json").write_bytes(content)
    with pytest.raises(DocumentProblem, match="deep"):
        match kind:
            case "plan":
                find_plan(tmp_path / "deep.json")
            case "scan":
                load_scan(io.BytesIO(content), "deep.json")
            case "run":
                load_run(content, "deep.json")


def test_a_wrong_value_is_named_by_its_finding() -> None:
    content = (DATA / "scan.json").read_bytes().replace(b'"certainty":"exact"', b'"certainty":"perhaps"', 1)
    with pytest.raises(DocumentProblem, match=r"\$\.findings\[0\]\.certainty"):
        load_scan(io.BytesIO(content), "scan.json")


def test_a_run_document_is_read_as_it_was_written() -> None:
    run = load_run((DATA / "run.json").read_bytes(), "run.json")
    assert [result.status for result in run.results] == ["done"] * 4
    assert run.totals == {"done": 4, "skipped": 0, "failed": 0}


def test_what_is_read_is_written_the_same_again() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_json(load_scan(io.BytesIO((DATA / "scan.json").read_bytes()), "x"), first)
    write_json(load_scan(io.BytesIO(first.getvalue()), "x"), second)
    assert first.getvalue() == second.getvalue()
