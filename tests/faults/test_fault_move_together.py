"""Several runs at once: with one state folder they wait for each other, with several their movers race."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from killing import Person, Program, below, in_trash, is_empty, lonely_infos

from support.processes import line_of

Cleanup = Callable[..., subprocess.CompletedProcess[bytes]]
Tree = Callable[..., Path]


@pytest.fixture(scope="module")
def other_program() -> Iterator[Program]:
    with Program() as started:
        yield started


@pytest.fixture
def two(tmp_path: Path, home: Path) -> tuple[Person, Person]:
    """Two at one home and one trash, each with a state folder of their own: they do not know of each other."""
    return Person(home, tmp_path / "state 1"), Person(home, tmp_path / "state 2")


def start(person: Person, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "cleanup", *arguments], env=person.environment, cwd="/",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def crossed(tree: Tree, tmp_path: Path, cleanup: Cleanup) -> tuple[Path, Path, Path]:
    """Two equal files, and two plans: each keeps what the other one moves."""
    root = tree({"a": "equal", "b": "equal"})
    assert cleanup("scan", root).returncode == 0
    plan = json.loads(cleanup("trash", "--dry-run", "-f", "json").stdout)
    (step,) = plan["steps"]
    keys = ("path", "device", "inode", "size", "modified")
    for name, moved, kept in (("1.json", step, step["keeper"]), ("2.json", step["keeper"], step)):
        changed = {**step, **{key: moved[key] for key in keys}, "keeper": {key: kept[key] for key in keys}}
        (tmp_path / name).write_text(json.dumps({**plan, "steps": [changed]}))
    return root, tmp_path / "1.json", tmp_path / "2.json"


def stops(program: Program, person: Person, *command: str | Path) -> Iterator[int]:
    """Stop a command before each step that changes the disk, until there are no more; at last, undo it."""
    for at in count(1):
        if program.run(person, *command, at=at, stop=True).code is not None:
            assert program.run(person, "undo").code == 0
            return
        yield at


def test_two_runs_that_each_keep_what_the_other_moves_leave_one_copy_wherever_they_meet(
    crossed: tuple[Path, Path, Path], two: tuple[Person, Person], program: Program, other_program: Program
) -> None:
    """They have different state folders, so that no lock helps. The first is held up at each of its steps in turn."""
    root, first_plan, second_plan = crossed
    one, other = two
    before = below(root)
    left = set()
    for at in stops(program, one, "trash", "--yes", "-q", "--plan", first_plan):
        other_program.run(other, "trash", "--yes", "-q", "--plan", second_plan)
        program.go_on()
        now = below(root)
        assert len(now) >= 1, at
        left.add(tuple(os.path.basename(path) for path, _ in now))
        assert sorted(now + in_trash(one.trash)) == before
        for person in two:
            assert program.run(person, "undo").code == 0
        assert below(root) == before
    assert left >= {(b"a",), (b"b",)}


def test_two_runs_that_take_the_same_files_lose_none_wherever_they_meet(
    tree: Tree, two: tuple[Person, Person], program: Program, other_program: Program
) -> None:
    root = tree({"x": "1", "folder": {"y": "2"}})
    before = below(root)
    command = ("trash", "--yes", "-q", root / "x", root / "folder")
    one, other = two
    for at in stops(program, one, *command):
        second = other_program.run(other, *command)
        assert second.code in {0, 2, 3}
        assert b"fault" not in second.told
        assert program.go_on().code in {0, 3}
        assert sorted(below(root) + in_trash(one.trash)) == before, at
        assert lonely_infos(one.trash) == []
        for person in two:
            ran = program.run(person, "undo")
            assert ran.code == (0 if person.runs() else 4), ran.told
        assert below(root) == before
        assert is_empty(one.trash)


def test_a_second_run_waits_for_the_first_and_says_so(
    crossed: tuple[Path, Path, Path], home: Path, program: Program
) -> None:
    root, first_plan, second_plan = crossed
    person = Person(home)
    steps = program.run(person, "trash", "--yes", "-q", "--plan", first_plan).steps
    assert program.run(person, "undo").code == 0
    at = steps.index("rename_without_replacing") + 1
    program.run(person, "trash", "--yes", "-q", "--plan", first_plan, at=at, stop=True)
    second = start(person, "trash", "--yes", "--plan", second_plan)
    try:
        line_of(second, "waiting", "stderr")
        assert second.poll() is None
        assert program.go_on().code == 0
        output, told = second.communicate(timeout=300)
    finally:
        second.kill()
        second.communicate()
    assert second.returncode == 3, told
    assert b"the copy that stays" in output
    assert len(below(root)) == 1


@pytest.mark.parametrize("command", [("undo",), ("purge", "--yes"), ("trash", "--yes")])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_waits_can_be_stopped_and_has_done_nothing(
    tree: Tree, home: Path, program: Program, command: tuple[str, ...], number: signal.Signals
) -> None:
    root = tree({"first": "1", "second": "2", "third": "3"})
    person = Person(home)
    program.run(person, "trash", "--yes", "-q", root / "first")
    assert program.run(person, "trash", "--yes", "-q", root / "second", at=10, stop=True).code is None
    files = [root / "third"] if command[0] == "trash" else [person.runs()[0].run.id]
    waiting: subprocess.Popen[Any] = start(person, *command, *files)
    try:
        line_of(waiting, "waiting", "stderr")
        before = below(home)
        waiting.send_signal(number)
        _, told = waiting.communicate(timeout=300)
        assert below(home) == before
    finally:
        waiting.kill()
        waiting.communicate()
        ended = program.go_on()
    assert (waiting.returncode, ended.code) == (130, 0), told
    assert b"nothing was done" in told
    assert len(below(root)) == 1
