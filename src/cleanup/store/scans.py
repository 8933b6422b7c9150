"""Remembered scans: the newest few, each as one packed value in the state folder's database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import numpy as np
from numpy.typing import NDArray

from cleanup.disk.reading.hashing import METHOD
from cleanup.language import tr
from cleanup.model.category import Category, older_category
from cleanup.model.errors import DocumentProblem
from cleanup.model.finding import SMALL, Findings, Measure, Reason, Ruling, Why, with_evidence
from cleanup.model.ids import LAST, meant, short, those_there_are
from cleanup.model.inventory import FILE, FOLDER, Inventory
from cleanup.model.row import FILE_FIELDS, NO_OWNER
from cleanup.model.scan import Scan
from cleanup.store.database import NothingYet, immediate, open_database, open_to_read

FILE_NAME = "scans.db"
_VERSION = 1
_SCHEMA = """
CREATE TABLE scan (id TEXT PRIMARY KEY, started_at TEXT NOT NULL, head BLOB NOT NULL);
CREATE TABLE content (
    scan TEXT NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (scan, name)
)
"""
_KEPT = 20
_MOST_BYTES = 256 << 20
_PIECE = 1 << 20


class _StoredFindings(msgspec.Struct):
    category: Category | str
    reasons: tuple[Reason, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    method: str = METHOD
    not_listed: int = 0
    # For scans remembered when a category was nothing but a name.
    safe: bool = False
    why: str = ""
    measure: Measure = Measure.NOTHING
    one: str = ""
    of_folders: bool = False


# What is kept of a scan besides its columns: everything the model has, so that a new field is kept too.
_KEPT_AS_IT_IS = {name: kind for name, kind in get_type_hints(Scan).items() if name not in {"inventory", "findings"}}
_Fields = tuple[tuple[str, str], ...]
_StoredScan = msgspec.defstruct(
    "_StoredScan",
    [
        *((name, kind) for name, kind in _KEPT_AS_IT_IS.items() if name != "owners"),
        ("owners", dict[int, str], {}),
        ("findings", tuple[_StoredFindings, ...]),
        ("fields", dict[str, _Fields], {}),
    ],
    kw_only=True,
)
_TABLES = {"files": FILE, "folders": FOLDER, "links": FILE}


def remember(folder: Path, scan: Scan) -> None:
    """Keep a scan, and only the newest few; raises OSError or sqlite3.Error if the state folder cannot be used.

    Columns are written one by one and in pieces, so that nothing large is copied.
    """
    with closing(open_database(folder / FILE_NAME, _SCHEMA, _VERSION, journal="DELETE")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with immediate(connection):
            head = msgspec.msgpack.encode(_head(scan))
            connection.execute("INSERT INTO scan VALUES (?, ?, ?)", (scan.id, scan.started_at.isoformat(), head))
            for name, content in _columns(scan):
                _write(connection, scan.id, name, content)
            connection.executemany("DELETE FROM scan WHERE id = ?", [(name,) for name in _to_let_go(connection)])


def _write(connection: sqlite3.Connection, scan: str, name: str, content: NDArray[np.uint8]) -> None:
    """Write one column in pieces: SQLite would copy a whole one twice."""
    made = connection.execute("INSERT INTO content VALUES (?, ?, zeroblob(?))", (scan, name, len(content)))
    with connection.blobopen("content", "bytes", made.lastrowid or 0) as blob:
        for start in range(0, len(content), _PIECE):
            blob.write(content[start : start + _PIECE].data)


def _to_let_go(connection: sqlite3.Connection) -> list[str]:
    """The scans beyond the newest few, or beyond the space for all; never the newest."""
    sizes = connection.execute(
        "SELECT id, sum(length(bytes)) FROM scan JOIN content ON scan = id GROUP BY id ORDER BY scan.rowid DESC"
    ).fetchall()
    total, gone = 0, []
    for number, (name, size) in enumerate(sizes):
        total += size
        if number and (number >= _KEPT or total > _MOST_BYTES):
            gone.append(name)
    return gone


def known_scans(folder: Path) -> list[tuple[str, datetime]]:
    """The id and the start of each remembered scan, oldest first; raises DocumentProblem."""
    path = folder / FILE_NAME
    try:
        if not path.exists():
            return []
        with closing(open_to_read(path, _VERSION)) as connection:
            rows = connection.execute("SELECT id, started_at FROM scan ORDER BY rowid").fetchall()
            return [(str(name), datetime.fromisoformat(at)) for name, at in rows]
    except NothingYet:
        return []
    except (sqlite3.Error, OSError, ValueError) as error:
        raise DocumentProblem(
            tr("The remembered scans cannot be read: {reason}", reason=error),
            tr("Move this file away and scan again: {path}", path=path),
        ) from None


def name_for_commands(folder: Path, scan: str, asked: str) -> str:
    """What commands call a scan that was asked for like this: the same, or for ``last`` the short form of its id.

    "" if it is not remembered.
    """
    if asked != LAST:
        return os.path.join(os.curdir, asked) if asked.startswith("-") else asked
    try:
        known = [name for name, _ in known_scans(folder)]
    except DocumentProblem:
        return ""
    return short(scan, known) if scan in known else ""


def forget_scans(folder: Path, names: Collection[str]) -> None:
    """Forget scans, so that none of their names is left in the file; raises OSError or sqlite3.Error."""
    kept = {name for name, _ in known_scans(folder)} - set(names)
    if not kept:
        for file in folder.glob(f"{FILE_NAME}*"):
            file.unlink(missing_ok=True)
        return
    if not names:
        return
    with closing(open_database(folder / FILE_NAME, _SCHEMA, _VERSION, journal="DELETE")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with immediate(connection):
            connection.executemany("DELETE FROM scan WHERE id = ?", [(name,) for name in names])
        connection.execute("VACUUM")


def recall(folder: Path, name: str) -> Scan:
    """A remembered scan by its id or part of it, or the newest for ``last``.

    Raises DocumentProblem if there is none.
    """
    hint = tr("Start with: cleanup scan")
    path = folder / FILE_NAME
    try:
        if not path.exists():
            raise DocumentProblem(tr("No scan is remembered yet."), hint)
        with closing(open_to_read(path, _VERSION)) as connection:
            known = [row[0] for row in connection.execute("SELECT id FROM scan ORDER BY rowid DESC")]
            wanted = known[0] if known and name == LAST else meant(name, known)
            if wanted is not None:
                (head,) = connection.execute("SELECT head FROM scan WHERE id = ?", (wanted,)).fetchone()
                columns = dict(connection.execute("SELECT name, bytes FROM content WHERE scan = ?", (wanted,)))
                return _scan(msgspec.msgpack.decode(head, type=_StoredScan), columns)
    except (sqlite3.Error, OSError, msgspec.DecodeError, ValueError, KeyError, RecursionError) as error:
        raise DocumentProblem(
            tr("The remembered scans cannot be read: {reason}", reason=error),
            tr("Move this file away and scan again: {path}", path=path),
        ) from None
    if not known:
        raise DocumentProblem(tr("No scan is remembered yet."), hint)
    raise DocumentProblem(
        tr("There is no remembered scan “{name}”.", name=name),
        those_there_are(name, known),
    )


_COLUMNS = {
    name: np.dtype(kind)
    for kind, names in {
        np.int64: ("members", "starts", "details", "keepers", "reclaimable", "frees"),
        np.uint64: ("digests",),
        SMALL: ("reasoned", "ruled", "told"),
    }.items()
    for name in names
}


def _head(scan: Scan) -> msgspec.Struct:
    """Everything but the columns."""
    findings = tuple(
        _StoredFindings(each.category, each.reasons, each.rulings, each.method, not_listed=each.not_listed)
        for each in scan.findings
    )
    alike = {name: getattr(scan, name) for name in _KEPT_AS_IT_IS}
    fields = {name: tuple(kind.descr) for name, kind in _TABLES.items()}
    return _StoredScan(findings=findings, fields=fields, **alike)


def _columns(scan: Scan) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """The bytes of each column."""
    for name in _TABLES:
        yield name, _bytes(getattr(scan.inventory, name))
    yield "names", np.frombuffer(scan.inventory.names, dtype=np.uint8)
    for findings in scan.findings:
        for name in _COLUMNS:
            yield f"{findings.category.name} {name}", _bytes(getattr(findings, name))


def _bytes(column: NDArray[Any]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(column).reshape(-1).view(np.uint8)


def _scan(stored: Any, columns: dict[str, bytes]) -> Scan:
    tables = {name: _rows(stored.fields.get(name) or _unnamed(name, columns), name, columns) for name in _TABLES}
    inventory = Inventory(tables["files"], tables["folders"], columns["names"], tables["links"])
    findings = tuple(_findings(each, columns, len(inventory.files)) for each in stored.findings)
    alike = {name: getattr(stored, name) for name in _KEPT_AS_IT_IS}
    return Scan(inventory=inventory, findings=findings, **alike).with_what_is_judged()


def _rows(fields: _Fields, name: str, columns: dict[str, bytes]) -> NDArray[Any]:
    """The rows of a table that was written with these fields; missing fields are unknown."""
    stored: NDArray[Any] = np.frombuffer(columns.get(name, b""), dtype=list(fields))
    kind = _TABLES[name]
    if stored.dtype == kind:
        return stored
    rows = np.zeros(len(stored), dtype=kind)
    rows["owner"] = NO_OWNER
    for field in set(stored.dtype.names or ()) & set(kind.names or ()):
        rows[field] = stored[field]
    return rows


def _unnamed(name: str, columns: dict[str, bytes]) -> _Fields:
    """The fields of scans that were stored without names: the first eleven, or ten from before there were links, the
    last of which took the space of two.
    """
    fields = FILE_FIELDS[:11] if "links" in columns else (*FILE_FIELDS[:9], ("name", "<u8"))
    return (*fields, ("listed", "<u4")) if name == "folders" else fields


def _findings(stored: _StoredFindings, columns: dict[str, bytes], files: int) -> Findings:
    category, reasons = stored.category, stored.reasons
    if isinstance(category, str):
        category = older_category(category, stored.measure, safe=stored.safe, of_folders=stored.of_folders)
        reasons = (Reason(Why(stored.why, stored.measure, stored.one)),)
    arrays: dict[str, NDArray[Any]] = {
        name: np.frombuffer(columns.get(f"{category.name} {name}", b""), dtype=kind) for name, kind in _COLUMNS.items()
    }
    if rows := columns.get(f"{category.name} rows"):
        arrays["members"] = np.frombuffer(rows, dtype=np.int64) + (files if stored.of_folders else 0)
    digests = arrays["digests"]
    arrays["digests"] = digests.reshape(len(arrays["details"]), -1) if len(digests) else digests.reshape(0, 2)
    return Findings(
        category, reasons, rulings=with_evidence(stored.rulings), method=stored.method, not_listed=stored.not_listed,
        **arrays,
    )  # fmt: skip
