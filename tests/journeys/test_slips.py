"""What people mistype, or ask for in vain: what was probably meant is told, and nothing offered that is no help."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.cli.app import run
from support.kinds import Tree

pytestmark = pytest.mark.usefixtures("own")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["scan", "Downlods"], "Did you mean “Downloads”?"),
        (["scan", "downloads/"], "Did you mean “Downloads”?"),
        (["scan", "Downloads/2022"], "Did you mean “Downloads/2021”?"),
        (["plan", "--under", "Downlods"], "Did you mean “Downloads”?"),
        (["trash", "Downloads/leter.txt", "--dry-run"], "Did you mean “Downloads/letter.txt”?"),
        (["scan", "nowhere/at all"], "Check the spelling, or name another folder."),
        (["trash", "nothing like it", "--dry-run"], "Check the spelling; nothing was moved."),
        (["duplicates"], "Did you mean: cleanup scan --only duplicates"),
        (["empty"], "Did you mean: cleanup purge"),
        (["compare", "Downloads"], "See: cleanup compare --help"),
    ],
)
def test_what_was_probably_meant(
    words: list[str], hint: str, home: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tree({"Downloads": {"letter.txt": "x", "2021": {"a": "b"}}}, home))
    run(["scan", "-q"])
    capsys.readouterr()
    assert run(words) == 2
    problem, told = capsys.readouterr().err.splitlines()
    assert told == hint
    assert "Missing option" not in problem


@pytest.mark.parametrize("words", [["--all"], ["--only", "large"], ["--skip", "large"], []])
def test_nothing_more_is_said_than_was_looked_for(
    words: list[str], tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["scan", str(tree({"a": "x", ".hidden": {"b": "y"}, ".git": {"HEAD": "z"}})), *words]) == 0
    page = capsys.readouterr().out
    narrowed = bool({"--only", "--skip"} & set(words))
    assert ("\nNothing of this kind was found here\n" in page) == narrowed
    assert ("\nNothing here wastes space\n" in page) != narrowed
    assert ("look into hidden" in page) == ("--all" not in words)


def test_what_frees_nothing_is_not_said_to_be_missing(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tree({"a": "x"})
    (folder / "link").symlink_to("nowhere")
    assert run(["scan", str(folder), "--only", "broken-links"]) == 0
    page = capsys.readouterr().out
    assert "\nWhat was found frees no space\n" in page
    assert "Nothing of this kind was found" not in page


@pytest.mark.parametrize(
    ("age", "told"),
    [("1year", "a year"), ("6m", "6 months"), ("6months", "6 months"), ("2 ans", "2 years"), ("1.5y", "1.5y")],
)
def test_an_age_is_told_as_an_age(age: str, told: str, tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    old = tree({"old.iso": "x"})
    os.utime(old / "old.iso", (1, 1))
    assert run(["scan", str(old), "--stale", age, "--stale-by", "opened"]) == 0
    assert f"1 file, not used for {told}, the only copy\n" in capsys.readouterr().out
