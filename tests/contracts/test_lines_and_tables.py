"""NDJSON and CSV, held against the JSON document of the same scan."""

from __future__ import annotations

import csv
import io
import json

from written import Scanned

HEADER = (
    "finding,category,why,certainty,finding_reclaimable_bytes,keep,path,path_bytes,size,allocated_bytes,modified,"
    "accessed,links,digest,choice,choice_why,owner"
)


def test_each_line_is_one_value(scanned: Scanned) -> None:
    assert scanned.lines.endswith(b"\n")
    values = [json.loads(line) for line in scanned.lines.splitlines()]
    assert [value["kind"] for value in values] == ["scan"] + ["finding"] * len(scanned.document["findings"])
    first = values[0]
    assert "findings" not in first
    assert "troubles" not in first
    for key in ("schema_version", "tool", "scan", "totals", "coverage", "savings"):
        assert first[key] == scanned.document[key]
    for value, finding in zip(values[1:], scanned.document["findings"], strict=True):
        assert value == {"kind": "finding", **finding}


def test_the_table_has_the_header_that_scripts_know(scanned: Scanned) -> None:
    assert scanned.table.startswith(b"\xef\xbb\xbf")
    assert scanned.table.decode("utf-8-sig").split("\r\n")[0] == HEADER


def test_the_table_has_a_row_a_file(scanned: Scanned) -> None:
    rows = list(csv.DictReader(io.StringIO(scanned.table.decode("utf-8-sig"), newline="")))
    expected = [(finding, file) for finding in scanned.document["findings"] for file in finding["files"]]
    assert len(rows) == len(expected)
    said = {True: "yes", False: "no", None: ""}
    for row, (finding, file) in zip(rows, expected, strict=True):
        assert row["finding"] == finding["id"]
        assert row["category"] == finding["category"]
        assert row["why"] == finding["why"]
        assert row["certainty"] == finding["certainty"]
        assert row["digest"] == (finding["digest"] or "")
        assert row["keep"] == said[file["keep"]]
        assert int(row["finding_reclaimable_bytes"]) == finding["reclaimable_bytes"]
        assert row["path_bytes"] == file.get("path_bytes", "")
        assert row["path_bytes"] or row["path"] == file["path"]
        for key in ("size", "allocated_bytes", "links"):
            assert int(row[key]) == file[key]
        for key in ("modified", "accessed"):
            assert row[key] == file[key]
        assert (row["choice"], row["choice_why"]) == (file["choice"], file.get("why", ""))
        assert row["owner"] == (file["owner"].get("name") or file["owner"]["id"])
