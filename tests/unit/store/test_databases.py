"""What holds for remembered scans and for decisions: they are private, and damage is told and never written over."""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cleanup.documents.scan import write_json
from cleanup.model.decision import Decision
from cleanup.model.errors import DocumentProblem, StateProblem
from cleanup.model.scan import Scan
from cleanup.store import decisions, scans


@dataclass(frozen=True)
class Store:
    """A database of ours, with something to write into it."""

    name: str
    write: Callable[[Path], object]
    read: Callable[[Path], Any]
    told: str
    spoil: str
    """The SQL that makes a value of it one that cannot be."""


def of_scans(scan: Scan) -> Store:
    def read(folder: Path) -> bytes:
        stream = io.BytesIO()
        write_json(scans.recall(folder, "last"), stream)
        return stream.getvalue()

    told = "The remembered scans cannot be read: "
    return Store(
        scans.FILE_NAME, lambda folder: scans.remember(folder, scan), read, told, "UPDATE scan SET head = x'80'"
    )


def of_decisions() -> Store:
    def write(folder: Path) -> None:
        decisions.remember_decisions(folder, [Decision("5@-7", b"/\xff\n\x1b[31m")])

    told, spoil = "Your decisions cannot be read: ", "INSERT INTO decision VALUES ('5@7', '/x')"
    return Store(decisions.FILE_NAME, write, decisions.decisions, told, spoil)


@pytest.fixture(params=["scans", "decisions"])
def store(request: pytest.FixtureRequest, scanned: Scan) -> Store:
    """Each of them."""
    return of_scans(scanned) if request.param == "scans" else of_decisions()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state"


def test_the_file_and_its_folder_are_private(store: Store, state: Path) -> None:
    before = os.umask(0)
    try:
        store.write(state)
    finally:
        os.umask(before)
    assert state.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in state.iterdir()} == {store.name: 0o600}


def test_a_reader_sees_what_stood_before_a_change_that_is_under_way(store: Store, state: Path) -> None:
    store.write(state)
    before = store.read(state)
    with closing(sqlite3.connect(state / store.name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute(store.spoil)
        assert store.read(state) == before
        other.execute("ROLLBACK")
    assert store.read(state) == before


def damage(store: Store, file: Path, how: str) -> None:
    """Spoil the file of a store."""
    match how:
        case "newer" | "older" | "other value" | "no table":
            table = store.spoil.split()[2 if store.spoil.startswith("INSERT") else 1]
            changes = {"newer": "PRAGMA user_version = 99", "older": "PRAGMA user_version = -1",
                       "other value": store.spoil, "no table": f"DROP TABLE {table}"}  # fmt: skip
            with closing(sqlite3.connect(file, isolation_level=None)) as connection:
                connection.execute(changes[how])
        case "cut":
            os.truncate(file, os.path.getsize(file) // 2)
        case "folder":
            file.unlink()
            file.mkdir()
        case "garbage":
            file.write_bytes(b"not a database" * 1000)
        case _:
            content = bytearray(file.read_bytes())
            content[100:] = b"\xff" * (len(content) - 100)
            file.write_bytes(content)


@pytest.mark.parametrize(
    "how", ["newer", "older", "other value", "no table", "cut", "folder", "garbage", "damaged page"]
)
def test_what_cannot_be_read_is_a_problem_of_the_document(how: str, store: Store, state: Path) -> None:
    """Without the decisions, too much would be chosen."""
    store.write(state)
    damage(store, state / store.name, how)
    with pytest.raises(DocumentProblem) as problem:
        store.read(state)
    assert problem.value.message.startswith(store.told)
    assert len(problem.value.message) > len(store.told)
    assert str(state / store.name) in problem.value.hint
    assert ("version 99" in problem.value.message) is (how == "newer")


@pytest.mark.parametrize("how", ["newer", "older", "no table", "folder", "garbage"])
def test_nothing_is_written_into_what_cannot_be_read(how: str, store: Store, state: Path) -> None:
    store.write(state)
    damage(store, state / store.name, how)
    before = None if how == "folder" else (state / store.name).read_bytes()
    with pytest.raises((StateProblem, OSError, sqlite3.Error)):
        store.write(state)
    if before is not None and how != "no table":
        assert (state / store.name).read_bytes()[:60] == before[:60]


def test_a_state_folder_that_is_a_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("mine")
    for folder in (tmp_path / "state", tmp_path / "state" / "cleanup"):
        with pytest.raises((StateProblem, OSError)):
            store.write(folder)
    assert (tmp_path / "state").read_text() == "mine"
