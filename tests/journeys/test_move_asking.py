"""The question before anything moves: nobody there, a no, a yes, and the end of input; on a real terminal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from support.kinds import Run, Tree
from support.terminal import answered


@pytest.fixture
def root(own: Path, tree: Tree) -> Path:
    return tree({"a": "same", "b": "same"})


def answer(typed: str, *arguments: str | Path) -> tuple[int, str]:
    """Answer the question of a command; gives the exit code and all it said."""
    return answered([("[y/N]", typed)], *arguments)[:2]


@pytest.mark.parametrize("typed", ["y\n", "yes\n", " YES \n"])
def test_yes_moves(root: Path, cleanup: Run, typed: str) -> None:
    cleanup("scan", root)
    code, said = answer(typed, "trash")
    assert code == 0
    assert "[y/N]" in said
    assert os.listdir(root) == ["a"]


@pytest.mark.parametrize("typed", ["n\n", "\n", "no\n", "maybe\n", "yesterday\n", "\x04"])
def test_anything_else_moves_nothing(root: Path, typed: str) -> None:
    code, said = answer(typed, "trash", root / "a")
    assert code == 0
    assert "Nothing was moved." in said
    assert sorted(os.listdir(root)) == ["a", "b"]


def test_what_was_typed_before_the_question_stood_is_no_answer(root: Path) -> None:
    code, said, _ = answered([("[y/N]", "n\n")], "trash", root / "a", typed_before="y\n")
    assert (code, "Nothing was moved." in said) == (0, True)
    assert sorted(os.listdir(root)) == ["a", "b"]


@pytest.mark.parametrize("end", ["\x07", "\x1b\\"])
def test_what_the_terminal_says_of_its_colours_is_no_part_of_an_answer(root: Path, end: str) -> None:
    """It was asked by the page before, and answers late."""
    late = f"\x1b]11;rgb:ffff/ffff/ffff{end}"
    assert "Nothing was moved." in answer(f"{late}\n", "trash", root / "a")[1]
    assert answer(f"{late}y\n", "trash", root / "a")[0] == 0
    assert os.listdir(root) == ["b"]


def test_a_purge_asks_too(root: Path, cleanup: Run, own: Path) -> None:
    cleanup("trash", root / "a", "--yes")
    assert answer("n\n", "purge")[0] == 0
    assert len(os.listdir(own / "data" / "Trash" / "files")) == 1
    code, said = answer("y\n", "purge")
    assert (code, "cannot be undone" in said) == (0, True)
    assert os.listdir(own / "data" / "Trash" / "files") == []


@pytest.mark.parametrize("command", [["trash"], ["trash", "a"], ["trash", "--only", "large"], ["purge"]], ids=" ".join)
@pytest.mark.parametrize("typed", [None, b"y\n"], ids=["no input", "a yes through a pipe"])
def test_with_nobody_to_answer_it_is_an_error_before_any_work(
    root: Path, own: Path, cleanup: Run, command: list[str], typed: bytes | None
) -> None:
    by_rules = command[0] == "trash" and "a" not in command
    if by_rules:
        assert cleanup("scan", root).returncode == 0
    given = subprocess.DEVNULL if typed is None else _pipe(typed)
    done = cleanup(*command, cwd=root, stdin=given)
    if given != subprocess.DEVNULL:
        os.close(given)
    assert done.returncode == 2
    assert b"--yes" in done.stderr
    assert done.stdout == b""
    assert sorted(os.listdir(root)) == ["a", "b"]
    assert by_rules or not own.exists(), "nothing was made, not even the folder for the journal"


def _pipe(content: bytes) -> int:
    read, write = os.pipe()
    os.write(write, content)
    os.close(write)
    return read


def test_the_question_goes_to_standard_error_and_json_stays_alone(root: Path, own: Path) -> None:
    code, asked, said = answered([("[y/N]", "y\n")], "trash", root / "a", "-f", "json", stdout=subprocess.PIPE)
    assert (code, "[y/N]" in asked) == (0, True)
    assert said.startswith('{"schema_version":1,"kind":"run"')


def test_a_dry_run_asks_nothing_and_moves_nothing(root: Path, own: Path, cleanup: Run) -> None:
    assert cleanup("trash", "a", "--dry-run", cwd=root).returncode == 0
    assert sorted(os.listdir(root)) == ["a", "b"]
    assert not (own / "data").exists()
    assert not (own / "state").exists()
