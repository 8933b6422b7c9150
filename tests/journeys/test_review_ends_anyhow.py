"""Whatever ends a review, what was chosen is kept: keys, signals, a closed terminal, at every moment."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import psutil
import pytest

from support.kinds import Run, Tree
from support.terminal import Open, Terminal


@pytest.fixture
def root(own: Path, tree: Tree, cleanup: Run) -> Path:
    """Two groups of copies that go by default, and a stale file."""
    made = tree({
        "Documents": {"film.mp4": "film" * 50_000, "note.txt": "a short note\n" * 900},
        "Downloads": {"film (1).mp4": "film" * 50_000, "note (1).txt": "a short note\n" * 900},
    })  # fmt: skip
    assert cleanup("scan", made).returncode == 0
    return made


def kept(own: Path) -> list[str]:
    """The names of what the last plan that was kept would move."""
    plans = sorted((own / "state" / "cleanup" / "plans").glob("*.json"))
    return [os.path.basename(step["path"]) for step in json.loads(plans[-1].read_bytes())["steps"]] if plans else []


def running(terminal: Terminal) -> psutil.Process:
    """The program in a terminal."""
    shell = psutil.Process(int(terminal.tmux("display-message", "-p", "#{pane_pid}")))
    return next(child for child in shell.children(recursive=True) if "cleanup" in " ".join(child.cmdline()))


def choose_one(terminal: Terminal) -> None:
    """Leave the bigger one, so that what is kept is not what the rules chose."""
    terminal.wait_for("Goes if you go on: 2 files")
    terminal.type("Down", "Down", "Space")
    terminal.wait_for("Goes if you go on: 1 file")


@pytest.mark.parametrize("end", ["INT", "TERM", "HUP"])
def test_the_question_after_the_page_loses_nothing(root: Path, own: Path, open_terminal: Open, end: str) -> None:
    terminal = open_terminal("review")
    choose_one(terminal)
    terminal.type("t")
    terminal.wait_for("[y/N]")
    running(terminal).send_signal(getattr(signal, f"SIG{end}"))
    assert terminal.code() == 130
    name = next((own / "state" / "cleanup" / "plans").iterdir()).stem
    assert "The plan is in" in terminal.screen
    assert f"cleanup trash --plan {name}\n" in terminal.screen, "which fits on a line"
    assert kept(own) == ["note (1).txt"]


@pytest.mark.parametrize("end", ["TERM", "INT", "HUP"])
def test_the_page_ends_at_once_when_asked_to_and_keeps_the_choices(
    root: Path, own: Path, open_terminal: Open, end: str
) -> None:
    """TERM waited for the next key."""
    terminal = open_terminal("review")
    choose_one(terminal)
    running(terminal).send_signal(getattr(signal, f"SIG{end}"))
    assert terminal.code() == 130
    assert kept(own) == ["note (1).txt"]


def test_of_a_closed_terminal_with_nothing_marked_nothing_is_kept(root: Path, own: Path, open_terminal: Open) -> None:
    terminal = open_terminal("review", "--none")
    terminal.wait_for("Nothing is marked yet")
    program = running(terminal)
    program.send_signal(signal.SIGHUP)
    program.wait(20)
    assert not (own / "state" / "cleanup" / "plans").exists()


def test_a_page_whose_terminal_takes_nothing_any_more_still_ends(root: Path, own: Path, open_terminal: Open) -> None:
    terminal = open_terminal("review")
    choose_one(terminal)
    program = running(terminal)
    terminal.type("C-s")
    program.send_signal(signal.SIGTERM)
    program.wait(15)
    assert kept(own) == ["note (1).txt"]


@pytest.mark.parametrize("keys", [("q", "q"), ("C-c", "C-c"), ("r", "q"), ("?", "q"), ("q", "q", "q", "q")])
def test_quick_keys_show_no_fault(root: Path, open_terminal: Open, keys: tuple[str, ...]) -> None:
    terminal = open_terminal("review")
    choose_one(terminal)
    for _ in range(4):
        terminal.type(*keys)
    terminal.type("Escape")
    goes = "Goes if you go on: 1 file"
    screen = terminal.until(lambda screen: "fault of cleanup" in screen or goes in screen, "neither")
    assert "fault of cleanup" not in screen
    assert "Traceback" not in screen
