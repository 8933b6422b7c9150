"""One thing has one amount, on the page of the plan, of the run, of the history and of the purge."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.kinds import Run, Tree


def amounts(page: bytes) -> set[str]:
    return set(re.findall(r"\d+\.\d [kM]?B|\d+ B", page.decode().partition("Disk ")[0]))


@pytest.mark.parametrize("size", [3, 70_001])
def test_from_the_plan_to_the_purge(size: int, home: Path, own: Path, tree: Tree, cleanup: Run) -> None:
    """A small file occupies a whole block; the bytes of a larger one do not end with a block."""
    file = tree({"letter.txt": b"x" * size}, home) / "letter.txt"
    told = [amounts(cleanup("trash", file, *words).stdout) for words in (["--dry-run"], ["--yes"])]
    told += [amounts(cleanup(*words).stdout) for words in (["history"], ["history", "last"], ["purge", "--dry-run"])]
    told.append(amounts(cleanup("purge", "--yes").stdout.partition(b"Freed")[0]))
    assert len(set.union(*told)) == 1, told


def test_what_is_hidden_is_told(home: Path, own: Path, tree: Tree, cleanup: Run) -> None:
    tree({".bashrc": "export A=1", "letter.txt": "x", "p": {".git": {"HEAD": "ref"}}}, home)
    for path, words in (
        (".bashrc", "named by you, and hidden: a program may need it"),
        ("p/.git", "named by you, and hidden: a program may need it; 1 item in it"),
        ("letter.txt", "named by you"),
    ):
        page = cleanup("trash", home / path, "--dry-run").stdout.decode()
        assert f"\n  {words}\n" in page


def test_one_and_many_in_the_next_commands(home: Path, own: Path, tree: Tree, cleanup: Run) -> None:
    tree({"a": "1", "b": "2", "c": "3"}, home)
    one = cleanup("trash", home / "a", "--yes").stdout.decode()
    two = cleanup("trash", home / "b", home / "c", "--yes").stdout.decode()
    assert re.search(r"  bring it back\n.*  free it for good, when sure\n", one)
    assert re.search(r"  bring them back\n.*  free them for good, when sure\n", two)


def test_a_quarantine_is_no_trash(home: Path, own: Path, tree: Tree, cleanup: Run) -> None:
    tree({"a": "1", "aside": {}}, home)
    cleanup("trash", home / "a", "--yes", "--quarantine", home / "aside")
    assert b"  1 in the quarantine folder\n" in cleanup("history").stdout
    page = cleanup("history", "last").stdout
    assert page.count(b"in the quarantine folder") == 2
    assert b"1 in the trash" not in page


def test_a_name_that_is_wrong_is_told_before_that_nobody_can_answer(
    home: Path, own: Path, tree: Tree, cleanup: Run
) -> None:
    cleanup("trash", tree({"a": "1"}, home) / "a", "--yes")
    for command in ("purge", "forget"):
        done = cleanup(command, "nosuch")
        assert done.stderr.startswith(b"There is no run")
        assert b"no terminal" in cleanup(command).stderr


@pytest.mark.parametrize("words", [["purge", "--dry-run"], ["forget", "--dry-run"], ["purge", "--yes"]])
def test_no_blank_line_at_the_end(words: list[str], home: Path, own: Path, tree: Tree, cleanup: Run) -> None:
    cleanup("trash", tree({"a": "1"}, home) / "a", "--yes")
    cleanup("undo")
    for _ in range(2):
        done = cleanup(*words)
        assert done.returncode == 0
        assert not done.stdout.endswith(b"\n\n")


def test_an_empty_folder_has_no_items_in_it(home: Path, own: Path, tree: Tree, cleanup: Run) -> None:
    cleanup("scan", tree({"a": {"b": {}}, "c": {}, "d": {"e": "f"}}, home / "place"), "--only", "empty-folders")
    page = cleanup("plan", "--only", "empty-folders").stdout.decode()
    assert "\n  nothing in it\n" in page
    assert "\n  2 empty folders inside one another\n" in page
    assert "; 1 item in it\n" in cleanup("trash", home / "place" / "d", "--dry-run").stdout.decode()
