"""Decisions in the state folder: added, listed, taken back, by several at once; damage is told, never passed over."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from cleanup.model.decision import Decision
from cleanup.model.errors import DocumentProblem, StateProblem
from cleanup.store.decisions import FILE_NAME, decisions, forget_decisions, remember_decisions

ONE = Decision("xxh3_128:" + "ab" * 16, b"/photos/a.jpg")
TWO = Decision("5@-7", b"/\xff\n\x1b[31m")
THREE = Decision("5@-7", b"/other")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state"


def test_nothing_is_decided_at_first_and_nothing_made(state: Path) -> None:
    assert decisions(state) == frozenset()
    remember_decisions(state, [])
    forget_decisions(state, [])
    assert not state.exists()


def test_decisions_are_added_and_taken_back(state: Path) -> None:
    remember_decisions(state, [ONE, TWO])
    assert decisions(state) == {ONE, TWO}
    remember_decisions(state, iter([TWO, THREE]))
    assert decisions(state) == {ONE, TWO, THREE}
    forget_decisions(state, [TWO])
    assert decisions(state) == {ONE, THREE}
    forget_decisions(state, iter([TWO, ONE, THREE]))
    assert decisions(state) == frozenset()


def test_a_decision_is_its_content_and_its_path(state: Path) -> None:
    remember_decisions(state, [ONE])
    forget_decisions(state, [Decision(TWO.content, ONE.path), Decision(ONE.content, TWO.path)])
    assert decisions(state) == {ONE}


def test_forgetting_what_was_never_decided_does_no_harm(state: Path) -> None:
    forget_decisions(state, [ONE])
    assert decisions(state) == frozenset()


def test_every_name_comes_back(state: Path) -> None:
    made = [Decision("0@0", b"/" + bytes([byte])) for byte in range(1, 256) if byte != 47]
    made += [Decision("0@0", b"/" + b"x" * 4000), Decision("0@0", "/日本 🎌".encode())]
    remember_decisions(state, made)
    assert decisions(state) == set(made)


def test_many_decisions(state: Path) -> None:
    made = {Decision(f"{number}@0", b"/%d" % number) for number in range(50_000)}
    remember_decisions(state, made)
    assert decisions(state) == made
    forget_decisions(state, made - {Decision("7@0", b"/7")})
    assert decisions(state) == {Decision("7@0", b"/7")}


def test_the_file_and_its_folder_are_private(state: Path) -> None:
    before = os.umask(0)
    try:
        remember_decisions(state, [ONE])
    finally:
        os.umask(before)
    assert state.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in state.iterdir()} == {FILE_NAME: 0o600}


_WRITER = """
import sys
from pathlib import Path
from cleanup.model.decision import Decision
from cleanup.store.decisions import decisions, forget_decisions, remember_decisions

folder, number = Path(sys.argv[1]), int(sys.argv[2])
for turn in range(25):
    mine = Decision(f"{number}@{turn}", b"/same")
    remember_decisions(folder, [mine, Decision("0@0", b"/gone %d" % number)])
    assert mine in decisions(folder)
    forget_decisions(folder, [Decision("0@0", b"/gone %d" % number)])
"""


def at_once(state: Path, writers: int) -> list[bytes]:
    processes = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(state), str(number)], stderr=subprocess.PIPE)
        for number in range(writers)
    ]
    return [process.communicate(timeout=120)[1] for process in processes]


def test_several_processes_decide_at_once_and_nothing_is_lost(state: Path) -> None:
    remember_decisions(state, [ONE])
    assert at_once(state, 3) == [b""] * 3
    assert decisions(state) == {ONE, *(Decision(f"{n}@{turn}", b"/same") for n in range(3) for turn in range(25))}


def test_a_reader_sees_what_stood_before_a_change_that_is_under_way(state: Path) -> None:
    remember_decisions(state, [ONE])
    with closing(sqlite3.connect(state / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM decision")
        assert decisions(state) == {ONE}
        other.execute("ROLLBACK")
    assert decisions(state) == {ONE}


@pytest.mark.parametrize("change", [remember_decisions, forget_decisions])
def test_all_or_nothing_is_written(state: Path, change: Callable[[Path, Iterable[Decision]], None]) -> None:
    remember_decisions(state, [ONE])
    broken = Decision(cast(str, object()), b"/x")
    with pytest.raises(StateProblem, match="cannot be written down"):
        change(state, [TWO if change is remember_decisions else ONE, broken])
    assert decisions(state) == {ONE}


def damage(file: Path, how: str) -> None:
    """Spoil the file of decisions."""
    if how in {"newer", "older"}:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(f"PRAGMA user_version = {99 if how == 'newer' else -1}")
    elif how == "no table":
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("DROP TABLE decision")
    elif how == "text for a path":
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("INSERT INTO decision VALUES ('5@7', '/x')")
    elif how == "cut":
        os.truncate(file, os.path.getsize(file) // 2)
    elif how == "folder":
        file.unlink()
        file.mkdir()
    elif how == "garbage":
        file.write_bytes(b"not a database" * 1000)
    else:
        content = bytearray(file.read_bytes())
        content[100:] = b"\xff" * (len(content) - 100)
        file.write_bytes(content)


DAMAGES = ["newer", "older", "no table", "text for a path", "cut", "folder", "garbage", "damaged"]


@pytest.mark.parametrize("how", DAMAGES)
def test_what_cannot_be_read_stops_the_choice(state: Path, how: str) -> None:
    """Without the decisions, too much would be chosen."""
    remember_decisions(state, [ONE])
    damage(state / FILE_NAME, how)
    with pytest.raises(DocumentProblem, match=r"^Your decisions cannot be read: .") as problem:
        decisions(state)
    assert str(state / FILE_NAME) in problem.value.hint
    if how == "newer":
        assert "version 99" in problem.value.message


@pytest.mark.parametrize("how", ["newer", "older", "no table", "folder", "garbage"])
def test_nothing_is_written_into_what_cannot_be_read(state: Path, how: str) -> None:
    remember_decisions(state, [ONE])
    damage(state / FILE_NAME, how)
    before = None if how == "folder" else (state / FILE_NAME).read_bytes()
    for change in (remember_decisions, forget_decisions):
        with pytest.raises(StateProblem, match=r"^Your decisions cannot be written down: .") as problem:
            change(state, [TWO])
        assert str(state) in problem.value.hint
    if before is not None and how != "no table":
        assert (state / FILE_NAME).read_bytes()[:60] == before[:60]


def test_a_file_of_a_newer_version_is_left_as_it_is(state: Path) -> None:
    remember_decisions(state, [ONE])
    damage(state / FILE_NAME, "newer")
    with pytest.raises(StateProblem):
        remember_decisions(state, [TWO])
    with closing(sqlite3.connect(state / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)
        assert connection.execute("SELECT count(*) FROM decision").fetchone() == (1,)


def test_a_state_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("mine")
    for folder in (tmp_path / "state", tmp_path / "state" / "cleanup"):
        with pytest.raises(StateProblem):
            remember_decisions(folder, [ONE])
    assert (tmp_path / "state").read_text() == "mine"


@pytest.mark.parametrize("how", ["empty", "before its table"])
def test_a_file_in_which_nothing_stands_yet_holds_no_decisions(state: Path, how: str) -> None:
    """What a full disk or a power cut leaves, or another process that is about to write its first decision."""
    state.mkdir(parents=True)
    (state / FILE_NAME).touch()
    if how != "empty":
        with closing(sqlite3.connect(state / FILE_NAME)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    assert decisions(state) == frozenset()


def test_a_file_in_which_nothing_stands_yet_can_be_written(state: Path) -> None:
    state.mkdir(parents=True)
    (state / FILE_NAME).touch()
    remember_decisions(state, [ONE])
    assert decisions(state) == {ONE}
