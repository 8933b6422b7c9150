"""A remembered scan, or a scan in a file, shown again in every format."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_same_scan_in_every_format(messy_home: Path, cleanup: Run) -> None:
    scanned = cleanup("scan", messy_home, "--large", "1MB", "-f", "json")
    assert (scanned.returncode, scanned.stderr) == (0, b"")
    document = json.loads(scanned.stdout)

    assert cleanup("report", "last", "-f", "json").stdout == scanned.stdout
    assert cleanup("report", document["scan"]["id"], "-f", "json").stdout == scanned.stdout

    lines = [json.loads(line) for line in cleanup("report", "-f", "ndjson").stdout.splitlines()]
    assert [line["kind"] for line in lines] == ["scan"] + ["finding"] * len(document["findings"])
    assert lines[0]["savings"] == document["savings"]
    assert [{**line, "kind": None} for line in lines[1:]] == [{**each, "kind": None} for each in document["findings"]]

    rows = rows_of(cleanup("report", "-f", "csv").stdout)
    files = [(finding["id"], file["path"]) for finding in document["findings"] for file in finding["files"]]
    assert [(row["finding"], row["path"]) for row in rows] == files

    assert b"can be freed safely" in cleanup("report").stdout


def test_a_document_in_a_file(messy_home: Path, cleanup: Run, tmp_path: Path) -> None:
    page = cleanup("scan", messy_home, "--large", "1MB").stdout
    document = tmp_path / "scan.json"
    cleanup("report", "-f", "json", "-o", document)
    assert cleanup("report", document).stdout == page
    assert cleanup("report", "scan.json", "-f", "json").stdout == document.read_bytes()
    assert cleanup("report", "scan.json", "-f", "csv").stdout == cleanup("report", "-f", "csv").stdout


def test_scanned_as_csv_and_ndjson(messy_home: Path, cleanup: Run) -> None:
    as_csv = cleanup("scan", messy_home, "-f", "csv")
    assert cleanup("report", "-f", "csv").stdout == as_csv.stdout
    as_lines = cleanup("scan", messy_home, "-f", "ndjson")
    assert cleanup("report", "-f", "ndjson").stdout == as_lines.stdout


def test_an_older_scan_by_its_id(own: Path, tree: Callable[..., Path], cleanup: Run, tmp_path: Path) -> None:
    first = json.loads(cleanup("scan", tree({"a": "1"}, tmp_path / "one"), "-f", "json").stdout)
    second = json.loads(cleanup("scan", tree({"a": "1"}, tmp_path / "two"), "-f", "json").stdout)
    assert first["scan"]["id"] != second["scan"]["id"]
    again = json.loads(cleanup("report", first["scan"]["id"], "-f", "json").stdout)
    assert again == first


def test_nothing_is_remembered_yet(own: Path, cleanup: Run) -> None:
    done = cleanup("report")
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.decode().splitlines() == ["No scan is remembered yet.", "Start with: cleanup scan"]


@pytest.mark.parametrize("name", ["20200101-000000-abcd", b"\xff\xfe"])
def test_an_unknown_id(name: str | bytes, own: Path, tree: Callable[..., Path], cleanup: Run) -> None:
    known = json.loads(cleanup("scan", tree({"a": "1"}), "-f", "json").stdout)["scan"]["id"]
    done = cleanup("report", name)
    assert (done.returncode, done.stdout) == (4, b"")
    problem, hint = done.stderr.decode().splitlines()
    assert problem.startswith("There is no remembered scan “")
    assert known in hint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is not a whole scan document"),
        (b"not json", "is not a whole scan document"),
        (
            b'{"schema_version": 1, "kind": "plan", "tool": {"name": "cleanup", "version": "1"}}',
            "not a scan of cleanup",
        ),
        (
            b'{"schema_version": 2, "kind": "scan", "tool": {"name": "cleanup", "version": "9.0"}}',
            "newer cleanup (9.0)",
        ),
    ],
)
def test_a_document_that_cannot_be_used(
    content: bytes | None, reason: str, own: Path, cleanup: Run, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "scan.json").write_bytes(content)
    done = cleanup("report", "./scan.json")
    assert (done.returncode, done.stdout) == (4, b"")
    assert reason in done.stderr.decode()
    assert "./scan.json" in done.stderr.decode()
    assert len(done.stderr.splitlines()) <= 2


def test_a_scan_cut_off_in_the_file(messy_home: Path, cleanup: Run, tmp_path: Path) -> None:
    whole = cleanup("scan", messy_home, "-f", "json").stdout
    (tmp_path / "cut.json").write_bytes(whole[: len(whole) // 2])
    done = cleanup("report", "cut.json")
    assert (done.returncode, done.stdout) == (4, b"")
    assert "“cut.json” is not a whole scan document" in done.stderr.decode()
