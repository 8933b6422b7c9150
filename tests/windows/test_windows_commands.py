"""Whole commands on Windows, through pipes."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Tree = Callable[..., Path]


@pytest.fixture(autouse=True)
def _as_a_person_would(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.delenv("LC_ALL")
    monkeypatch.delenv("CLEANUP_KEEP")


def test_from_a_scan_to_its_report(cleanup: Run, tree: Tree, home: Path) -> None:
    root = tree({"Ünï": {"a": "x" * 5000}, "It's": {"a": "x" * 5000}})
    assert cleanup("scan", root).returncode == 0
    page = cleanup("report", "-v").stdout.decode("utf-8")
    assert "Ünï" in page and "\\\\?\\" not in page
    document = json.loads(cleanup("report", "-f", "json").stdout)
    assert document["scan"]["roots"] == [str(root)]
    assert all("owner" not in file for file in document["findings"][0]["files"])
    assert os.path.isdir(home / "AppData" / "Local" / "cleanup" / "state")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("--version", 0), ("finders", 0), ("decisions", 0), ("cache info", 0), ("schema scan", 0),
     ("config", 0), ("scan nowhere", 2), ("report gone.json", 4), ("--help", 0)],
)  # fmt: skip
def test_commands_end_as_they_should(cleanup: Run, arguments: str, code: int) -> None:
    done = cleanup(*arguments.split())
    assert done.returncode == code, done
    assert done.stderr if code in {2, 4} else done.stdout
    assert b"Traceback" not in done.stderr


def test_everything_of_an_old_place_is_elsewhere_or_not(cleanup: Run, tree: Tree) -> None:
    root = tree({"old": {"a": "1", "b": "2"}, "new": {"c": "1"}})
    done = cleanup("compare", root / "old", "--against", root / "new", "-f", "json")
    assert done.returncode == 1
    assert [each["path"] for each in json.loads(done.stdout)["only"]] == [str(root / "old" / "b")]


def test_a_name_is_taken_letter_by_letter_and_a_slash_ends_a_folder(cleanup: Run, tree: Tree) -> None:
    root = tree({"album": {"x": "1"}, "point": "2"})
    for name in ("com1.txt", "point."):
        Path(f"\\\\?\\{root}\\{name}").write_text("3")
    assert cleanup("trash", "--yes", f"{root.as_posix()}/album/", root / "com1.txt").returncode == 0
    assert sorted(os.listdir(root)) == ["point", "point."]
    assert cleanup("undo").returncode == 0
    # Windows itself reads this as the file without the point, which was not named.
    assert cleanup("trash", "--yes", f"{root}\\point.").returncode == 2
    assert sorted(os.listdir(root)) == ["album", "com1.txt", "point", "point."]


@pytest.mark.parametrize("before", ["", '"'])
def test_quotes_around_a_file_are_no_part_of_its_name(cleanup: Run, tree: Tree, before: str) -> None:
    root = tree({"x": "1"})
    assert cleanup("trash", "--dry-run", f'{before}{root}\\x"').returncode == 0


def test_a_long_command_goes_on_in_the_next_line_as_in_powershell(cleanup: Run, tree: Tree) -> None:
    root = tree({"a": "same", "a folder with a long name": {"b": "same"}})
    cleanup("scan", root)
    page = cleanup("plan", f"--keep=in:{root}\\a folder with a long name", "--only=duplicates", "--in-wholes").stdout
    ends = {line.rstrip()[-2:] for line in page.splitlines()}
    assert b" `" in ends and b" \\" not in ends


def test_a_star_that_no_shell_fills_in_is_told(cleanup: Run, tree: Tree) -> None:
    """Neither cmd nor PowerShell does, and no name has a star."""
    root = tree({"x.tmp": "1"})
    done = cleanup("trash", "--yes", f"{root}\\*.tmp")
    assert done.returncode == 2
    assert f"(Get-Item '{root}\\*.tmp').FullName" in "".join(done.stderr.decode("utf-8").splitlines())
    assert os.listdir(root) == ["x.tmp"]
    done = cleanup("scan", f"{root}\\*")
    assert done.returncode == 2
    assert "There is no folder" in done.stderr.decode("utf-8")


def test_the_empty_device_is_nobody_who_answers(cleanup: Run, tree: Tree) -> None:
    root = tree({"x": "1"})
    for command in (("trash", str(root / "x")), ("forget", "--everything"), ("review",)):
        done = cleanup(*command)
        assert done.returncode == 2, done
    assert b"--yes" in cleanup("trash", root / "x").stderr
    assert os.listdir(root) == ["x"]


def test_files_of_the_system_are_called_nothing_else(cleanup: Run) -> None:
    page = cleanup("scan", "C:\\Windows").stdout.decode("utf-8")
    assert "protected files" in page and "mail" not in page


def test_a_name_that_other_programs_take_for_another_is_promised_nothing(cleanup: Run, tree: Tree) -> None:
    root = tree({"a": "same", "plain": "one", "plain (1)": "one"})
    Path(f"\\\\?\\{root}\\trail.").write_text("same")
    assert cleanup("scan", "-q", root).returncode == 0
    document = json.loads(cleanup("plan", "last", "-f", "json", "--keep", "first-path").stdout)
    assert (document["totals"]["bytes"], document["cannot_move"]["bytes"]) == (len("one"), len("same"))
    done = cleanup("trash", "--yes", "--keep", "first-path")
    assert done.returncode == 3
    assert b"ends in a dot or a space" in done.stdout
    assert sorted(os.listdir(root)) == ["a", "plain", "trail."]
