"""The keys and types of the scan document, version 1: users' scripts lean on them."""

from __future__ import annotations

import base64
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from written import Scanned

CATEGORIES = {"duplicates", "large", "stale", "empty-files", "empty-folders"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
FILE_KEYS = {"path", "size", "allocated_bytes", "modified", "accessed", "device", "inode", "links", "owner", "keep"}
ADDED_KEYS = {"path_bytes", "also", "type", "reclaimable_bytes", "changed", "choice", "why", "ruling", "line"}


def is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def files_of(document: dict[str, Any], category: str) -> list[dict[str, Any]]:
    return [file for each in document["findings"] if each["category"] == category for file in each["files"]]


def test_top_level(scanned: Scanned) -> None:
    document = scanned.document
    assert {
        "schema_version", "kind", "tool", "scan", "totals", "coverage", "savings", "findings", "troubles",
    } <= set(document)  # fmt: skip
    assert document["schema_version"] == 1
    assert document["kind"] == "scan"
    assert document["tool"]["name"] == "cleanup"
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", document["tool"]["version"])
    assert document["troubles"] == []


def test_scan(scanned: Scanned) -> None:
    scan = scanned.document["scan"]
    assert {
        "id", "started_at", "finished_at", "host", "user", "roots", "options", "complete",
    } <= set(scan)  # fmt: skip
    assert INSTANT.fullmatch(scan["started_at"])
    assert INSTANT.fullmatch(scan["finished_at"])
    assert datetime.fromisoformat(scan["started_at"]) <= datetime.fromisoformat(scan["finished_at"])
    assert scan["roots"] == [str(scanned.root)]
    assert scan["complete"] is True
    assert isinstance(scan["options"], dict)
    assert scan["options"]["large"] == "50kB"
    assert all(isinstance(scan[key], str) and scan[key] for key in ("id", "host", "user"))


def test_totals_and_coverage(scanned: Scanned) -> None:
    totals = scanned.document["totals"]
    assert totals == {
        "files": 6,
        "directories": 3,
        "apparent_bytes": 3 + 3 + 3 + 70000 + 70000,
        "allocated_bytes": totals["allocated_bytes"],
        "by_kind": {"other": {"files": 6, "allocated_bytes": totals["allocated_bytes"]}},
    }
    coverage = scanned.document["coverage"]
    assert set(coverage) >= {"unreadable", "protected", "hidden", "other_filesystems", "cloud_only", "filtered"}
    assert all(is_count(passed["files"]) and is_count(passed["bytes"]) for passed in coverage.values())
    counts = {name: passed["files"] for name, passed in coverage.items()}
    assert counts == {
        "unreadable": 0, "protected": 1, "hidden": 1, "other_filesystems": 0, "cloud_only": 0, "filtered": 1,
    }  # fmt: skip


def test_findings(scanned: Scanned) -> None:
    findings = scanned.document["findings"]
    assert {finding["category"] for finding in findings} == CATEGORIES - {"stale"}
    assert len({finding["id"] for finding in findings}) == len(findings)
    for finding in findings:
        assert {"id", "category", "why", "certainty", "digest", "reclaimable_bytes", "files"} <= set(finding)
        assert isinstance(finding["why"], str)
        assert finding["why"]
        assert finding["certainty"] in {"exact", "likely"}
        assert is_count(finding["reclaimable_bytes"])
        assert finding["files"]
        if finding["category"] == "duplicates":
            assert re.fullmatch(r"xxh3_128:[0-9a-f]{32}", finding["digest"])
        else:
            assert finding["digest"] is None


def test_files(scanned: Scanned) -> None:
    for finding in scanned.document["findings"]:
        for file in finding["files"]:
            assert FILE_KEYS | {"choice"} <= set(file) <= FILE_KEYS | ADDED_KEYS
            assert file["choice"] in {"stays", "goes", "ask"}
            assert file["keep"] is not True or file["choice"] == "stays"
            assert all(is_count(file[key]) for key in ("size", "allocated_bytes", "device", "inode", "links"))
            assert INSTANT.fullmatch(file["modified"])
            assert INSTANT.fullmatch(file["accessed"])


def test_files_are_as_the_system_says(scanned: Scanned) -> None:
    for finding in scanned.document["findings"]:
        for file in finding["files"]:
            path = base64.b64decode(file["path_bytes"]) if "path_bytes" in file else file["path"].encode()
            status = os.lstat(path)
            assert (file["size"], file["allocated_bytes"]) == (status.st_size, status.st_blocks * 512)
            assert (file["device"], file["inode"]) == (status.st_dev, status.st_ino)
            assert file["links"] == status.st_nlink or finding["category"] == "empty-folders"
            seconds = datetime.fromtimestamp(status.st_mtime_ns // 10**9, UTC)
            assert file["modified"] == f"{seconds:%Y-%m-%dT%H:%M:%S}.{status.st_mtime_ns % 10**9:09d}Z"


def test_one_copy_of_each_group_stays(scanned: Scanned) -> None:
    for finding in scanned.document["findings"]:
        keeps = [file["keep"] for file in finding["files"]]
        if finding["category"] == "duplicates":
            assert sorted(keeps) == [False] * (len(keeps) - 1) + [True]
        else:
            assert keeps == [None]


def test_bytes_of_a_path_only_where_text_loses_something(scanned: Scanned) -> None:
    odd = [file for file in files_of(scanned.document, "duplicates") if "path_bytes" in file]
    assert [base64.b64decode(file["path_bytes"]) for file in odd] == [os.fsencode(scanned.root) + b"/bad\xff"]
    assert [file["path"] for file in odd] == [f"{scanned.root}/bad\ufffd"]


def test_other_names_of_one_file_stand_under_also(scanned: Scanned) -> None:
    named = [file for file in files_of(scanned.document, "large") if "also" in file]
    assert [file["path"] for file in named] == [f"{scanned.root}/sub/big1"]
    assert named[0]["also"] == [{"path": f"{scanned.root}/sub/other name"}]
    assert named[0]["links"] == 2


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_savings_of_a_category_are_its_findings(category: str, scanned: Scanned) -> None:
    share = scanned.document["savings"]["by_category"][category]
    findings = [each for each in scanned.document["findings"] if each["category"] == category]
    assert set(share) >= {"findings", "files", "reclaimable_bytes"}
    assert share["findings"] == len(findings)
    assert share["reclaimable_bytes"] == sum(each["reclaimable_bytes"] for each in findings)


def test_savings_count_each_byte_once(scanned: Scanned) -> None:
    savings = scanned.document["savings"]
    total = {"reclaimable_bytes": savings["reclaimable_bytes"], "files": savings["files"]}
    for key, amount in total.items():
        assert savings["safe"][key] + savings["look"][key] == amount
    # Duplicates: two of the three small ones and one big. Of the large, the kept one is no savings.
    going = [file for file in files_of(scanned.document, "duplicates") if not file["keep"]]
    assert savings["safe"] == {"reclaimable_bytes": 0, "files": 0}
    big = os.lstat(scanned.root / "sub" / "big1").st_blocks * 512
    assert savings["by_category"]["large"] == {"findings": 2, "files": 1, "reclaimable_bytes": big}
    look = going + files_of(scanned.document, "empty-files") + files_of(scanned.document, "empty-folders")
    assert savings["look"] == {"reclaimable_bytes": sum(file["allocated_bytes"] for file in look), "files": 5}
    assert sum(place["reclaimable_bytes"] for place in savings["by_folder"]) == savings["look"]["reclaimable_bytes"]


def test_the_stored_document_of_version_1_has_the_same_keys(scanned: Scanned) -> None:
    stored = json.loads((Path(__file__).parents[1] / "journeys" / "data" / "everything.json").read_bytes())
    assert set(stored) == set(scanned.document)
    for part in ("tool", "scan", "totals", "coverage", "savings"):
        assert set(stored[part]) <= set(scanned.document[part])
