"""Every wrong command line: exit 2, one clear line and one hint on standard error, and no work done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.cli.app import run
from support.kinds import Run, Tree

SIZES = "500MB"
WRONG: dict[str, tuple[list[str], str, str]] = {
    # what is wrong: arguments, the value or name that must be told, and what is allowed
    "missing root": (["scan", "nowhere"], "“nowhere”", "another folder"),
    "root without a name": (["scan", ""], "“”", "another folder"),
    "file as root": (["scan", "file.txt"], "“file.txt” is not a folder", "another folder"),
    "one good and one bad root": (["scan", ".", "nowhere"], "“nowhere”", "another folder"),
    "pseudo file system": (["scan", "/proc"], "“/proc”", "folder with files"),
    "trash": (["scan", "home/.local/share/Trash"], "Trash", "another folder"),
    "size": (["scan", "--large", "many"], "--large: “many”", SIZES),
    "negative size": (["scan", "--large", "-5MB"], "--large: “-5MB”", SIZES),
    "exponent": (["scan", "--min-size", "1e3"], "--min-size: “1e3”", SIZES),
    "comma": (["scan", "--min-size", "1,500"], "“1,500” can mean 1500 or 1.500", "without a comma"),
    "more than there can be": (["scan", "--large", "10000PB"], "--large: “10000PB”", SIZES),
    "endless digits": (["scan", "--large", "9" * 5000], "--large: “99999", SIZES),
    "endless digits with a point": (["scan", "--large", "9" * 400 + ".5"], "--large: “99999", SIZES),
    "limit": (["scan", "--fail-over", "lots"], "“lots”", SIZES),
    "age": (["scan", "--stale", "soon"], "--stale: “soon”", "90d"),
    "no such day": (["scan", "--stale", "2024-02-30"], "--stale: “2024-02-30”", "2024-03-01"),
    "before all time": (["scan", "--stale", "99999y"], "--stale: “99999y”", "90d"),
    "category": (["scan", "--only", "nonsense"], "“nonsense”", "duplicates"),
    "category to skip": (["scan", "--skip", "Large"], "“Large”", "large"),
    "nothing left": (["scan", "--only", "large", "--skip", "large"], "--only", "--skip"),
    "empty glob": (["scan", "--include", ""], "--include", ".gitignore"),
    "comment as glob": (["scan", "--exclude", "# all"], "“# all”", ".gitignore"),
    "jobs": (["scan", "--jobs", "two"], "--jobs: “two”", "number"),
    "negative jobs": (["scan", "--jobs", "-1"], "--jobs: “-1”", "number"),
    "jobs beyond reason": (["scan", "--jobs", "1000000"], "--jobs", "1000000"),
    "top": (["report", "--top", "ten"], "--show: “ten”", "number"),
    "top with endless digits": (["scan", "--top", "9" * 5000], "--show: “99999", "number"),
    "format": (["scan", "--format", "xml"], "“xml”", "ndjson"),
    "format of a report": (["report", "-f", "JSON"], "“JSON”", "ndjson"),
    "format of the settings": (["config", "-f", "csv"], "“csv”", "json"),
    "format of a plan": (["plan", "-f", "csv"], "“csv”", "Choose one of: table, json."),
    "format of decisions": (["decisions", "list", "-f", "ndjson"], "“ndjson”", "json"),
    "decision": (["plan", "--never-ask", "5@7 /ok", "--never-ask", "/x"], "--never-ask: “/x” is not a decision", ""),
    "folder to choose in": (["plan", "--under", "nowhere"], "nowhere", ""),
    "file to choose in": (["plan", "--under", "file.txt"], "file.txt", ""),
    "age to choose": (["plan", "--older-than", "soon"], "“soon” is not an age", ""),
    "category to choose": (["plan", "--only", "pictures"], "pictures", "duplicates"),
    "empty protection": (["plan", "--protect", ""], "--protect", ""),
    "a plan in no folder": (["plan", "-o", "nowhere/plan.json"], "nowhere", "--output"),
    "a plan without a name": (["plan", "-o", ""], "“”", "Name a file"),
    "language": (["scan", "--lang", "tlh"], "“tlh”", "en"),
    "folder as output": (["scan", "--output", "."], "“.” is a folder", "--output"),
    "output in no folder": (["scan", "-o", "nowhere/x.json"], "nowhere", "--output"),
    "output below a file": (["scan", "-o", "file.txt/x.json"], "file.txt", "--output"),
    "option": (["scan", "--frobnicate"], "--frobnicate", "--help"),
    "option without value": (["scan", "--large"], "--large", "--help"),
    "command": (["frobnicate"], "frobnicate", "--help"),
    "command of the cache": (["cache", "frobnicate"], "frobnicate", "--help"),
    "argument too many": (["history", "last", "again"], "again", "--help"),
    "argument where none is": (["doctor", "duplicates"], "duplicates", "--help"),
}  # fmt: skip


def _everything_below(folder: Path) -> set[str]:
    return {os.path.join(where, name) for where, folders, files in os.walk(folder) for name in [*folders, *files]}


@pytest.fixture
def root(own: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file, and a home with a trash in it; the program starts there."""
    root = tree({"file.txt": "x", "home": {".local": {"share": {"Trash": {"files": {}, "info": {}}}}}})
    monkeypatch.setenv("HOME", str(root / "home"))
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage(case: str, root: Path, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, told, allowed = WRONG[case]
    before = _everything_below(root)
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert 1 <= len(lines) <= 2
    assert told in lines[0]
    assert allowed in said.err
    assert not own.exists()
    assert _everything_below(root) == before


def test_wrong_usage_as_a_process(root: Path, own: Path, cleanup: Run) -> None:
    done = cleanup("scan", "--large", "many", cwd=root)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines()[0] == "--large: “many” is not a size."
    assert not own.exists()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("CLEANUP_LARGE", "huge"), ("CLEANUP_JOBS", "-2"), ("CLEANUP_ALL", "perhaps"), ("CLEANUP_ONLY", "nonsense"),
     ("CLEANUP_LANG", "tlh"), ("CLEANUP_EXCLUDE", "!"), ("CLEANUP_NEVER_ASK", "/x")],
)  # fmt: skip
def test_a_wrong_variable_is_named(
    variable: str,
    value: str,
    root: Path,
    own: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)
    assert run(["plan" if variable == "CLEANUP_NEVER_ASK" else "scan"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert variable in said.err.splitlines()[0]
    assert f"“{value}”" in said.err.splitlines()[0]
    assert not own.exists()


def test_a_wrong_value_cannot_steer_the_terminal(own: Path, cleanup: Run) -> None:
    done = cleanup("scan", "no\x1b[2J\nsuch\u202efolder")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[0] == "There is no folder “no\\x1b[2J\\nsuch\\u202efolder”."


@pytest.mark.root
def test_a_root_without_permission(open_place: Path, cleanup_as_nobody: Run) -> None:
    (open_place / "closed").mkdir(mode=0o700)
    done = cleanup_as_nobody("scan", open_place / "closed")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "You have no permission to look into “" in done.stderr.decode()
    assert os.listdir(open_place / "home") == []
