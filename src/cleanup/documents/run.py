"""Documents about moving: a run, an undo, a purge and the history of runs, one result per line. None is read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import repeat
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from msgspec import UNSET, UnsetType

from cleanup.documents.parts import Head, PathPart, encode, exact, first_keys, named, write_document
from cleanup.model.coverage import Filling
from cleanup.model.plan import Kind
from cleanup.model.run import Freed, Item, Past, Result, Run, Space, State, Status, Undone, Whereabouts

_ABOUT = ("id", "started_at", "finished_at", "host", "user", "scan", "complete", "damaged_lines")

Keys = dict[str, Any]


class _About(msgspec.Struct, kw_only=True):
    id: str | None
    started_at: datetime
    finished_at: datetime
    host: str
    user: str
    scan: str | None
    complete: bool
    damaged_lines: int
    scanned_at: datetime | UnsetType = UNSET
    roots: list[PathPart] | UnsetType = UNSET


class _Fared(msgspec.Struct, kw_only=True):
    """What became of one thing, as in all results."""

    step: str
    status: Status
    code: str | None
    message: str
    path: str
    path_bytes: str | UnsetType = UNSET


class _Result(_Fared, kw_only=True):
    type: Kind
    category: str
    size: int
    trashed_to: str | None
    trashed_to_bytes: str | UnsetType = UNSET
    now: Whereabouts | UnsetType = UNSET
    restored_to: str | UnsetType = UNSET
    restored_to_bytes: str | UnsetType = UNSET


class _RunStart(Head, kw_only=True):
    run: _About
    space: Space
    volumes: tuple[Filling, ...] | UnsetType = UNSET
    totals: dict[Status, int]


class RunDocument(_RunStart, kw_only=True):
    """What was moved to the trash, thing by thing."""

    results: list[_Result]


LINES: dict[str, type[msgspec.Struct]] = {"run": _RunStart, "result": _Result}
"""What stands in a line of NDJSON, by its ``kind``."""


class _Restoration(_Fared, kw_only=True):
    restored_to: str | None
    restored_to_bytes: str | UnsetType = UNSET


class _UndoStart(Head, kw_only=True):
    run: _About
    volumes: tuple[Filling, ...] | UnsetType = UNSET


class UndoDocument(_UndoStart, kw_only=True):
    """What was brought back from the trash."""

    results: list[_Restoration]


class _Freed(msgspec.Struct, kw_only=True):
    """As ``_Fared``, with its run."""

    run: str
    step: str
    status: Status
    code: str | None
    message: str
    path: str
    path_bytes: str | UnsetType = UNSET
    size: int


class _FreedSpace(msgspec.Struct):
    freed_bytes: int
    reclaimable_bytes: int


class _PurgeStart(Head, kw_only=True):
    complete: bool
    space: _FreedSpace
    volumes: tuple[Filling, ...] | UnsetType = UNSET


class PurgeDocument(_PurgeStart, kw_only=True):
    """What was removed from the trash for good."""

    results: list[_Freed]


if TYPE_CHECKING:
    _Past = Any
else:
    # For a run whose journal cannot be read, only its id is known, and the reason.
    _Past = msgspec.defstruct(
        "Past",
        [
            ("id", str),
            *(
                (field.name, field.type | UnsetType, UNSET)
                for field in msgspec.structs.fields(_About)
                if field.name != "id"
            ),
            ("space", Space | UnsetType, UNSET),
            ("now", dict[Whereabouts, int] | UnsetType, UNSET),
            ("problem", str | UnsetType, UNSET),
        ],
    )


class HistoryDocument(Head, kw_only=True):
    """All runs, the newest first."""

    runs: list[_Past]


def write_run(run: Run, stream: BinaryIO, now: tuple[Whereabouts, ...] = ()) -> None:
    """Write a run; ``now`` says where each of its items is, if that was looked up."""
    places: Iterable[Whereabouts | None] = now or repeat(None, len(run.items))
    results = (_Result(**_result(item, where)) for item, where in zip(run.items, places, strict=True))
    write_document(_start(run, _first("run")), "results", results, stream)


def write_run_lines(run: Run, stream: BinaryIO) -> None:
    """Write a run as one JSON value per line."""
    stream.write(encode(_start(run, first_keys("run", run.tool_version))) + b"\n")
    for item in run.items:
        stream.write(b'{"kind":"result",' + encode(_Result(**_result(item, None)))[1:] + b"\n")


def write_undone(undone: Undone, stream: BinaryIO) -> None:
    """Write what an undo brought back."""
    about = _About(**{**_about(undone.run), "complete": undone.complete})
    start = _UndoStart(**_first("undo"), run=about, volumes=undone.volumes or UNSET)
    write_document(start, "results", map(_restoration, undone.results), stream)


def write_freed(freed: Freed, stream: BinaryIO) -> None:
    """Write what a purge freed."""
    space = _FreedSpace(freed.freed_bytes, freed.expected_bytes)
    start = _PurgeStart(**_first("purge"), complete=freed.complete, space=space, volumes=freed.volumes or UNSET)
    results = (_Freed(**_fared(each.item, each), run=run, size=each.item.size) for run, each in freed.results)
    write_document(start, "results", results, stream)


def write_history(past: Iterable[Past], stream: BinaryIO) -> None:
    """Write all runs, the newest first, with where their items are."""
    write_document(Head(**_first("history")), "runs", map(_past, past), stream)


def _first(kind: str) -> Keys:
    from cleanup import __version__

    return first_keys(kind, __version__)


def _start(run: Run, first: Keys) -> _RunStart:
    counts = Counter(item.status for item in run.items)
    totals = {status: counts[status] for status in Status}
    about = _About(**_about(run))
    return _RunStart(**first, run=about, space=run.space, volumes=run.volumes or UNSET, totals=totals)


def _about(run: Run) -> Keys:
    own = {name: getattr(run, name) for name in _ABOUT}
    keys = {**own, "id": run.id or None, "scan": run.scan or None}
    if run.scanned_at is not None:
        keys |= {"scanned_at": run.scanned_at, "roots": [PathPart(**exact(root)) for root in run.roots]}
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


def _restoration(result: Result) -> _Restoration:
    to = named("restored_to", result.to) if result.to else {"restored_to": None}
    return _Restoration(**_fared(result.item, result), **to)


def _fared(item: Item, result: Item | Result) -> Keys:
    status, code = result.status, result.code or None
    return {"step": item.step, "status": status, "code": code, "message": result.message, **exact(item.path)}


def _past(past: Past) -> _Past:
    if past.run is None:
        return _Past(id=past.id, problem=past.problem)
    counts = {where: past.count(where) for where in Whereabouts}
    return _Past(**{**_about(past.run), "id": past.run.id}, space=past.run.space, now=counts)
