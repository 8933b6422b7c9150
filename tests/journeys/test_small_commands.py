"""The commands around a scan: version, help, completion, finders, settings and doctor."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from cleanup import __version__
from cleanup.cli.commands import COMMANDS
from support.kinds import Run, Tree

pytestmark = [pytest.mark.usefixtures("own"), pytest.mark.slow]


def test_version(cleanup: Run) -> None:
    assert cleanup("--version").stdout.decode() == f"cleanup {__version__}\n"


def test_without_a_command_the_help_is_shown(cleanup: Run) -> None:
    done = cleanup()
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == cleanup("--help").stdout
    for command in ("scan", "report", "finders", "config", "doctor", "cache"):
        assert re.search(rf"^  {command} +\w", done.stdout.decode(), re.MULTILINE)
    assert b"Start with: cleanup scan ~" in done.stdout


@pytest.mark.parametrize(("command", "parts"), [("cache", {b"info", b"clear"}), ("decisions", {b"list", b"forget"})])
def test_a_command_of_commands_alone_shows_its_help(command: str, parts: set[bytes], cleanup: Run) -> None:
    done = cleanup(command)
    assert (done.returncode, done.stderr) == (0, b"")
    assert parts <= set(done.stdout.split())


def test_finders_suggests_a_command_that_works(cleanup: Run, tree: Tree) -> None:
    listed = cleanup("finders").stdout.decode()
    suggestion = listed.splitlines()[-1].removeprefix("Next:  cleanup ").split()
    assert cleanup(*suggestion, cwd=tree({"a": "1"})).returncode == 0


def test_each_setting_tells_where_it_comes_from(own: Path, cleanup: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    file = own / "config" / "cleanup" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('large = "1GB"\nstale = "2y"\nexclude = ["*.iso", "Work/"]\nbinary = true\n')
    monkeypatch.setenv("CLEANUP_STALE", "3y")
    monkeypatch.setenv("CLEANUP_ONLY", "large, stale")
    # What is long goes on in the next line.
    table = "".join(cleanup("config").stdout.decode().split())
    for row in (
        f"large 1GB file {file}",
        "stale 3y environment CLEANUP_STALE",
        "only [large, stale] environment CLEANUP_ONLY",
        f"exclude [*.iso, Work/] file {file}",
        f"binary true file {file}",
        "min-size 1B default",
        f"Settings file: {file}",
    ):
        assert row.replace(" ", "") in table, row
    rows = json.loads(cleanup("config", "-f", "json").stdout)["settings"]
    assert rows["stale"] == {"value": "3y", "source": "environment", "where": "CLEANUP_STALE"}
    assert rows["exclude"]["value"] == ["*.iso", "Work/"]
    assert rows["top"] == {"value": 10, "source": "default", "where": ""}


def test_a_flag_beats_the_environment_and_that_the_file(
    own: Path, cleanup: Run, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = own / "config" / "cleanup" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('large = "1GB"\nstale = "2y"\nmin-size = "2B"\n')
    monkeypatch.setenv("CLEANUP_LARGE", "2GB")
    monkeypatch.setenv("CLEANUP_STALE", "3y")
    done = cleanup("scan", tree({"a": "same"}), "--large", "3GB", "-f", "json")
    options = json.loads(done.stdout)["scan"]["options"]
    assert (options["large"], options["stale"], options["min-size"]) == ("3GB", "3y", "2B")


def test_settings_with_terminal_codes_are_shown_harmlessly(cleanup: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANUP_EXCLUDE", "a\x1bcb\u202e")
    done = cleanup("config")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout.decode()
    assert "\u202e" not in done.stdout.decode()
    assert "\\x1bcb" in done.stdout.decode()


def test_doctor_looks_and_changes_nothing(own: Path, home: Path, cleanup: Run) -> None:
    done = cleanup("doctor")
    assert done.stderr == b""
    lines = done.stdout.decode().splitlines()
    checks = lines[: lines.index("")]
    # A volume that another test has mounted has a name too long for the line, which goes on two columns in.
    assert all(line.startswith(("ok    ", "note  ", "look  ", "  ")) for line in checks)
    assert done.returncode == (3 if any(line.startswith("look") for line in checks) else 0)
    text = "\n".join(checks)
    for what in ("cache folder", "state folder", "settings folder", "hash cache", "settings", "trash for your home"):
        assert re.search(rf"^ok    {what} ", text, re.MULTILINE)
    assert re.search(r"^(ok  |look)  volume / +access times ", text, re.MULTILINE)
    assert not own.exists()
    assert os.listdir(home) == []


def test_doctor_tells_of_settings_it_cannot_read(own: Path, cleanup: Run) -> None:
    file = own / "config" / "cleanup" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("larg = 1")
    done = cleanup("doctor")
    assert done.returncode == 3
    assert re.search(
        r"^look  settings +The settings file has an unknown key “larg”", done.stdout.decode(), re.MULTILINE
    )


@pytest.mark.usefixtures("own")
def test_an_optional_library_that_is_missing_is_a_remark(
    tmp_path: Path, cleanup: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "PIL.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = cleanup("doctor")
    assert re.search(r"^note  similar-photos ", done.stdout.decode(), re.MULTILINE)
    assert done.returncode == (3 if re.search(rb"^look", done.stdout, re.MULTILINE) else 0)
    checks = json.loads(cleanup("doctor", "-f", "json").stdout)["checks"]
    assert {(each["ok"], each["remark"]) for each in checks if each["check"] == "finder"} == {(True, True)}


@pytest.mark.root
def test_doctor_tells_of_folders_it_cannot_write(open_place: Path, cleanup_as_nobody: Run) -> None:
    (open_place / "home").chmod(0o555)
    os.chown(open_place / "home", 0, 0)
    done = cleanup_as_nobody("doctor")
    assert done.returncode == 3
    text = done.stdout.decode()
    for what in ("cache folder", "state folder", "trash for your home"):
        assert re.search(rf"^look  {what} +{re.escape(str(open_place / 'home'))} is not writable", text, re.MULTILINE)


def test_no_summary_is_cut_off(cleanup: Run) -> None:
    """At 80 columns each has a line of its own; in a narrow terminal it goes on in the next."""
    lines = cleanup("--help", env={**os.environ, "COLUMNS": "80"}).stdout.decode().splitlines()
    assert {f"  {name:<9}  {entry.summary}" for name, entry in COMMANDS.items()} <= set(lines)
    narrow = cleanup("--help", env={**os.environ, "COLUMNS": "40"}).stdout.decode()
    assert max(map(len, narrow.splitlines())) <= 40
    assert all("".join(entry.summary.split()) in "".join(narrow.split()) for entry in COMMANDS.values())
