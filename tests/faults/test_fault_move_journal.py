"""Journals that are torn, damaged, edited by hand, or of a newer version: what can be read counts, the rest is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from killing import Found, Person, Program, below, in_trash, is_empty

from cleanup.act.journal import RunFile, read_journal, run_files
from cleanup.act.records import Done, Ended, Head, Intent, Record, line_of, parse_line
from cleanup.model.run import Place, State

NAMES = (b"plain", b"new\nline", b"\xff\xfe")


@dataclass(frozen=True, slots=True)
class Moved:
    """Three files that were moved by one run, whose journal is about to suffer; ``other`` is one that was not."""

    program: Program
    person: Person
    root: Path
    other: Path
    before: Found
    file: RunFile

    @property
    def id(self) -> str:
        return self.file.run

    def records(self) -> list[Record]:
        return [record for record in read_journal(self.file) if record is not None]

    def write(self, records: list[Record]) -> None:
        self.file.path.write_bytes(b"".join(map(line_of, records)))

    def change(self, kind: type[Record], **changes: Any) -> None:
        """Change all records of a kind, with the right checksum."""
        self.write(
            [
                msgspec.structs.replace(record, **changes) if isinstance(record, kind) else record  # type: ignore[type-var]
                for record in self.records()
            ]
        )

    def run(self, *arguments: str | bytes | Path) -> Any:
        return self.program.run(self.person, *arguments)

    def all_are_back(self) -> bool:
        return below(self.root) == self.before and is_empty(self.person.trash)


@pytest.fixture
def moved(program: Program, tmp_path: Path, home: Path) -> Moved:
    person, root = Person(home), tmp_path / "root"
    root.mkdir()
    paths = [os.path.join(os.fsencode(root), name) for name in NAMES]
    for path in (*paths, os.fsencode(root / "other")):
        Path(os.fsdecode(path)).write_bytes(b"content of " + path)
    before = below(root)
    assert program.run(person, "trash", "--yes", "-q", *paths).code == 0
    return Moved(program, person, root, root / "other", before, run_files(person.state)[-1])


def damage_line(file: RunFile, number: int) -> None:
    """Change one byte in the middle of a line; its checksum is wrong then."""
    lines = file.path.read_bytes().split(b"\n")
    line = lines[number]
    middle = len(line) // 2
    lines[number] = line[:middle] + bytes([line[middle] ^ 1]) + line[middle + 1 :]
    file.path.write_bytes(b"\n".join(lines))


def lines_of(moved: Moved, *kinds: type[Record]) -> list[int]:
    lines = moved.file.path.read_bytes().split(b"\n")
    return [number for number, line in enumerate(lines) if isinstance(parse_line(line), kinds)]


@pytest.mark.parametrize("number", range(3))
def test_a_damaged_end_of_a_step_does_not_keep_its_file_from_coming_back(moved: Moved, number: int) -> None:
    """The disk tells what the journal cannot any more."""
    damage_line(moved.file, lines_of(moved, Done)[number])
    ran = moved.run("undo", moved.id)
    assert (ran.code, moved.all_are_back()) == (0, True), ran.told
    assert moved.person.unknown() == []


@pytest.mark.parametrize("number", range(3))
def test_a_damaged_announcement_costs_only_its_own_step(moved: Moved, number: int) -> None:
    damage_line(moved.file, lines_of(moved, Intent)[number])
    moved.run("undo", moved.id)
    assert len(below(moved.root)) == len(moved.before) - 1
    assert sorted(below(moved.root) + in_trash(moved.person.trash)) == moved.before


@pytest.mark.parametrize("command", ["undo", "history", "purge"])
def test_damaged_lines_are_told(moved: Moved, command: str) -> None:
    """Else a file that a damaged line was about would be missed by nobody."""
    damage_line(moved.file, lines_of(moved, Intent)[1])
    ran = moved.run(command, moved.id, *(["--yes"] if command == "purge" else []))
    assert b"damaged" in ran.told + ran.output, (ran.told, ran.output)


def test_a_damaged_first_line_is_told_and_hinders_no_other_run(moved: Moved) -> None:
    damage_line(moved.file, 1)
    ran = moved.run("undo", moved.id)
    assert ran.code == 4
    assert b"damaged" in ran.told
    check_others_work(moved)


@pytest.fixture
def newer(moved: Moved) -> Moved:
    """A journal that a newer version wrote, and did not finish."""
    head, *others = [record for record in moved.records() if not isinstance(record, Ended)]
    assert isinstance(head, Head)
    moved.write([msgspec.structs.replace(head, version=head.version + 1, tool_version="9.9.9"), *others])
    return moved


@pytest.mark.parametrize("command", [("undo",), ("history",), ("history", "-f", "json"), ("purge", "--yes")])
@pytest.mark.parametrize("named", [True, False])
def test_a_run_of_a_newer_version_is_refused_clearly(newer: Moved, command: tuple[str, ...], named: bool) -> None:
    before = below(newer.person.home)
    ran = newer.run(*command, newer.id if named else "last")
    assert ran.code == 4
    assert b"newer cleanup (9.9.9)" in ran.told
    assert ran.output == b""
    assert [each for each in below(newer.person.home) if b"run.lock" not in each[0]] == [
        each for each in before if b"run.lock" not in each[0]
    ]


def test_beside_a_run_of_a_newer_version_all_else_works(newer: Moved) -> None:
    ran = newer.run("trash", "--yes", "-q", newer.other)
    assert ran.code == 0
    assert b"newer cleanup (9.9.9)" in ran.told
    assert newer.run("undo").code == 0
    check_others_work(newer)
    listed = newer.run("history", "-f", "json").document["runs"]
    assert [bool(run.get("problem")) for run in listed].count(True) == 1
    assert newer.run("purge", "--older-than", "1d", "--yes").code == 0
    assert len(in_trash(newer.person.trash)) == len(NAMES)


def check_others_work(moved: Moved) -> None:
    """Beside a run whose journal cannot be used, a new one moves and comes back."""
    assert moved.run("trash", "--yes", "-q", moved.other).code == 0
    assert not moved.other.exists()
    assert moved.run("history").code == 0
    assert moved.run("undo").code == 0
    assert moved.other.exists()
    assert len(in_trash(moved.person.trash)) == len(NAMES)


FOREIGN = [
    lambda precious: Place(os.fsencode(precious.parent), os.fsencode(precious.name)),
    lambda precious: Place(os.fsencode(precious.parent / "x" / ".."), os.fsencode(precious.name)),
]
"""Nothing outside the test's own folders is named, ever: a fault would move it."""


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    file = tmp_path / "precious" / "precious"
    (file.parent / "x").mkdir(parents=True)
    file.write_bytes(b"precious")
    return file


@pytest.mark.parametrize("place", FOREIGN, ids=["its folder", "with .."])
@pytest.mark.parametrize("command", ["undo", "purge", "trash"])
@pytest.mark.parametrize("finished", [True, False])
def test_a_journal_edited_to_name_foreign_places_moves_and_frees_nothing_there(
    moved: Moved, precious: Path, place: Callable[[Path], Place], command: str, finished: bool
) -> None:
    """With the right checksum, so that only a look at the thing itself tells; also where the run seems cut off."""
    moved.change(Intent, place=place(precious))
    if not finished:
        moved.write([record for record in moved.records() if isinstance(record, Head | Intent)])
    arguments = {"undo": [moved.id], "purge": ["--yes", moved.id], "trash": ["--yes", "-q", moved.other]}[command]
    moved.run(command, *arguments)
    if command == "trash":
        assert moved.run("undo").code == 0
    assert precious.read_bytes() == b"precious"
    assert below(moved.root) == [each for each in moved.before if each[0] == os.fsencode(moved.other)]
    known = {State.IN_TRASH, State.NOT_MOVED, State.OPEN, State.RESTORED}
    assert {item.state for item in moved.person.items()} <= known
    assert len(in_trash(moved.person.trash)) == len(NAMES)


def test_an_origin_edited_by_hand_is_not_freed_and_no_path_with_points_is_followed(
    moved: Moved, precious: Path
) -> None:
    """What the trash tells is another origin then: purge refuses it. Undo goes to no path that is not plain."""
    moved.change(Intent, path=os.fsencode(precious.parent) + b"/x/../escaped")
    assert moved.run("purge", "--yes", moved.id).code == 3
    assert len(in_trash(moved.person.trash)) == len(NAMES)
    ran = moved.run("undo", moved.id)
    assert ran.code == 3, ran.output
    assert b"Traceback" not in ran.told
    assert len(in_trash(moved.person.trash)) == len(NAMES)
    assert not (precious.parent / "escaped").exists()
