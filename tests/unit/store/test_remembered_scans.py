"""Scans in the state folder: they come back as they were, only the newest stay, and damage is told."""

from __future__ import annotations

import io
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cleanup.documents.scan import write_json
from cleanup.model.errors import DocumentProblem
from cleanup.model.scan import Scan
from cleanup.store.scans import FILE_NAME, recall, remember
from support.processes import line_of


def as_json(scan: Scan) -> bytes:
    stream = io.BytesIO()
    write_json(scan, stream)
    return stream.getvalue()


def older(scan: Scan, days: int) -> Scan:
    """The same scan, so many days before."""
    return replace(scan, id=f"{days} days before", started_at=scan.started_at - timedelta(days=days))


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize("piece", [1, 100])
def test_a_scan_is_written_in_pieces_of_any_length(
    piece: int, scanned: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleanup.store.scans._PIECE", piece)
    remember(tmp_path, scanned)
    assert as_json(recall(tmp_path, scanned.id)) == as_json(scanned)


def test_last_is_the_last_written_whatever_the_clock_says(scanned: Scan, tmp_path: Path) -> None:
    for days in (3, 1, 2):
        remember(tmp_path, older(scanned, days))
    assert recall(tmp_path, "last").id == "2 days before"
    assert recall(tmp_path, "3 days before").id == "3 days before"


def test_only_the_newest_twenty_stay(scanned: Scan, tmp_path: Path) -> None:
    for days in range(25, 0, -1):
        remember(tmp_path, older(scanned, days))
    with database(tmp_path) as connection:
        kept = {row[0] for row in connection.execute("SELECT id FROM scan")}
    assert kept == {f"{days} days before" for days in range(1, 21)}
    with pytest.raises(DocumentProblem, match="There is no remembered scan “21 days before”"):
        recall(tmp_path, "21 days before")


def test_nothing_remembered(tmp_path: Path) -> None:
    for name in ("last", "20240101-000000-abcd"):
        with pytest.raises(DocumentProblem, match=r"^No scan is remembered yet\.$"):
            recall(tmp_path / "none", name)
    assert not (tmp_path / "none").exists()


def test_an_unknown_id_tells_the_known_ones(scanned: Scan, tmp_path: Path) -> None:
    remember(tmp_path, scanned)
    with pytest.raises(DocumentProblem) as problem:
        recall(tmp_path, "nonsense")
    assert problem.value.message == "There is no remembered scan “nonsense”."
    assert problem.value.hint == f"Choose one of {scanned.id}, or “last”."


def replace_values(connection: sqlite3.Connection, expression: str) -> None:
    """Put something else in place of every packed value, whatever the tables are."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = [(table, row[1]) for table in tables for row in connection.execute(f"PRAGMA table_info({table})")
               if row[2] == "BLOB"]  # fmt: skip
    assert columns
    for table, column in columns:
        connection.execute(f"UPDATE {table} SET {column} = {expression.format(column)}")


def test_values_that_were_cut_are_a_problem_of_the_document(scanned: Scan, tmp_path: Path) -> None:
    remember(tmp_path, scanned)
    with database(tmp_path) as connection:
        replace_values(connection, "coalesce(substr({0}, 1, length({0}) / 2), x'')")
    with pytest.raises(DocumentProblem, match=r"^The remembered scans cannot be read: "):
        recall(tmp_path, "last")


WRITER = """
import os, pathlib, sqlite3, sys
from contextlib import closing
from cleanup.store.database import immediate
from cleanup.store import scans
place = pathlib.Path(sys.argv[1])
connection = scans.open_database(place / scans.FILE_NAME, scans._SCHEMA, scans._VERSION, journal="DELETE")
# So little memory that pages go to the disk before the end of the transaction.
connection.execute("PRAGMA cache_size = 2")
with immediate(connection):
    connection.execute("UPDATE content SET bytes = zeroblob(length(bytes) + 300000)")
    connection.execute("UPDATE scan SET head = zeroblob(100000)")
    print("written", flush=True)
    sys.stdin.read()
"""


def test_a_write_that_was_killed_half_way_leaves_the_scans_before(scanned: Scan, tmp_path: Path) -> None:
    remember(tmp_path, scanned)
    expected = as_json(recall(tmp_path, "last"))
    command = [sys.executable, "-c", WRITER, tmp_path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        line_of(process, "written")
        process.kill()
    journal = tmp_path / (FILE_NAME + "-journal")
    assert journal.stat().st_size > 0, "it was in the middle"
    assert as_json(recall(tmp_path, "last")) == expected
    remember(tmp_path, older(scanned, 3))
    assert recall(tmp_path, "last").id == "3 days before"
