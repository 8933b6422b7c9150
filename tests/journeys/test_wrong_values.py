"""A wrong value of each option and argument of each command: one sentence with the value, one that says what to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cleanup.cli.app import app, run
from support.kinds import Tree

SIZES = ("many", "1,500MB", "-5MB", "5XB", "1 02 MB", "")
AGES = ("soon", "90j", "1,500 days", "2024-02-30", "99999y", "")
COUNTS = ("two", "-1", "1.5", "9999999999", "")
PATTERNS = ("", "# all", "!")
PLACES = ("nowhere", "file.txt", "")
NO_SCANS = ("nosuch", "nowhere.json", "./file.txt", "./broken.json", ".json", "")

WRONG: dict[str, tuple[str, ...]] = {
    "--only": ("duplicate", "large,nope", ",", "", "Large"),
    "--skip": ("duplicate", "large,nope", ",", "", "Large"),
    "--large": (*SIZES, "0", "0 MB"),
    "--min-size": SIZES,
    "--fail-over": SIZES,
    "--stale": AGES,
    "--stale-by": ("chnged", "Auto", ""),
    "--theme": ("drak", "Dark", ""),
    "--older-than": AGES,
    "--include": PATTERNS,
    "--exclude": PATTERNS,
    "--protect": PATTERNS,
    "--jobs": COUNTS,
    "--show": COUNTS,
    "--format": ("xml", "JSON", "jsn", ""),
    "--output": (".", "nowhere/x.json", "file.txt/x.json", "file.txt", ""),
    "--config": ("nowhere.toml", ".", "broken.json", ""),
    "--lang": ("tlh", "EN", ""),
    "--mover": ("sistem", "Own", "system", ""),
    "--keep": ("oldst", "in:", "in:nowhere", "oldest:x", "oldest,oldest", "oldest,newest", ",", ""),
    "--under": PLACES,
    "--never-ask": ("/x", "5@7", ""),
    "--scan": NO_SCANS,
    "--plan": ("nowhere.json", ".", "file.txt", "broken.json", ""),
    "--quarantine": ("broken.json", "broken.json/x", ""),
    "--to": ("file.txt", "file.txt/x", ""),
    "scan PATH": PLACES,
    "report SCAN|RUN": NO_SCANS,
    "plan SCAN": NO_SCANS,
    "review SCAN or PLAN": NO_SCANS,
    "trash FILE": ("nowhere", "", ".", "/", "file.txt/", "/proc/version"),
    "undo RUN": ("nosuch", "nowhere.json", ""),
    "undo --only": PATTERNS,
    "history RUN": ("nosuch", ""),
    "purge RUN": ("nosuch", ""),
    "forget WHAT": ("nosuch", "scan", ""),
    "decisions forget GLOB": ("/nowhere", "*.jpg", ""),
    "schema KIND": ("scna", "table", ""),
    "finders NAME": ("large,nope", "Large"),
    "compare NEW": ("nowhere", "file.txt", ""),
    "compare OLD": ("nowhere", "file.txt", ""),
    "--against": ("nowhere", "file.txt", ""),
    "compare --plan": ("nowhere/x.json", ".", ""),
    "help COMMAND": ("hsitory", "", "scan --nosuch"),
}


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All commands that do something, and the words that call them."""
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    for name in command.list_commands(None):
        yield from _commands(command.get_command(None, name), (*path, name))


def _values() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Each place for a value: the words before it, its name, and the key in the table."""
    for path, command in _commands(get_command(app)):
        for parameter in command.params:
            if getattr(parameter, "is_flag", False):
                continue
            option = parameter.param_type_name == "option"
            name = parameter.opts[0] if option else parameter.metavar
            yield (*path, name) if option else path, name, f"{' '.join(path)} {name}"


ASKED = [(words, name, own if own in WRONG else name) for words, name, own in _values()]


def test_each_place_for_a_value_is_in_the_table() -> None:
    asked = {key for _, _, key in ASKED}
    assert asked == set(WRONG)


@pytest.fixture
def root(own: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with files, one scan and one run of it; the program starts there."""
    root = tree({"file.txt": "x", "other": "y", "broken.json": '{"schema_version": 1, "kind": '})
    monkeypatch.chdir(root)
    assert run(["scan", "."]) == 0
    assert run(["trash", "other", "--yes"]) == 0
    capsys.readouterr()
    return root


@pytest.mark.parametrize(
    ("words", "name", "key"), ASKED, ids=[" ".join([*words, name][:3]) for words, name, _ in ASKED]
)
def test_a_wrong_value(
    words: tuple[str, ...], name: str, key: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--yes"] if words[0] in {"trash", "purge", "forget"} else []
    more += ["--plain"] if words[0] == "review" else []
    needed = ["scan"] if words == ("schema", "--lang") else ["file.txt"] if name == "--quarantine" else []
    if words[0] == "compare":
        words = ("compare", ".", "--against", "..") if name == "NEW" else words
        needed = {"OLD": ["--against", ".."], "--against": ["."], "NEW": []}.get(name, [".", "--against", ".."])
    before = sorted(os.walk(root))
    for value in WRONG[key]:
        code = run([*words, value, *needed, *more])
        said = capsys.readouterr()
        lines = said.err.splitlines()
        assert code in {2, 4}, (value, code, said)
        assert said.out == "", value
        assert len(lines) == 2, (value, lines)
        names = {value, os.path.abspath(value), value.partition("/")[0], *re.split("[,:]", value)} - {""}
        assert any(name in said.err for name in (names if value else {"“”"})), (value, lines)
        assert "Traceback" not in said.err
    assert sorted(os.walk(root)) == before


@pytest.mark.usefixtures("root")
def test_a_wrong_value_is_told_before_a_missing_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["purge", "--older-than", "soon"], ["trash", "nosuch"], ["trash", "--keep", "oldst"]):
        assert run(words) == 2
        assert f"“{words[-1]}”" in capsys.readouterr().err
