"""Open one of the program's SQLite files: private to the user, shared by several runs at once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from cleanup.disk.own_file import is_another_kind
from cleanup.disk.private_folder import make_private_folder
from cleanup.disk.trust import check_trusted

_PATIENCE = 5.0


class NothingYet(sqlite3.OperationalError):
    """The file was made, but nothing has been written to it yet."""


def open_database(path: Path, schema: str, version: int, journal: str = "WAL") -> sqlite3.Connection:
    """Open or create a database; raises sqlite3.Error or OSError if it cannot be used, DocumentProblem if root cannot
    trust it.

    ``schema`` is run if the file is new. A file of another version is refused: it is somebody's data. ``journal`` is
    SQLite's journal mode: ``WAL`` for many small writes while others read, ``DELETE`` for a few long ones, which WAL
    would write twice.
    """
    _check(path)
    make_private_folder(path.parent)
    # We make it before SQLite does, so that nobody else can ever read it.
    path.touch(mode=0o600, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        # Matters for a new file only: we keep long columns, which many small pages would slow down.
        connection.execute("PRAGMA page_size = 32768")
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("PRAGMA synchronous = NORMAL")
        with immediate(connection):
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in schema.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version:d}")
            elif found != version:
                raise _other_version(found, version)
    except BaseException:
        connection.close()
        raise
    return connection


def open_to_read(path: Path, version: int) -> sqlite3.Connection:
    """Open a database only for reading, even where nothing can be written; raises like ``open_database``."""
    _check(path)
    failure = sqlite3.OperationalError(path)
    # A write that was cut off half-way is undone by whoever opens the file next, if they may write.
    cut_off = path.with_name(path.name + "-journal").exists()
    for options in ("mode=rw",) if cut_off else ("mode=ro", "mode=ro&immutable=1"):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True, timeout=_PATIENCE)
        try:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                raise NothingYet("nothing is written in it yet")
            if found != version:
                raise _other_version(found, version)
        except sqlite3.OperationalError as error:
            # In a folder where it can make no files beside it, SQLite reads a file only if told that it does not
            # change.
            connection.close()
            failure = error
            continue
        return connection
    raise failure


def _check(path: Path) -> None:
    """Raise DocumentProblem if root cannot trust a file, sqlite3.OperationalError if it is not a regular
    file (a pipe).
    """
    check_trusted(path)
    if is_another_kind(path):
        raise sqlite3.OperationalError(f"{path} is no file")


def _other_version(found: int, known: int) -> sqlite3.OperationalError:
    """Not a damaged file: it stays where it is, for the version that wrote it."""
    return sqlite3.OperationalError(f"version {found}, this program knows {known}")


class immediate:  # noqa: N801  (reads as a word of the with statement)
    """A transaction that takes the write lock at its start, so that what it reads stays true."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        # On a full disk, SQLite rolls it back by itself.
        if self._connection.in_transaction:
            self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
