"""Documents about moving: a run, an undo, a purge and the history of runs, one result a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import repeat
from typing import Any, BinaryIO

import msgspec
from msgspec import UNSET, UnsetType

from cleanup.documents.exact import exact, named
from cleanup.documents.parts import Head, encode, first_keys, read_document, write_document
from cleanup.language import tr
from cleanup.model.run import Freed, Freeing, Item, Past, Restoration, Run, Space, State, Status, Undone, Whereabouts
from cleanup.model.thing import Kind


class About(msgspec.Struct, kw_only=True):
    """A run as it stands in every document about it."""

    id: str | None
    started_at: datetime
    finished_at: datetime
    host: str
    user: str
    scan: str | None
    complete: bool
    damaged_lines: int = 0


class RunStart(Head, kw_only=True):
    """All of a run but its results; ``totals`` is the number of results of each status."""

    run: About
    space: Space
    totals: dict[Status, int]


class Result(msgspec.Struct, kw_only=True):
    """How one thing fared: in a run, in an undo (``restored_to``), in a purge (``run``)."""

    run: str | UnsetType = UNSET
    step: str
    status: Status
    code: str | None
    message: str
    path: str
    path_bytes: str | UnsetType | None = UNSET
    type: Kind | UnsetType = UNSET
    category: str | UnsetType = UNSET
    size: int | UnsetType = UNSET
    trashed_to: str | UnsetType | None = UNSET
    trashed_to_bytes: str | UnsetType | None = UNSET
    now: Whereabouts | UnsetType = UNSET
    restored_to: str | UnsetType | None = UNSET
    restored_to_bytes: str | UnsetType | None = UNSET


class RunDocument(RunStart, kw_only=True):
    """A whole run document."""

    results: list[Result]


class _PastRun(About, kw_only=True):
    space: Space
    now: dict[Whereabouts, int]


def load_run(content: bytes, name: str) -> RunDocument:
    """The run in a document; ``name`` is what messages call it. Raises DocumentProblem."""
    hint = tr("Name a document that “cleanup report RUN -f json -o FILE” wrote.")
    return read_document(content, name, "run", hint, lambda: msgspec.json.decode(content, type=RunDocument))


def write_run(run: Run, stream: BinaryIO, now: tuple[Whereabouts, ...] = ()) -> None:
    """Write a run; ``now`` says where each of its items is, if that was looked at."""
    places: Iterable[Whereabouts | UnsetType] = now or repeat(UNSET, len(run.items))
    results = (_result(item, where) for item, where in zip(run.items, places, strict=True))
    write_document(_start(run, _first("run")), "results", results, stream)


def write_run_lines(run: Run, stream: BinaryIO) -> None:
    """Write a run as one JSON value a line."""
    stream.write(encode(_start(run, first_keys("run", run.tool_version))) + b"\n")
    for item in run.items:
        stream.write(b'{"kind":"result",' + encode(_result(item, UNSET))[1:] + b"\n")


def write_undone(undone: Undone, stream: BinaryIO) -> None:
    """Write what an undo brought back."""
    about = {**_keys(undone.run), "complete": undone.complete}
    write_document({**_first("undo"), "run": about}, "results", map(_restoration, undone.results), stream)


def write_freed(freed: Freed, stream: BinaryIO) -> None:
    """Write what a purge freed."""
    space = {"freed_bytes": freed.freed_bytes, "reclaimable_bytes": freed.expected_bytes}
    start = {**_first("purge"), "complete": freed.complete, "space": space}
    write_document(start, "results", (_freeing(run, result) for run, result in freed.results), stream)


def write_history(past: Iterable[Past], stream: BinaryIO) -> None:
    """Write all runs, the newest first, with where their items are."""
    write_document(_first("history"), "runs", map(_past, past), stream)


def _first(kind: str) -> dict[str, Any]:
    from cleanup import __version__

    return first_keys(kind, __version__)


def _start(run: Run, first: dict[str, Any]) -> RunStart:
    counts = Counter(item.status for item in run.items)
    totals = {status: counts[status] for status in Status}
    return RunStart(**first, run=About(**_keys(run)), space=run.space, totals=totals)


def _keys(run: Run) -> dict[str, Any]:
    own = {name: getattr(run, name) for name in About.__struct_fields__}
    return {**own, "id": run.id or None, "scan": run.scan or None}


def _result(item: Item, now: Whereabouts | UnsetType) -> Result:
    place = trashed_to(item)
    return Result(
        **_told(item, item),
        type=item.kind,
        category=item.category,
        size=item.size,
        **(named("trashed_to", place) if place else {"trashed_to": None}),
        now=now,
        **(named("restored_to", item.restored_to) if item.restored_to else {}),
    )


def trashed_to(item: Item) -> bytes | None:
    """Where an item went, if it was moved."""
    return None if item.state is State.NOT_MOVED or not item.place.folder else item.place.path


def _restoration(result: Restoration) -> Result:
    to = named("restored_to", result.to) if result.to else {"restored_to": None}
    return Result(**_told(result.item, result), **to)


def _freeing(run: str, result: Freeing) -> Result:
    return Result(run=run, **_told(result.item, result), size=result.item.size)


def _told(item: Item, result: Item | Restoration | Freeing) -> dict[str, Any]:
    """How one thing fared, as all results have it."""
    return {
        "step": item.step,
        "status": result.status,
        "code": result.code or None,
        "message": result.message,
        **exact(item.path),
    }


def _past(past: Past) -> _PastRun | dict[str, str]:
    if past.run is None:
        return {"id": past.id, "problem": past.problem}
    counts = {where: past.count(where) for where in Whereabouts}
    return _PastRun(**_keys(past.run), space=past.run.space, now=counts)
