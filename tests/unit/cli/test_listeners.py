"""Who hears about progress: which listener is chosen, and what it says where."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from cleanup.cli.bundles import Verbosity
from cleanup.cli.interrupt import Interrupt
from cleanup.cli.progress import Live, Plain, Quiet, in_words, listener
from cleanup.find import FINDERS
from cleanup.find.finder import stages
from cleanup.model.trouble import Trouble

TROUBLE = Trouble(b"/x\x1b[2J\n", "walk", "EACCES", "no permission")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard error says that it is a terminal, of a usual kind."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")


def chosen(*, quiet: bool = False, verbose: bool = False, no_progress: bool = False) -> Quiet:
    return listener(Interrupt(), Verbosity(quiet, verbose, no_progress), b"/home/ada")


def test_a_pipe_gets_plain_lines_and_a_terminal_a_moving_one(request: pytest.FixtureRequest) -> None:
    """The terminals that want none: ``journeys/test_terminal.py``."""
    assert type(chosen()) is Plain
    request.getfixturevalue("terminal")
    assert type(chosen()) is Live


@pytest.mark.usefixtures("terminal")
def test_an_empty_no_color_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    assert type(chosen()) is Live


@pytest.mark.usefixtures("terminal")
def test_quiet_and_no_progress_say_nothing_of_progress(capsys: pytest.CaptureFixture[str]) -> None:
    for listen in (chosen(quiet=True), chosen(no_progress=True)):
        assert type(listen) is Quiet
        with listen:
            listen.stage("walk")
            listen.advance(5, 5, b"/x")
            listen.trouble(TROUBLE)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("quiet", [True, False])
def test_troubles_are_told_when_asked_for(quiet: bool, capsys: pytest.CaptureFixture[str]) -> None:
    chosen(quiet=quiet, verbose=True).trouble(TROUBLE)
    assert capsys.readouterr() == ("", "/x\\x1b[2J\\n: no permission\n")


def test_plain_lines_come_only_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("cleanup.cli.progress.time", SimpleNamespace(monotonic=lambda: clock[0]))
    listen = chosen()
    listen.stage("walk")
    for second in range(1, 13):
        clock[0] = float(second)
        listen.advance(1000, 0, b"/x")
    listen.stage("whole", 4000, 10**9)
    clock[0] = 20.0
    listen.advance(1500, 10**8, b"/x")
    assert capsys.readouterr().err.splitlines() == [
        "Looking at names: 5,000 files, 0 B",
        "Looking at names: 10,000 files, 0 B",
        "Comparing contents: 1,500 of 4,000 files, 100.0 MB",
    ]


def test_each_stage_has_words() -> None:
    for stage in ("walk", "shared", "move", "undo", "purge", *stages(FINDERS)):
        assert in_words(stage) != stage
    assert in_words("a plug-in's") == "a plug-in's"


@pytest.mark.usefixtures("terminal")
def test_a_moving_line_shows_hostile_names_harmlessly(capsys: pytest.CaptureFixture[str]) -> None:
    listen = chosen(verbose=True)
    with listen:
        listen.stage("walk")
        listen.advance(3, 0, b"/no\x07w\xff/[bold]here")
        listen.trouble(TROUBLE)
        listen.warn("[red]careful[/red]")
    said = capsys.readouterr().err
    assert "\x07" not in said
    assert "\x1b[2J" not in said
    assert "/x\\x1b[2J\\n: no permission" in said
    assert "[red]careful[/red]" in said


def test_an_interrupt_is_heard_by_every_listener() -> None:
    interrupt = Interrupt()
    listen = listener(interrupt, Verbosity(), b"")
    assert listen.stopped() is False
    interrupt.asked = True
    assert listen.stopped() is True


def drawn(live: Live) -> str:
    """What of it stands on the terminal."""
    console = live._progress.console
    lines = console.render_lines(live._progress.get_renderable(), console.options)
    (line,) = ("".join(segment.text for segment in segments).rstrip() for segments in lines)
    return line


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_progress_fits_and_cuts_no_word(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    live = chosen()
    assert isinstance(live, Live)
    live.stage("whole", 90_000, 10**10)
    live.advance(61_444, 5_200_000_000, b"/home/ada/Downloads/film.mp4")
    line = drawn(live)
    assert len(line) <= (width - 2 if width >= 60 else width), "there is room for ^C"
    assert "Comparing contents" in line
    assert "61,444 files" in line
    assert "…" not in line
    assert ("━" in line) == (width >= 60)
    assert ("~/Downloads" in line) == (width >= 80)


@pytest.mark.usefixtures("terminal")
def test_after_ctrl_c_the_line_stands_still_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """It raced to the end of all files, as if Ctrl-C had made it worse."""
    monkeypatch.setenv("COLUMNS", "100")
    interrupt = Interrupt()
    live = listener(interrupt, Verbosity(), b"/home/ada")
    assert isinstance(live, Live)
    live.stage("move", 30_000, 10**9)
    live.advance(2013, 10**6, b"/home/ada/a")
    interrupt._ask()
    for _ in range(9):
        live.advance(3000, 10**7, b"/home/ada/b")
    line = drawn(live)
    assert "Stopping" in line
    assert "2,013 files" in line
    assert live._progress.tasks[0].completed < 3000 * 64_000
