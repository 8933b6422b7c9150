"""A drive that stops answering in mid-work: told, left out or ended, in bounded time, with nothing half done.

Neighbours that were tried: a server that is stopped before, while names are listed, while files are read; Ctrl-C once
and twice while it is stuck; the answer through a pipe, whose end is seen though the process that reads the drive
cannot end; a drive that answers again.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from support.far_drive import FarDrive, far_drive, served, why_none
from support.kinds import Run, Tree
from support.terminal import Open, stop_and_go_on

pytestmark = [
    pytest.mark.root, pytest.mark.slow, pytest.mark.skipif(bool(why_none()), reason=why_none()),
    pytest.mark.usefixtures("mounts_apart"),
]  # fmt: skip

CLEANUP = [sys.executable, "-m", "cleanup"]
# The kernel asks each time: it has no answers of a second ago.
NOTHING_KEPT = ("-o", "attr_timeout=0,entry_timeout=0,negative_timeout=0")
# Far more than it takes: without somebody in front, all of these wait for ever.
LIMIT = 120


@pytest.fixture
def made(tree: Tree, own: Path) -> Path:
    """A folder with a pair of copies, and a far one with another pair and folders."""
    folders = {f"d{number}": {"x": f"text {number}"} for number in range(30)}
    return tree({
        "here": {"a": "same", "b": "same"},
        "far": {"first": "the same there", "second": "the same there", "word": {"in it": "1"}, **folders},
        "place": {},
    })  # fmt: skip


@pytest.fixture
def stack(mounts_apart: None) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def stops_at(word: str, made: Path, stack: ExitStack) -> FarDrive:
    return stack.enter_context(far_drive(made / "far", made / "place", word))


def begin(*arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*CLEANUP, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("word", ["word", "second"], ids=["listing", "reading"])
def test_the_scan_says_so_and_goes_on_with_the_rest(made: Path, stack: ExitStack, word: str) -> None:
    drive = stops_at(word, made, stack)
    scan = begin("scan", made / "here", drive.place, "-f", "json")
    drive.wait_until_asked()
    answer, told = scan.communicate(timeout=LIMIT)
    assert scan.returncode == 3, told
    assert os.fsencode(drive.place) in told
    found = json.loads(answer)
    assert [(each["path"], each["code"]) for each in found["troubles"]] == [(str(drive.place), "no-answer")]
    assert found["savings"]["by_category"]["duplicates"]["files"] == 1
    assert found["totals"]["files"] == 2
    assert found["scan"]["complete"] is True


def test_a_drive_that_answers_is_scanned_as_any(made: Path, stack: ExitStack) -> None:
    drive = stops_at("no such name", made, stack)
    scan = begin("scan", made / "here", drive.place, "-f", "json")
    answer, told = scan.communicate(timeout=LIMIT)
    assert scan.returncode == 0, told
    assert json.loads(answer)["totals"]["files"] == 35


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_is_heard_while_it_is_stuck(made: Path, stack: ExitStack, times: int) -> None:
    drive = stops_at("word", made, stack)
    scan = begin("scan", made / "here", drive.place)
    drive.wait_until_asked()
    for _ in range(times):
        scan.send_signal(signal.SIGINT)
    _, told = scan.communicate(timeout=LIMIT)
    assert scan.returncode == 130, told


def test_what_moves_ends_and_a_later_run_works_again(made: Path, stack: ExitStack) -> None:
    drive = stops_at("word", made, stack)
    trash = begin("trash", made / "here" / "b", drive.place / "word" / "in it", "--yes")
    drive.wait_until_asked()
    _, told = trash.communicate(timeout=LIMIT)
    assert trash.returncode == 3, told
    assert os.fsencode(drive.place) in told
    assert (made / "here" / "b").exists()
    drive.answer_again()
    trash = begin("trash", made / "here" / "b", "--yes")
    _, told = trash.communicate(timeout=LIMIT)
    assert trash.returncode == 0, told
    undo = begin("undo")
    _, told = undo.communicate(timeout=LIMIT)
    assert undo.returncode == 0, told
    assert (made / "here" / "b").read_text() == "same"


@pytest.fixture
def bound(made: Path, mounts_apart: None) -> Iterator[subprocess.Popen[bytes]]:
    """The program that serves the far folder at the place."""
    if shutil.which("bindfs") is None:
        pytest.skip("bindfs is not installed")
    with served(made / "place", "bindfs", "-f", *NOTHING_KEPT, made / "far", made / "place") as program:
        yield program


def test_doctor_names_it(made: Path, bound: subprocess.Popen[bytes]) -> None:
    bound.send_signal(signal.SIGSTOP)
    doctor = begin("doctor", "-f", "json")
    answer, told = doctor.communicate(timeout=LIMIT)
    assert doctor.returncode == 3, told
    [line] = [each for each in json.loads(answer)["checks"] if str(made / "place") in each["name"]]
    assert line["ok"] is False


def test_what_lies_in_a_quarantine_there_waits_for_it(made: Path, bound: subprocess.Popen[bytes], cleanup: Run) -> None:
    """It is neither gone nor freed; what lies elsewhere goes on as ever."""
    quarantine = made / "place" / "kept"
    moved = cleanup("trash", made / "here" / "b", "--quarantine", quarantine, "--yes", "-f", "json")
    assert moved.returncode == 0, moved
    run = json.loads(moved.stdout)["run"]["id"]
    assert cleanup("trash", made / "far" / "word", "--yes").returncode == 0
    bound.send_signal(signal.SIGSTOP)
    answer, told = begin("history", run, "-f", "json").communicate(timeout=LIMIT)
    assert os.fsencode(made / "place") in told
    assert json.loads(answer)["results"][0]["now"] == "unknown"
    for command in (["purge", run, "--yes"], ["undo", run]):
        told = begin(*command).communicate(timeout=LIMIT)[1]
        assert os.fsencode(made / "place") in told
    assert cleanup("undo").returncode == 0
    bound.send_signal(signal.SIGCONT)
    assert cleanup("undo", run).returncode == 0
    assert (made / "here" / "b").read_text() == "same"


def test_the_rest_is_freed_and_forgotten_while_a_drive_is_silent(
    made: Path, bound: subprocess.Popen[bytes], cleanup: Run
) -> None:
    for number, place in enumerate((made / "place" / "kept", made / "aside")):
        (made / "here" / str(number)).write_text("x")
        assert cleanup("trash", made / "here" / str(number), "--quarantine", place, "--yes").returncode == 0
    bound.send_signal(signal.SIGSTOP)
    purge = begin("purge", "--older-than", "0d", "--yes", "-f", "json")
    answer, told = purge.communicate(timeout=LIMIT)
    assert (purge.returncode, os.fsencode(made / "place") in told) == (3, True), told
    assert [Path(each["path"]).name for each in json.loads(answer)["results"]] == ["1"]
    forget = begin("forget", "runs", "--yes", "-f", "json")
    answer, told = forget.communicate(timeout=LIMIT)
    assert (forget.returncode, os.fsencode(made / "place") in told) == (3, True), told
    assert [each["kept"] for each in json.loads(answer)["results"]] == [True, False]
    bound.send_signal(signal.SIGCONT)
    assert cleanup("undo").returncode == 0
    assert (made / "here" / "0").read_text() == "x"


def test_settings_that_lie_there_are_waited_for_no_longer(made: Path, bound: subprocess.Popen[bytes]) -> None:
    (made / "place" / "settings.toml").write_text("top = 5")
    bound.send_signal(signal.SIGSTOP)
    config = begin("config", "--config", made / "place" / "settings.toml")
    _, told = config.communicate(timeout=LIMIT)
    assert config.returncode == 3
    assert os.fsencode(made / "place") in told


@pytest.mark.parametrize("goes_on", [False, True], ids=["leaving", "going on"])
def test_the_review_ends_though_a_drive_does_not_answer(
    made: Path, stack: ExitStack, cleanup: Run, open_terminal: Open, goes_on: bool
) -> None:
    """Its threads wait for the drive; nobody waits for them."""
    with far_drive(made / "far", made / "place", "no such name") as drive:
        assert cleanup("scan", made / "here", drive.place).returncode == 0
    drive = stops_at("second", made, stack)
    terminal = open_terminal("review", "--keep", "first-path")
    terminal.wait_for("Goes if you go on", "space mark")
    drive.wait_until_asked()
    if goes_on:
        terminal.type("t")
        terminal.wait_for("Looking at each file once more")
        shell = psutil.Process(int(terminal.tmux("display-message", "-p", "#{pane_pid}")))
        for process in shell.children(recursive=True):
            process.send_signal(signal.SIGINT)
    else:
        terminal.type("q")
    assert terminal.code() == (130 if goes_on else 0)
    assert sorted(os.listdir(made / "here")) == ["a", "b"]


def test_ctrl_z_on_the_page_stops_whoever_watches_the_drive_too(
    made: Path, stack: ExitStack, cleanup: Run, open_terminal: Open
) -> None:
    """The shell waited for the one that watches, and the terminal was dead."""
    stops_at("no such name", made, stack)
    assert cleanup("scan", made / "here").returncode == 0
    stop_and_go_on(open_terminal("--version"), "review", "--keep", "first-path")
