"""Remembered scans: the newest few, each as one packed value in the state folder's database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from cleanup.language import tr
from cleanup.model.coverage import Coverage
from cleanup.model.errors import DocumentProblem
from cleanup.model.finding import Certainty, Findings, Measure, Why
from cleanup.model.inventory import FILE, FOLDER, Inventory
from cleanup.model.savings import Savings
from cleanup.model.scan import Option, Scan, Totals
from cleanup.model.trouble import Trouble
from cleanup.model.volume import Volume
from cleanup.store.database import immediate, open_database

FILE_NAME = "scans.db"
_VERSION = 1
_SCHEMA = "CREATE TABLE scan (id TEXT PRIMARY KEY, started_at TEXT NOT NULL, body BLOB NOT NULL)"
_KEPT = 20


class _StoredFindings(msgspec.Struct):
    category: str
    safe: bool
    certainty: Certainty
    why: str
    measure: Measure
    one: str
    rows: bytes
    starts: bytes
    details: bytes
    digests: bytes
    keepers: bytes
    reclaimable: bytes
    of_folders: bool


class _StoredScan(msgspec.Struct):
    id: str
    tool_version: str
    started_at: datetime
    finished_at: datetime
    host: str
    user: str
    roots: tuple[bytes, ...]
    options: dict[str, Option]
    complete: bool
    totals: Totals
    coverage: Coverage
    volumes: tuple[Volume, ...]
    files: bytes
    folders: bytes
    names: bytes
    findings: tuple[_StoredFindings, ...]
    savings: Savings
    troubles: tuple[Trouble, ...]


def remember(folder: Path, scan: Scan) -> None:
    """Keep a scan, and only the newest few; raises OSError or sqlite3.Error when the state folder cannot be used."""
    body = msgspec.msgpack.encode(_packed(scan))
    with closing(open_database(folder / FILE_NAME, _SCHEMA, _VERSION)) as connection, immediate(connection):
        connection.execute("INSERT OR REPLACE INTO scan VALUES (?, ?, ?)", (scan.id, scan.started_at.isoformat(), body))
        connection.execute(
            "DELETE FROM scan WHERE id NOT IN (SELECT id FROM scan ORDER BY started_at DESC, id DESC LIMIT ?)",
            (_KEPT,),
        )


def recall(folder: Path, name: str) -> Scan:
    """A remembered scan by its id, or the newest for ``last``; raises DocumentProblem when there is none."""
    hint = tr("Start with: cleanup scan")
    path = folder / FILE_NAME
    if not path.exists():
        raise DocumentProblem(tr("No scan is remembered yet."), hint)
    try:
        with closing(open_database(path, _SCHEMA, _VERSION)) as connection:
            if name == "last":
                query, values = "SELECT body FROM scan ORDER BY started_at DESC, id DESC LIMIT 1", ()
            else:
                query, values = "SELECT body FROM scan WHERE id = ?", (name,)  # type: ignore[assignment]
            row = connection.execute(query, values).fetchone()
            known = [found[0] for found in connection.execute("SELECT id FROM scan ORDER BY started_at DESC")]
        if row is not None:
            return _unpacked(msgspec.msgpack.decode(row[0], type=_StoredScan))
    except (sqlite3.Error, OSError, msgspec.DecodeError, ValueError) as error:
        raise DocumentProblem(
            tr("The remembered scans cannot be read: {reason}", reason=error),
            tr("Move this file away and scan again: {path}", path=path),
        ) from None
    if not known:
        raise DocumentProblem(tr("No scan is remembered yet."), hint)
    raise DocumentProblem(
        tr("There is no remembered scan “{name}”.", name=name),
        tr("There are: {known}, and “last”.", known=", ".join(known[:5])),
    )


def _packed(scan: Scan) -> _StoredScan:
    inventory = scan.inventory
    return _StoredScan(
        findings=tuple(_packed_findings(findings) for findings in scan.findings),
        files=inventory.files.tobytes(),
        folders=inventory.folders.tobytes(),
        names=bytes(inventory.names),
        **{
            name: getattr(scan, name)
            for name in _StoredScan.__struct_fields__
            if name not in {"findings", "files", "folders", "names"}
        },
    )


def _packed_findings(findings: Findings) -> _StoredFindings:
    return _StoredFindings(
        category=findings.category,
        safe=findings.safe,
        certainty=findings.certainty,
        why=findings.why.text,
        measure=findings.why.measure,
        one=findings.why.one,
        of_folders=findings.of_folders,
        **{name: getattr(findings, name).tobytes() for name in _COLUMNS},
    )


_COLUMNS = ("rows", "starts", "details", "digests", "keepers", "reclaimable")


def _unpacked(stored: _StoredScan) -> Scan:
    inventory = Inventory(
        np.frombuffer(stored.files, dtype=FILE), np.frombuffer(stored.folders, dtype=FOLDER), stored.names
    )
    kept: dict[str, Any] = {
        name: getattr(stored, name)
        for name in _StoredScan.__struct_fields__
        if name not in {"findings", "files", "folders", "names"}
    }
    findings = tuple(_unpacked_findings(found) for found in stored.findings)
    return Scan(inventory=inventory, findings=findings, **kept)


def _unpacked_findings(stored: _StoredFindings) -> Findings:
    columns: dict[str, NDArray[Any]] = {name: np.frombuffer(getattr(stored, name), dtype=np.int64) for name in _COLUMNS}
    columns["digests"] = columns["digests"].view(np.uint64).reshape(-1, 2)
    why = Why(stored.why, stored.measure, stored.one)
    return Findings(stored.category, stored.safe, stored.certainty, why, of_folders=stored.of_folders, **columns)
