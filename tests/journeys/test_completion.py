"""Tab completion, by the protocol of each shell: commands, options, and the values that can be named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleanup.cli.commands import COMMANDS
from cleanup.find import FINDERS
from cleanup.model.rule import RULES
from support.kinds import Run, Tree

pytestmark = pytest.mark.usefixtures("own")

CATEGORIES = [finder.category.name for finder in FINDERS]
RULES_OFFERED = [f"{name}:" if words.with_folder else str(name) for name, words in RULES.items()]
ID = r"\d{8}-\d{6}-[0-9a-f]{4}"


def in_bash(line: str) -> dict[str, str]:
    return {"_CLEANUP_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}


def in_zsh(line: str) -> dict[str, str]:
    return {"_CLEANUP_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}


def in_fish(line: str) -> dict[str, str]:
    return {
        "_CLEANUP_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }


READ = {
    in_bash: re.compile(r"^(.+)$", re.M),
    in_zsh: re.compile(r'"((?:\\\\:|[^":])+)"(?::"[^"]*")?$', re.M),
    in_fish: re.compile(r"^([^\t\n]+)", re.M),
}


@pytest.fixture
def offered(cleanup: Run, request: pytest.FixtureRequest):
    """What a shell is offered for a line that is begun."""

    def ask(line: str, shell=in_bash) -> list[str]:
        done = cleanup(env={**os.environ, **shell(line)})
        assert (done.returncode, done.stderr) == (0, b"")
        text = done.stdout.decode().removeprefix("_arguments '*: :((").removesuffix("))'\n")
        return [found.replace("\\\\:", ":") for found in READ[shell].findall(text)]

    return ask


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str, cleanup: Run) -> None:
    done = cleanup(env={**os.environ, "_CLEANUP_COMPLETE": f"source_{shell}"})
    assert done.returncode == 0
    assert b"_CLEANUP_COMPLETE" in done.stdout


@pytest.mark.parametrize("shell", READ)
@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("cleanup ", [*COMMANDS]),
        ("cleanup sca", ["scan"]),
        ("cleanup cache ", ["info", "clear"]),
        ("cleanup help hi", ["history"]),
        ("cleanup scan --only ", CATEGORIES),
        ("cleanup scan --skip dup", ["duplicates", "duplicate-folders"]),
        ("cleanup plan --only large,st", ["large,stale"]),
        ("cleanup trash --keep ", RULES_OFFERED),
        ("cleanup report -f ", ["table", "json", "ndjson", "csv"]),
        ("cleanup history --format ", ["table", "json"]),
        ("cleanup scan --lang ", ["en"]),
        ("cleanup undo ", ["last"]),
        ("cleanup forget s", ["scans"]),
    ],
)
def test_values(shell, line: str, values: list[str], offered) -> None:
    assert offered(line, shell) == values


def test_options(offered) -> None:
    found = offered("cleanup scan --no-")
    assert {"--no-cache", "--no-progress"} <= set(found)
    assert all(option.startswith("--no-") for option in found)


def test_summaries_are_whole(cleanup: Run) -> None:
    told = cleanup(env={**os.environ, **in_fish("cleanup ")}).stdout.decode()
    assert told.splitlines() == [f"{name}\t{entry.summary}" for name, entry in COMMANDS.items()]


def test_ids_of_scans_and_runs(offered, cleanup: Run, tree: Tree) -> None:
    root = tree({"a": "the same", "b": "the same"})
    cleanup("scan", root)
    cleanup("scan", root)
    cleanup("trash", root / "b", "--yes")
    for line, count in {
        "cleanup report ": 3, "cleanup plan ": 2, "cleanup review ": 2, "cleanup trash --scan ": 2,
        "cleanup undo ": 1, "cleanup history ": 1, "cleanup purge ": 1,
    }.items():  # fmt: skip
        last, *ids = offered(line)
        assert last == "last"
        assert len(ids) == count
        assert all(re.fullmatch(ID, each) for each in ids)
    assert len([each for each in offered("cleanup forget ") if re.fullmatch(ID, each)]) == 3


def test_what_is_remembered_and_cannot_be_read_is_not_offered(offered, own: Path) -> None:
    state = own / "state" / "cleanup"
    state.mkdir(parents=True)
    (state / "scans.db").write_text("no database")
    assert offered("cleanup report ") == ["last"]


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_in_bash_itself(tmp_path: Path) -> None:
    """With a folder on PATH in which the program has its name, as the script calls it."""
    program = tmp_path / "cleanup"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cleanup "$@"\n')
    program.chmod(0o755)
    script = """
        eval "$(_CLEANUP_COMPLETE=source_bash cleanup)"
        COMP_WORDS=(cleanup scan --only em) COMP_CWORD=3
        _cleanup_completion cleanup
        echo "${COMPREPLY[@]}"
    """
    path = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, env=path, timeout=60)
    assert done.stdout.split() == ["empty-files", "empty-folders"], done.stderr
