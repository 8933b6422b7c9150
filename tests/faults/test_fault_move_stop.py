"""Ctrl-C and the system's request to end during a move, an undo, a purge: what was done is kept and told."""

from __future__ import annotations

import os
import signal
from itertools import count
from pathlib import Path

import pytest
from killing import Person, Program, below, in_trash, is_empty, lonely_infos, make_files

from cleanup.model.run import State

FILES = 300
"""More than are written down at once."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("moves", [1, 100, 299])
def test_a_stopped_run_tells_what_it_did_and_can_be_undone(
    program: Program, tmp_path: Path, home: Path, number: signal.Signals, moves: int
) -> None:
    person, paths = Person(home), make_files(tmp_path / "root", FILES)
    before = below(tmp_path / "root")
    at = nth(program, person, paths, moves)
    ran = program.run(person, "trash", "--yes", "-f", "json", *paths, at=at, when="after", stop=True)
    assert ran.code is None
    os.kill(program.process, number)
    ran = program.go_on()
    assert ran.code == 130, ran.told
    assert b"Traceback" not in ran.told
    document = ran.document
    assert document["run"]["complete"] is False
    assert document["totals"] == {"done": moves, "skipped": FILES - moves, "failed": 0}
    assert {result["code"] for result in document["results"] if result["status"] != "done"} == {"interrupted"}
    assert len(in_trash(person.trash)) == moves
    assert lonely_infos(person.trash) == []
    assert {item.state for item in person.runs()[-1].run.items} == {State.IN_TRASH, State.NOT_MOVED}
    assert program.run(person, "undo").code == 0
    assert below(tmp_path / "root") == before
    assert is_empty(person.trash)


def nth(program: Program, person: Person, paths: list[Path], moves: int) -> int:
    """The step that is the rename of so many moves, when the trash is there already."""
    for _ in range(2):
        steps = program.run(person, "trash", "--yes", "-q", *paths).steps
        assert program.run(person, "undo").code == 0
    return [at for at, name in enumerate(steps, 1) if name == "rename_without_replacing"][moves - 1]


@pytest.mark.parametrize("command", ["undo", "purge"])
def test_a_stopped_undo_or_purge_tells_what_it_did_and_can_go_on(
    program: Program, tmp_path: Path, home: Path, command: str
) -> None:
    person, paths = Person(home), make_files(tmp_path / "root", 20)
    assert program.run(person, "trash", "--yes", "-q", *paths).code == 0
    before = below(tmp_path / "root")
    arguments = ["-f", "json", *(["--yes"] if command == "purge" else [])]
    # The intentions are written down by then; some have come true.
    assert program.run(person, command, *arguments, at=12, stop=True).code is None
    os.kill(program.process, signal.SIGINT)
    ran = program.go_on()
    assert ran.code == 130, ran.told
    done = sum(result["status"] == "done" for result in ran.document["results"])
    assert len(below(tmp_path / "root")) - len(before) == (done if command == "undo" else 0)
    assert len(in_trash(person.trash)) == 20 - done
    assert person.unknown() == []
    assert program.run(person, "undo").code == 0
    assert len(below(tmp_path / "root")) == (20 if command == "undo" else 20 - done)
    assert is_empty(person.trash)


def test_a_run_ended_by_a_second_ctrl_c_at_any_step_loses_nothing(program: Program, tmp_path: Path) -> None:
    """The second one does not wait for anything: the disk tells afterwards what happened."""
    paths = make_files(tmp_path / "root", 3)
    before = below(tmp_path / "root")
    codes = set()
    for at in count(1):
        home = tmp_path / f"home {at}"
        home.mkdir()
        person = Person(home)
        if program.run(person, "trash", "--yes", "-q", *paths, at=at, stop=True).code is not None:
            break
        os.kill(program.process, signal.SIGINT)
        os.kill(program.process, signal.SIGTERM)
        ran = program.go_on()
        codes.add(ran.code)
        assert b"Traceback" not in ran.told
        assert b"fault" not in ran.told
        assert sorted(below(tmp_path / "root") + in_trash(person.trash)) == before, at
        ran = program.run(person, "undo")
        assert ran.code == (0 if person.runs() else 4), ran.told
        assert below(tmp_path / "root") == before, at
        assert is_empty(person.trash), at
        assert person.unknown() == []
    assert codes <= {130, -signal.SIGTERM, -signal.SIGINT}
    assert 130 in codes
