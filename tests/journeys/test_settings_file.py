"""A settings file that cannot be used: exit 4, the key and the file named, nothing done."""

from __future__ import annotations

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
    "no list": (b"never-ask = '5@7 /x'", "a list of texts in quotes"),
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
