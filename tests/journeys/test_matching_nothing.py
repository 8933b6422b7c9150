"""What matches nothing is said once, on standard error, and changes no exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.kinds import Run, Tree

COPY = b"c" * 70_000


@pytest.fixture
def place(home: Path, own: Path, tree: Tree) -> Path:
    return tree(
        {
            "a": {"film.mp4": COPY, "film (1).mp4": COPY, "e\u0301.mp4": b"1"},
            "Work": {"x.iso": b"x"},
            ".git": {"pack": b"p"},
        },
        home / "place",
    )


def files(cleanup: Run, place: Path, *options: str) -> tuple[int, int, bytes]:
    done = cleanup("scan", place, "-f", "json", *options)
    return json.loads(done.stdout)["totals"]["files"], done.returncode, done.stderr


def test_patterns_of_a_scan(place: Path, cleanup: Run) -> None:
    assert files(cleanup, place) == (4, 0, b"")
    for pattern in ("*.iso", "/Work/", f"{place}/Work/", "~/place/Work/*", f"{place}/*/x.iso"):
        assert files(cleanup, place, "--exclude", pattern) == (3, 0, b""), pattern
        assert files(cleanup, place, "--include", pattern) == (1, 0, b""), pattern
    assert files(cleanup, place, "--exclude", "é.mp4")[0] == 3
    # What stays out anyway is there all the same.
    assert files(cleanup, place, "--exclude", ".git/") == (4, 0, b"")
    for option in ("--include", "--exclude"):
        found, code, told = files(cleanup, place, option, "*.iso", option, "Wrok/")
        assert (found, code) == (1 if option == "--include" else 3, 0)
        assert told.decode().splitlines() == [f"Nothing here matches “Wrok/” ({option})."]


def test_patterns_of_the_settings_file(place: Path, cleanup: Run, own: Path) -> None:
    settings = own / "config" / "cleanup" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('exclude = ["~/place/Work/"]\nprotect = ["~/place/*/film*", "~/no/"]\n', "utf-8")
    assert files(cleanup, place) == (3, 0, b"")
    done = cleanup("plan", "-f", "json")
    assert json.loads(done.stdout)["steps"] == []
    assert done.stderr.decode().splitlines() == ["No file that was found matches “~/no/” (--protect)."]


@pytest.mark.parametrize(
    "command", [["plan", "-f", "json"], ["trash", "--dry-run"], ["trash", "--yes"], ["review", "--plain"]]
)
def test_rules_of_a_choice(command: list[str], place: Path, cleanup: Run) -> None:
    (place / "empty").mkdir()
    (place / "empty" / "of copies").write_bytes(b"one")
    files(cleanup, place)
    unheard = cleanup("plan", "--under", place / "a", "--protect", "film*")
    assert (unheard.returncode, unheard.stderr) == (0, b"")
    rules = [
        "--keep", f"in:{place / 'empty'}", "--keep", f"not-in:{place / 'Work'}", "--under", f"{place / 'empty'}",
        "--under", f"{place / 'a'}", "--protect", "*.odt", "--protect", f"{place}/a/no*", "--only", "large",
        "--only", "duplicates",
    ]  # fmt: skip
    done = cleanup(*command[:1], *rules, *command[1:])
    told = done.stderr.decode()
    assert done.returncode == 0
    for idle in (
        f"in:{place / 'empty'}",
        f"not-in:{place / 'Work'}",
        f"“{place / 'empty'}” (--under)",
        "*.odt",
        "/a/no*",
        "“large”",
    ):
        assert sum(idle in line for line in told.splitlines()) == 1, (idle, told)
    assert "“duplicates”" not in told
    assert f"“{place / 'a'}”" not in told
