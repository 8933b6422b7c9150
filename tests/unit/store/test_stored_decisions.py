"""Decisions in the state folder: added, listed, taken back, by several at once; damage is told, never passed over."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from cleanup.model.decision import Decision
from cleanup.model.errors import StateProblem
from cleanup.store.decisions import FILE_NAME, decisions, forget_decisions, remember_decisions
from support.processes import run_at_once

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


def test_several_processes_decide_at_once_and_nothing_is_lost(state: Path) -> None:
    remember_decisions(state, [ONE])
    assert run_at_once(_WRITER, state, 3) == [b""] * 3
    assert decisions(state) == {ONE, *(Decision(f"{n}@{turn}", b"/same") for n in range(3) for turn in range(25))}


@pytest.mark.parametrize("change", [remember_decisions, forget_decisions])
def test_all_or_nothing_is_written(state: Path, change: Callable[[Path, Iterable[Decision]], None]) -> None:
    remember_decisions(state, [ONE])
    broken = Decision(cast(str, object()), b"/x")
    with pytest.raises(StateProblem, match="cannot be saved"):
        change(state, [TWO if change is remember_decisions else ONE, broken])
    assert decisions(state) == {ONE}


def test_a_file_of_a_newer_version_is_told_and_left_as_it_is(state: Path) -> None:
    remember_decisions(state, [ONE])
    with closing(sqlite3.connect(state / FILE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 99")
    for change in (remember_decisions, forget_decisions):
        with pytest.raises(StateProblem, match=r"^Your decisions cannot be saved: .") as problem:
            change(state, [ONE, TWO])
        assert str(state) in problem.value.hint
    with closing(sqlite3.connect(state / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)
        assert connection.execute("SELECT count(*) FROM decision").fetchone() == (1,)


@pytest.mark.parametrize("how", ["empty", "before its table"])
def test_a_file_in_which_nothing_stands_yet_holds_no_decisions_and_takes_some(state: Path, how: str) -> None:
    """What a full disk or a power cut leaves, or another process that is about to write its first decision."""
    state.mkdir(parents=True)
    (state / FILE_NAME).touch()
    if how != "empty":
        with closing(sqlite3.connect(state / FILE_NAME)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    assert decisions(state) == frozenset()
    remember_decisions(state, [ONE])
    assert decisions(state) == {ONE}
