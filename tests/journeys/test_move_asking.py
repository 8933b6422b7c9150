"""The question before anything moves: nobody there, a no, a yes, and the end of input; on a real terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Tree = Callable[..., Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def root(own: Path, tree: Tree) -> Path:
    return tree({"a": "same", "b": "same"})


def answer(typed: bytes, *arguments: str | Path) -> tuple[int, bytes]:
    """Run the program with a terminal as its input, type something; gives the exit code and all it said."""
    ours, theirs = pty.openpty()
    try:
        # What is typed ahead waits in the terminal until the program reads it.
        os.write(ours, typed)
        done = subprocess.run(
            [sys.executable, "-m", "cleanup", *arguments],
            stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(theirs)
        os.close(ours)
    return done.returncode, done.stdout


@pytest.mark.parametrize("typed", [b"y\n", b"yes\n", b" YES \n"])
def test_yes_moves(root: Path, cleanup: Run, typed: bytes) -> None:
    cleanup("scan", root)
    code, said = answer(typed, "trash")
    assert code == 0
    assert b"[y/N]" in said
    assert os.listdir(root) == ["a"]


@pytest.mark.parametrize("typed", [b"n\n", b"\n", b"no\n", b"maybe\n", b"yesterday\n", b"\x04"])
def test_anything_else_moves_nothing(root: Path, typed: bytes) -> None:
    code, said = answer(typed, "trash", root / "a")
    assert code == 0
    assert b"Nothing was moved." in said
    assert sorted(os.listdir(root)) == ["a", "b"]


def test_a_purge_asks_too(root: Path, cleanup: Run, own: Path) -> None:
    cleanup("trash", root / "a", "--yes")
    assert answer(b"n\n", "purge")[0] == 0
    assert len(os.listdir(own / "data" / "Trash" / "files")) == 1
    code, said = answer(b"y\n", "purge")
    assert (code, b"cannot be undone" in said) == (0, True)
    assert os.listdir(own / "data" / "Trash" / "files") == []


@pytest.mark.parametrize("command", [["trash"], ["trash", "a"], ["trash", "--only", "large"], ["purge"]], ids=" ".join)
@pytest.mark.parametrize("typed", [None, b"y\n"], ids=["no input", "a yes through a pipe"])
def test_with_nobody_to_answer_it_is_an_error_before_any_work(
    root: Path, own: Path, cleanup: Run, command: list[str], typed: bytes | None
) -> None:
    given = subprocess.DEVNULL if typed is None else _pipe(typed)
    done = cleanup(*command, cwd=root, stdin=given)
    if given != subprocess.DEVNULL:
        os.close(given)
    assert done.returncode == 2
    assert b"--yes" in done.stderr
    assert done.stdout == b""
    assert sorted(os.listdir(root)) == ["a", "b"]
    assert not own.exists(), "nothing was made, not even the folder for the journal"


def _pipe(content: bytes) -> int:
    read, write = os.pipe()
    os.write(write, content)
    os.close(write)
    return read


def test_the_question_goes_to_standard_error_and_json_stays_alone(root: Path, own: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"y\n")
    done = subprocess.run(
        [sys.executable, "-m", "cleanup", "trash", root / "a", "-f", "json"],
        stdin=theirs, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 0
    assert done.stdout.startswith(b'{"schema_version":1,"kind":"run"')
    assert b"[y/N]" in done.stderr


def test_a_dry_run_asks_nothing_and_moves_nothing(root: Path, own: Path, cleanup: Run) -> None:
    assert cleanup("trash", "a", "--dry-run", cwd=root).returncode == 0
    assert sorted(os.listdir(root)) == ["a", "b"]
    assert not (own / "data").exists()
    assert not (own / "state").exists()
