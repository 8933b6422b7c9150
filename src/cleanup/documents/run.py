"""Documents about moving: a run, an undo, a purge and the history of runs, one result a line. None is read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import repeat
from typing import Any, BinaryIO

from cleanup.documents.parts import encode, exact, first_keys, named, write_document
from cleanup.model.run import Freed, Item, Past, Result, Run, State, Status, Undone, Whereabouts

_ABOUT = ("id", "started_at", "finished_at", "host", "user", "scan", "complete", "damaged_lines")

Keys = dict[str, Any]


def write_run(run: Run, stream: BinaryIO, now: tuple[Whereabouts, ...] = ()) -> None:
    """Write a run; ``now`` says where each of its items is, if that was looked at."""
    places: Iterable[Whereabouts | None] = now or repeat(None, len(run.items))
    results = (_result(item, where) for item, where in zip(run.items, places, strict=True))
    write_document(_start(run, _first("run")), "results", results, stream)


def write_run_lines(run: Run, stream: BinaryIO) -> None:
    """Write a run as one JSON value a line."""
    stream.write(encode(_start(run, first_keys("run", run.tool_version))) + b"\n")
    for item in run.items:
        stream.write(encode({"kind": "result", **_result(item, None)}) + b"\n")


def write_undone(undone: Undone, stream: BinaryIO) -> None:
    """Write what an undo brought back."""
    about = {**_about(undone.run), "complete": undone.complete}
    write_document({**_first("undo"), "run": about}, "results", map(_restoration, undone.results), stream)


def write_freed(freed: Freed, stream: BinaryIO) -> None:
    """Write what a purge freed."""
    space = {"freed_bytes": freed.freed_bytes, "reclaimable_bytes": freed.expected_bytes}
    start = {**_first("purge"), "complete": freed.complete, "space": space}
    results = ({"run": run, **_fared(each.item, each), "size": each.item.size} for run, each in freed.results)
    write_document(start, "results", results, stream)


def write_history(past: Iterable[Past], stream: BinaryIO) -> None:
    """Write all runs, the newest first, with where their items are."""
    write_document(_first("history"), "runs", map(_past, past), stream)


def _first(kind: str) -> Keys:
    from cleanup import __version__

    return first_keys(kind, __version__)


def _start(run: Run, first: Keys) -> Keys:
    counts = Counter(item.status for item in run.items)
    totals = {status: counts[status] for status in Status}
    return {**first, "run": _about(run), "space": run.space, "totals": totals}


def _about(run: Run) -> Keys:
    own = {name: getattr(run, name) for name in _ABOUT}
    keys = {**own, "id": run.id or None, "scan": run.scan or None}
    if run.scanned_at is not None:
        keys |= {"scanned_at": run.scanned_at, "roots": [exact(root) for root in run.roots]}
    return keys


def _result(item: Item, now: Whereabouts | None) -> Keys:
    place = trashed_to(item)
    return {
        **_fared(item, item),
        "type": item.kind,
        "category": item.category,
        "size": item.size,
        **(named("trashed_to", place) if place else {"trashed_to": None}),
        **({"now": now} if now else {}),
        **(named("restored_to", item.restored_to) if item.restored_to else {}),
    }


def trashed_to(item: Item) -> bytes | None:
    """Where an item went, if it was moved."""
    return None if item.state is State.NOT_MOVED or not item.place.folder else item.place.path


def _restoration(result: Result) -> Keys:
    to = named("restored_to", result.to) if result.to else {"restored_to": None}
    return {**_fared(result.item, result), **to}


def _fared(item: Item, result: Item | Result) -> Keys:
    """How one thing fared, as all results have it."""
    status, code = result.status, result.code or None
    return {"step": item.step, "status": status, "code": code, "message": result.message, **exact(item.path)}


def _past(past: Past) -> Keys:
    if past.run is None:
        return {"id": past.id, "problem": past.problem}
    counts = {where: past.count(where) for where in Whereabouts}
    return {**_about(past.run), "space": past.run.space, "now": counts}
