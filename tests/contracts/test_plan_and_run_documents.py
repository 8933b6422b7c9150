"""The keys and types of the documents about moving, version 1: users' scripts lean on them."""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
from typing import Any

import pytest
from written import Moved

from support.kinds import Run, Tree

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
ABOUT = {"id", "started_at", "finished_at", "host", "user", "scan", "complete"}
SPACE = {"moved_bytes", "reclaimable_bytes", "freed_bytes"}
WHEREABOUTS = {"in-trash", "restored", "purged", "partly-freed", "gone", "unmounted", "unknown", "not-moved"}
STEP = {
    "id", "action", "path", "type", "size", "allocated_bytes", "modified", "device", "inode", "links", "owner",
    "category", "why", "keeper",
}  # fmt: skip
RESULT = {"step", "status", "code", "message", "path", "type", "category", "size", "trashed_to"}
COLUMNS = "step,status,code,message,category,size,path,path_bytes,trashed_to"


def is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def by_name(values: list[dict[str, Any]]) -> dict[bytes, dict[str, Any]]:
    """Steps or results by the exact last part of their path."""
    exact = [
        base64.b64decode(value["path_bytes"]) if "path_bytes" in value else value["path"].encode() for value in values
    ]
    return {os.path.basename(path): value for path, value in zip(exact, values, strict=True)}


@pytest.mark.parametrize("kind", ["plan", "run", "undo", "purge", "history"])
def test_each_document_says_what_it_is(kind: str, moved: Moved) -> None:
    document = getattr(moved, kind)
    assert document["schema_version"] == 1
    assert document["kind"] == kind
    assert document["tool"]["name"] == "cleanup"
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", document["tool"]["version"])


def test_a_plan_tells_what_it_was_made_from(moved: Moved) -> None:
    assert {"plan", "totals", "left_alone", "steps"} <= set(moved.plan)
    about = moved.plan["plan"]
    assert {"created_at", "host", "user", "scan", "scanned_at", "roots"} <= set(about)
    assert INSTANT.fullmatch(about["created_at"])
    assert INSTANT.fullmatch(about["scanned_at"])
    assert about["roots"] == [{"path": str(moved.root)}]
    assert moved.plan["left_alone"] == {"other-names": 1}
    totals = moved.plan["totals"]
    assert set(totals) >= {"files", "bytes", "reclaimable_bytes"}
    assert totals["bytes"] == 3 + 3 + 5 + 70000  # a file with two names counts once


def test_steps(moved: Moved) -> None:
    steps = by_name(moved.plan["steps"])
    assert set(steps) == {b"a bad\xff (1)", b"a copy", b"big (1)", b"big (2)", b"c (1)", b"empty"}
    assert len({step["id"] for step in steps.values()}) == len(steps)
    for name, step in steps.items():
        assert set(step) >= STEP
        assert step["action"] == "trash"
        assert step["type"] == ("folder" if name == b"empty" else "file")
        assert step["category"] == ("empty-folders" if name == b"empty" else "duplicates")
        assert isinstance(step["why"], str)
        assert step["why"]
        assert INSTANT.fullmatch(step["modified"])
        assert all(is_count(step[key]) for key in ("size", "allocated_bytes", "device", "inode", "links"))


def test_each_copy_has_its_keeper(moved: Moved) -> None:
    stays = {b"a copy": "a", b"a bad\xff (1)": "a", b"big (1)": "big", b"big (2)": "big", b"c (1)": "c"}
    for name, step in by_name(moved.plan["steps"]).items():
        if name == b"empty":
            assert step["keeper"] is None
            assert set(step["manifest"]) >= {"folders", "others", "size", "allocated", "newest", "digest"}
        else:
            keeper = step["keeper"]
            assert set(keeper) >= {"path", "device", "inode", "size", "modified", "rule"}
            assert keeper["rule"] == "original-name"
            assert keeper["path"] == f"{moved.root}/{stays[name]}"
            assert keeper["size"] == step["size"]
            assert (keeper["device"], keeper["inode"]) != (step["device"], step["inode"])


def test_a_run_tells_when_for_whom_and_how_much(moved: Moved) -> None:
    assert {"run", "space", "totals", "results"} <= set(moved.run)
    about = moved.run["run"]
    assert set(about) >= ABOUT
    assert about["complete"] is True
    assert about["scan"] == moved.plan["plan"]["scan"]
    assert INSTANT.fullmatch(about["started_at"])
    assert INSTANT.fullmatch(about["finished_at"])
    assert set(moved.run["space"]) >= SPACE
    assert all(is_count(moved.run["space"][key]) for key in SPACE)
    assert moved.run["space"]["moved_bytes"] == 3 + 3 + 70000
    assert moved.run["space"]["freed_bytes"] == 0
    assert moved.run["totals"] == {"done": 5, "skipped": 1, "failed": 0}


def test_results(moved: Moved) -> None:
    results = by_name(moved.run["results"])
    steps = {step["id"]: step for step in moved.plan["steps"]}
    assert {result["step"] for result in results.values()} == set(steps)
    trash = moved.root.parent / "home" / ".local" / "share" / "Trash" / "files"
    for name, result in results.items():
        assert set(result) >= RESULT
        assert result["path"] == steps[result["step"]]["path"]
        if name == b"c (1)":
            assert (result["status"], result["code"], result["trashed_to"]) == ("skipped", "changed", None)
            assert result["message"]
        else:
            assert (result["status"], result["code"], result["message"]) == ("done", None, "")
            assert result["trashed_to"].startswith(f"{trash}/")


def test_exact_bytes_of_the_path_in_the_trash(moved: Moved) -> None:
    odd = by_name(moved.run["results"])[b"a bad\xff (1)"]
    place = base64.b64decode(odd["trashed_to_bytes"])
    assert re.fullmatch(rb"a bad\xff \(1\)\.[0-9a-f]{12}", os.path.basename(place))
    assert odd["trashed_to"] == place.decode("utf-8", "replace")


def test_lines_say_what_they_are(moved: Moved) -> None:
    values = [json.loads(line) for line in moved.lines.splitlines()]
    assert [value["kind"] for value in values] == ["run"] + ["result"] * 6
    assert values[0]["run"] == moved.run["run"]
    assert values[0]["space"] == moved.run["space"]
    assert "results" not in values[0]
    for value, result in zip(values[1:], moved.run["results"], strict=True):
        for key in RESULT - {"type"}:
            assert value[key] == result[key]


def test_the_table_has_a_row_a_step(moved: Moved) -> None:
    assert moved.table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(moved.table.decode("utf-8-sig"), newline="")))
    assert moved.table.decode("utf-8-sig").split("\r\n")[0] == COLUMNS
    for row, result in zip(rows, moved.run["results"], strict=True):
        assert [row[key] for key in ("step", "status", "code")] == [
            result["step"], result["status"], result["code"] or "",
        ]  # fmt: skip
        assert int(row["size"]) == result["size"]
        assert row["path_bytes"] == result.get("path_bytes", "")


def test_looking_back_tells_where_each_is(moved: Moved) -> None:
    now = {name: result["now"] for name, result in by_name(moved.past["results"]).items()}
    assert now.pop(b"c (1)") == "not-moved"
    assert set(now.values()) == {"in-trash"}


def test_an_undo(moved: Moved) -> None:
    assert set(moved.undo["run"]) >= ABOUT
    assert moved.undo["run"]["id"] == moved.run["run"]["id"]
    results = by_name(moved.undo["results"])
    assert set(results) == {b"a copy", b"a bad\xff (1)"}
    for result in results.values():
        assert set(result) >= {"step", "status", "code", "message", "path", "restored_to"}
        assert (result["status"], result["code"]) == ("done", None)
        assert result["restored_to"] == result["path"]
    assert results[b"a bad\xff (1)"]["restored_to_bytes"] == results[b"a bad\xff (1)"]["path_bytes"]


def test_a_purge(moved: Moved) -> None:
    assert moved.purge["complete"] is True
    assert set(moved.purge["space"]) >= {"freed_bytes", "reclaimable_bytes"}
    results = by_name(moved.purge["results"])
    assert set(results) == {b"big (1)", b"big (2)", b"empty"}
    for result in results.values():
        assert set(result) >= {"run", "step", "status", "code", "message", "path", "size"}
        assert result["run"] == moved.run["run"]["id"]
        assert (result["status"], result["code"]) == ("done", None)
    # Others use this disk at the same time: what came free is at most what was expected.
    assert 0 <= moved.purge["space"]["freed_bytes"] <= moved.purge["space"]["reclaimable_bytes"]
    assert moved.purge["space"]["reclaimable_bytes"] >= 70000


def test_the_history(moved: Moved) -> None:
    (run,) = moved.history["runs"]
    assert set(run) >= ABOUT | {"space", "now"}
    assert run["id"] == moved.run["run"]["id"]
    assert set(run["now"]) == WHEREABOUTS
    expected = {"restored": 2, "purged": 3, "not-moved": 1}
    assert run["now"] == {where: expected.get(where, 0) for where in WHEREABOUTS}


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("trash", "--yes"), ("purge", "--yes"), ("undo",)])
def test_there_is_a_document_when_there_was_nothing_to_do(arguments: tuple[str, ...], tree: Tree, cleanup: Run) -> None:
    """A script that asked for JSON gets JSON."""
    root = tree({"a": "only one"})
    for first in (("scan", root), ("trash", root / "a", "--yes"), ("undo",)):
        assert cleanup(*first).returncode == 0
    done = cleanup(*arguments, "-f", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["results"] == []
