"""The plans that are kept, each without its steps: read one by one, and written as one document."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from cleanup import __version__
from cleanup.documents.parts import Head, PathPart, exact, exact_path, first_keys, read_document, write_document
from cleanup.documents.plan import PlanStart
from cleanup.language import tr
from cleanup.model.errors import DocumentProblem
from cleanup.model.kept_plan import KeptPlan
from cleanup.model.plan import Amounts


class _Kept(PathPart, kw_only=True):
    name: str
    created_at: datetime | None
    scan: str
    roots: list[PathPart]
    files: int
    bytes: int
    reclaimable_bytes: int
    problem: str
    folders: int = 0


class KeptPlansDocument(Head, kw_only=True):
    """The plans kept for a month, newest first; ``problem`` says why one cannot be used."""

    plans: list[_Kept]


def read_kept_plan(stream: BinaryIO, path: Path) -> KeptPlan:
    """What the kept plan at a path says about itself; if it cannot be used, why. Raises OSError."""
    # Everything but the steps is there, since we write it first.
    first = stream.readline().rstrip(b",\n") + b"}"
    try:
        return _told(path, first)
    except DocumentProblem:
        stream.seek(0)
    try:
        return _told(path, stream.read())
    except DocumentProblem as problem:
        return KeptPlan(path.stem, path, problem=problem.message)


def _told(path: Path, content: bytes) -> KeptPlan:
    return read_document(content, path.stem, "plan", "", lambda: _kept(path, content))


def _kept(path: Path, content: bytes) -> KeptPlan:
    start = msgspec.json.decode(content, type=PlanStart)
    about, totals = start.plan, start.totals
    if about.created_at.tzinfo is None:
        raise ValueError(tr("a time without a time zone"))
    return KeptPlan(
        path.stem, path, about.created_at, about.scan, tuple(map(exact_path, about.roots)),
        Amounts(totals.files, totals.bytes, totals.reclaimable_bytes), totals.folders,
    )  # fmt: skip


def write_kept_plans(plans: Iterable[KeptPlan], stream: BinaryIO) -> None:
    """Write these entries, in this order."""
    write_document(Head(**first_keys("plans", __version__)), "plans", map(_written, plans), stream)


def _written(plan: KeptPlan) -> _Kept:
    return _Kept(
        **exact(os.fsencode(plan.path)), name=plan.name.encode("utf-8", "replace").decode(), scan=plan.scan,
        created_at=plan.created_at, roots=[PathPart(**exact(root)) for root in plan.roots],
        files=plan.amounts.things, bytes=plan.amounts.size, reclaimable_bytes=plan.amounts.reclaimable,
        problem=plan.problem, folders=plan.folders,
    )  # fmt: skip
