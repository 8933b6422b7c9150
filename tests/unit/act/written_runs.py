"""Journals written by hand, or cut back to what a killed run would have left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from cleanup.act.journal import RunFile, read_journal, run_files
from cleanup.act.records import VERSION, Ended, Head, Intent, Record, line_of
from cleanup.model.plan import Identity, Kind
from cleanup.model.run import Place
from support.moving import Mover

R = TypeVar("R", bound=Record)
NOON = datetime(2026, 9, 19, 12, tzinfo=UTC)
HEAD = Head(VERSION, "run-1", NOON, "1.0", "host", "user", "", 1)
END = Ended(NOON)


def an_intent(step: str = "1", path: bytes = b"/home/u/a.jpg", **changes: Any) -> Intent:
    """A step that was announced; of 10 bytes, 4096 of them occupied, unless the changes say otherwise."""
    place = Place(b"/t/files", b"a.0123.jpg", b"/t/info/a.0123.jpg.trashinfo")
    values: dict[str, Any] = {
        "step": step, "path": path, "kind": Kind.FILE, "category": "large", "identity": Identity(1, 100, 10, 5),
        "allocated": 4096, "links": 1, "size": 10, "mover": "freedesktop", "place": place,
    }  # fmt: skip
    return Intent(**(values | changes))


def write(state: Path, *records: Record, number: int = 1, run: str = "run-1") -> RunFile:
    """A journal of these records; the head is put before them."""
    path = state / "runs" / f"{number:06d}-{run}.journal"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(map(line_of, [HEAD, *records])))
    return RunFile(number, run, path)


def last_file(mover: Mover) -> RunFile:
    """The journal of the last run."""
    return run_files(mover.own / "state")[-1]


def records_of(file: RunFile) -> list[Record]:
    """All records of a journal; none may be damaged."""
    records = list(read_journal(file))
    assert None not in records
    return [record for record in records if record is not None]


def rewrite(file: RunFile, records: Iterable[Record]) -> None:
    """Let a journal have these records, and no others."""
    file.path.write_bytes(b"".join(map(line_of, records)))


def cut_off_after(file: RunFile, kind: type[R]) -> R:
    """Let a journal end with the first record of this kind, as if the run was killed then, and give that record."""
    records = records_of(file)
    number = next(number for number, record in enumerate(records) if isinstance(record, kind))
    rewrite(file, records[: number + 1])
    found = records[number]
    assert isinstance(found, kind)
    return found
