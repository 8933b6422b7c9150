"""Colour and progress stand only where a terminal wants them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.kinds import Run

OnTerminal = Callable[..., Any]

# SGR parameters 30-49, 90-107: colours. Bold and dim are none.
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3\d|4\d|9\d|10[0-7])(?:;\d+)*m")


def test_a_terminal_gets_colour(twins: Path, on_terminal: OnTerminal) -> None:
    seen = on_terminal("scan", twins)
    assert seen.code == 0
    assert COLOUR.search(seen.terminal)
    assert seen.piped == b""
    assert b"\x1b" not in on_terminal("scan", twins, "-f", "json").terminal


@pytest.mark.parametrize("command", [["scan", "--no-progress"], ["report"]])
def test_no_color_is_heeded(command: list[str], twins: Path, cleanup: Run, on_terminal: OnTerminal) -> None:
    cleanup("scan", twins)
    arguments = [*command, twins] if command[0] == "scan" else command
    seen = on_terminal(*arguments, environment={"NO_COLOR": "1"})
    assert b"worth a look" in seen.terminal
    assert not COLOUR.search(seen.terminal)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_dumb_terminal_gets_plain_text(stream: str, twins: Path, on_terminal: OnTerminal) -> None:
    seen = on_terminal("scan", twins, stream=stream, environment={"TERM": "dumb"})
    assert b"worth a look" in seen.terminal + seen.piped
    assert b"\x1b" not in seen.terminal + seen.piped


def test_progress_moves_on_a_terminal_and_leaves_the_answer_alone(twins: Path, on_terminal: OnTerminal) -> None:
    seen = on_terminal("scan", twins, stream="stderr")
    assert b"Comparing contents" in seen.terminal or b"Looking at names" in seen.terminal
    assert b"\x1b[" in seen.terminal
    assert b"\x1b" not in seen.piped
    assert b"worth a look" in seen.piped


def test_progress_is_gone_when_the_page_begins(twins: Path, on_terminal: OnTerminal) -> None:
    before, _, _ = on_terminal("scan", twins, stream="both").terminal.partition(b"Disk ")
    assert b"Looking at names" in before or b"Comparing contents" in before
    assert before.endswith(b"\x1b[2K"), "the line is cleared, and nothing stands on it"


@pytest.mark.parametrize(("option", "no_color"), [("--quiet", ""), ("--no-progress", ""), ("--gentle", "1")])
def test_progress_can_be_switched_off(option: str, no_color: str, twins: Path, on_terminal: OnTerminal) -> None:
    assert on_terminal("scan", twins, option, stream="stderr", environment={"NO_COLOR": no_color}).terminal == b""


def test_the_page_is_as_wide_as_the_terminal(twins: Path, on_terminal: OnTerminal) -> None:
    for columns in (60, 100):
        seen = on_terminal("scan", twins, "-v", columns=columns, environment={"TERM": "dumb", "COLUMNS": str(columns)})
        biggest = next(line for line in seen.terminal.decode().splitlines() if line.startswith("Biggest"))
        assert len(biggest.rstrip("\r")) == columns
