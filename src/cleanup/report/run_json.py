"""Runs as JSON documents, version 1: what was moved, brought back or freed, one result a line."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from itertools import repeat
from typing import Any, BinaryIO

import msgspec

from cleanup.model.exact import exact, named
from cleanup.model.run import Freed, Freeing, Item, Past, Restoration, Run, State, Status, Undone, Whereabouts
from cleanup.report.as_csv import MARK, Encoded, bytes_if_escaped
from cleanup.report.safe import for_spreadsheet, shown
from cleanup.report.values import SCHEMA_VERSION, write_list

_encode = msgspec.json.Encoder().encode


def write_run(run: Run, stream: BinaryIO, now: tuple[Whereabouts, ...] = ()) -> None:
    """Write a run; ``now`` says where each of its items is, if that was looked at."""
    places = now or repeat(None, len(run.items))
    results = (_result(item, where) for item, where in zip(run.items, places, strict=True))
    _write("run", _run_head(run), results, stream)


def write_run_lines(run: Run, stream: BinaryIO) -> None:
    """Write a run as one JSON value a line."""
    head = {"schema_version": SCHEMA_VERSION, "kind": "run", **_tool(run.tool_version), **_run_head(run)}
    stream.write(_encode(head) + b"\n")
    for item in run.items:
        stream.write(_encode({"kind": "result", **_result(item, None)}) + b"\n")


def write_run_csv(run: Run, stream: BinaryIO) -> None:
    """Write a run as CSV, a line a step, safe to open in a spreadsheet."""
    stream.write(MARK.encode("utf-8"))
    table = csv.writer(Encoded(stream))
    table.writerow(("step", "status", "code", "message", "category", "size", "path", "path_bytes", "trashed_to"))
    for item in run.items:
        path = shown(item.path)
        table.writerow(
            (
                for_spreadsheet(shown(item.step)), item.status.value, item.code, for_spreadsheet(item.message),
                for_spreadsheet(shown(item.category)), item.size, for_spreadsheet(path),
                bytes_if_escaped(item.path, path), for_spreadsheet(shown(_trashed_to(item) or b"")),
            )
        )  # fmt: skip


def write_undone(undone: Undone, stream: BinaryIO) -> None:
    """Write what an undo brought back."""
    head = {**_about(undone.run), "complete": undone.complete}
    _write("undo", {"run": head}, map(_restoration, undone.results), stream)


def write_freed(freed: Freed, stream: BinaryIO) -> None:
    """Write what a purge freed."""
    head = {
        "complete": freed.complete,
        "space": {"freed_bytes": freed.freed_bytes, "reclaimable_bytes": freed.expected_bytes},
    }
    _write("purge", head, (_freeing(run, result) for run, result in freed.results), stream)


def write_history(past: Iterable[Past], stream: BinaryIO) -> None:
    """Write all runs, the newest first, with where their items are."""
    _write("history", {}, map(_past, past), stream, "runs")


def _write(
    kind: str, head: dict[str, Any], values: Iterable[dict[str, Any]], stream: BinaryIO, key: str = "results"
) -> None:
    from cleanup import __version__

    start = {"schema_version": SCHEMA_VERSION, "kind": kind, **_tool(__version__), **head}
    stream.write(_encode(start)[:-1] + b',\n"%s": [' % key.encode())
    write_list(map(_encode, values), stream)
    stream.write(b"]}\n")


def _tool(version: str) -> dict[str, Any]:
    return {"tool": {"name": "cleanup", "version": version}}


def _about(run: Run) -> dict[str, Any]:
    return {
        "id": run.id or None,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "host": run.host,
        "user": run.user,
        "scan": run.scan or None,
        "complete": run.complete,
        "damaged_lines": run.damaged_lines,
    }


def _run_head(run: Run) -> dict[str, Any]:
    space = run.space
    counts = Counter(item.status for item in run.items)
    return {
        "run": _about(run),
        "space": {
            "moved_bytes": space.moved_bytes,
            "reclaimable_bytes": space.reclaimable_bytes,
            "freed_bytes": space.freed_bytes,
        },
        "totals": {status.value: counts[status] for status in Status},
    }


def _result(item: Item, where: Whereabouts | None) -> dict[str, Any]:
    value = {
        "step": item.step, "status": item.status.value, "code": item.code or None, "message": item.message,
        **exact(item.path), "type": item.kind.value, "category": item.category, "size": item.size,
    }  # fmt: skip
    place = _trashed_to(item)
    value |= named("trashed_to", place) if place else {"trashed_to": None}
    if where is not None:
        value["now"] = where.value
    if item.restored_to:
        value |= named("restored_to", item.restored_to)
    return value


def _trashed_to(item: Item) -> bytes | None:
    return None if item.state is State.NOT_MOVED or not item.place.folder else item.place.path


def _restoration(result: Restoration) -> dict[str, Any]:
    value = {
        "step": result.item.step, "status": result.status.value, "code": result.code or None,
        "message": result.message, **exact(result.item.path),
    }  # fmt: skip
    return value | (named("restored_to", result.to) if result.to else {"restored_to": None})


def _freeing(run: str, result: Freeing) -> dict[str, Any]:
    return {
        "run": run, "step": result.item.step, "status": result.status.value, "code": result.code or None,
        "message": result.message, **exact(result.item.path), "size": result.item.size,
    }  # fmt: skip


def _past(past: Past) -> dict[str, Any]:
    if past.run is None:
        return {"id": past.id, "problem": past.problem}
    counts = {where.value: past.count(where) for where in Whereabouts}
    return {**_about(past.run), "space": _run_head(past.run)["space"], "now": counts}
