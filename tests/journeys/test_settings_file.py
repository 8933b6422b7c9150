"""A settings file that cannot be used: exit 4, the key and the file named, nothing done."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from cleanup.cli.app import run
from support.kinds import Run, Tree

WRONG: dict[str, tuple[bytes, str]] = {
    "unknown key": (b"larg = '1GB'", "unknown key “larg”; did you mean “large”?"),
    "not TOML": (b"large = ", "is not TOML"),
    "size": (b"large = 'huge'", "“large” in the settings file: “huge” is not a size."),
    "negative number": (b"jobs = -1", "“jobs” in the settings file: “-1” is not a whole number from 0 to 256."),
    "category": (b"only = ['nonsense']", "“nonsense”"),
    "language": (b"lang = 'tlh'", "“tlh”"),
    "decision": (b"never-ask = ['5@7 /ok', '/x']", "“never-ask” in the settings file: “/x” is not a decision."),
    "no list": (b"never-ask = '5@7 /x'", "a list of quoted texts"),
    "pattern": (b"exclude = ['!']", "“!”"),
    "terminal codes": (b'"\\u001b[2J" = 1', "“\\x1b[2J”"),
}


@pytest.fixture
def file(own: Path) -> Path:
    """The settings file; its folder is there."""
    folder = own / "config" / "cleanup"
    folder.mkdir(parents=True)
    return folder / "config.toml"


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_settings_file(case: str, file: Path, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, told = WRONG[case]
    file.write_bytes(content)
    assert run(["plan" if case == "decision" else "scan"]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert 1 <= len(lines) <= 2
    assert told in lines[0]
    assert "settings file" in lines[0] or str(file) in said.err
    assert [path.name for path in own.iterdir()] == ["config"]


def test_a_folder_as_settings_file(file: Path, cleanup: Run) -> None:
    file.mkdir()
    done = cleanup("config")
    assert (done.returncode, done.stdout) == (4, b"")
    assert done.stderr.decode().startswith("The settings file cannot be read: Is a directory")


@pytest.mark.root
def test_a_settings_file_without_permission(open_place: Path, cleanup_as_nobody: Run) -> None:
    file = open_place / "home" / ".config" / "cleanup" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("large = '1GB'")
    file.chmod(0o600)
    done = cleanup_as_nobody("scan")
    assert (done.returncode, done.stdout) == (4, b"")
    assert str(file) in done.stderr.decode()


def test_settings_are_used(file: Path, tree: Tree, cleanup: Run) -> None:
    file.write_text("only = ['large']\nlarge = '1B'\ntop = 1\n")
    page = cleanup("scan", tree({"a": "one", "b": "two"})).stdout.decode()
    assert page.count("a file of 3 B") == 1
    assert "duplicates" not in page


def test_settings_that_come_through_a_pipe_hold(tree: Tree, cleanup: Run) -> None:
    root = tree({"kept": "same", "kept (1)": "same", "plain": "plain", "plain (1)": "plain"})
    assert cleanup("scan", "-q", root).returncode == 0
    reading, writing = os.pipe()
    os.write(writing, b"protect = ['kept*']")
    os.close(writing)
    with os.fdopen(reading) as settings:
        done = cleanup("plan", "-f", "json", "--config", "/dev/stdin", stdin=settings)
    assert done.returncode == 0, done.stderr
    assert [Path(step["path"]).name for step in json.loads(done.stdout)["steps"]] == ["plain (1)"]


@pytest.mark.parametrize("kind", ["pipe", "device", "large", "plain"])
def test_settings_that_never_end(kind: str, file: Path, tree: Tree, cleanup: Run) -> None:
    root = tree({"a": "same", "b": "same"})
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "device":
            file.symlink_to("/dev/zero")
        case "large":
            file.touch()
            os.truncate(file, 1 << 40)
        case "plain":
            file.write_text("large = '1GB'")
    done = cleanup("scan", "-q", root)
    assert done.returncode == (0 if kind == "plain" else 4)
    assert kind == "plain" or str(file).encode() in done.stderr
    assert cleanup("--help").returncode == 0


@pytest.mark.parametrize("name", ["scans.db", "runs/*.journal", "none"])
def test_a_pipe_in_place_of_what_is_remembered_is_not_waited_for(
    name: str, own: Path, tree: Tree, cleanup: Run
) -> None:
    root = tree({"a": "same", "a (1)": "same"})
    assert cleanup("scan", "-q", root).returncode == 0
    assert cleanup("trash", "-q", "--yes", root / "a (1)").returncode == 0
    for file in (own / "state" / "cleanup").glob(name):
        file.rename(file.with_name("aside"))
        os.mkfifo(file)
    ends = [
        cleanup(*command, stdin=subprocess.DEVNULL).returncode
        for command in (("report",), ("undo",), ("history",), ("scan", "-q", root))
    ]
    assert ends == {"scans.db": [4, 0, 0, 0], "runs/*.journal": [0, 4, 0, 0], "none": [0, 0, 0, 0]}[name]
