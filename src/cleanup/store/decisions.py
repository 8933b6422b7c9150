"""Lasting decisions, in the state folder: files that stay and are not asked about again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from cleanup.language import tr
from cleanup.model.decision import Decision
from cleanup.model.errors import DocumentProblem, StateProblem
from cleanup.store.database import NothingYet, immediate, open_database, open_to_read

FILE_NAME = "decisions.db"
_VERSION = 1
_SCHEMA = "CREATE TABLE decision (content TEXT NOT NULL, path BLOB NOT NULL, PRIMARY KEY (content, path))"


def decisions(folder: Path) -> frozenset[Decision]:
    """The decisions so far; raises DocumentProblem if they cannot be read, since then too much would be chosen."""
    path = folder / FILE_NAME
    try:
        if not path.exists():
            return frozenset()
        with closing(open_to_read(path, _VERSION)) as connection:
            rows = connection.execute("SELECT content, path FROM decision").fetchall()
            return frozenset(Decision(str(content), bytes(name)) for content, name in rows)
    except NothingYet:
        return frozenset()
    except (sqlite3.Error, OSError, TypeError) as error:
        raise DocumentProblem(
            tr("Your decisions cannot be read: {reason}", reason=error),
            tr("Move this file away to go on without them: {path}", path=path),
        ) from None


def remember_decisions(folder: Path, made: Iterable[Decision]) -> None:
    """Add decisions, all or none; raises StateProblem if the state folder cannot be used."""
    rows = [(decision.content, decision.path) for decision in made]
    _change(folder, "INSERT OR IGNORE INTO decision VALUES (?, ?)", rows)


def forget_decisions(folder: Path, gone: Iterable[Decision]) -> None:
    """Take decisions back, all or none; raises StateProblem if the state folder cannot be used."""
    rows = [(decision.content, decision.path) for decision in gone]
    _change(folder, "DELETE FROM decision WHERE content = ? AND path = ?", rows)


def forget_all_decisions(folder: Path) -> None:
    """Take all decisions back and remove their file; raises OSError."""
    for file in folder.glob(f"{FILE_NAME}*"):
        file.unlink(missing_ok=True)


def _change(folder: Path, statement: str, rows: list[tuple[str, bytes]]) -> None:
    if not rows:
        return
    try:
        with closing(open_database(folder / FILE_NAME, _SCHEMA, _VERSION)) as connection, immediate(connection):
            connection.executemany(statement, rows)
    except (sqlite3.Error, OSError) as error:
        raise StateProblem(
            tr("Your decisions cannot be saved: {reason}", reason=error),
            tr("Check the folder {path}.", path=folder),
        ) from None
