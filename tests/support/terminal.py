"""Real terminals for a test: tmux on a socket of its own, read and typed in like a person does, or a plain one."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from support.processes import in_time

_ENOUGH = 20.0


class Terminal:
    """A window of tmux in which a shell waits for a program to end, and says its exit code."""

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        self._socket = folder / "tmux"
        self._settings = folder / "tmux.conf"
        # No line of tmux's own: all lines are the program's.
        self._settings.write_text("set -g status off\nset -g default-terminal tmux-256color\n")
        self.folder = folder
        self._size = size

    def start(self, *arguments: str | Path, environment: Sequence[str] = ()) -> None:
        """Run the program in a fresh window."""
        program = shlex.join([sys.executable, "-m", "cleanup", *map(str, arguments)])
        line = f"{program}; code=$?; echo; echo the end: $code; exec sleep 1000"
        columns, rows = self._size
        self.tmux(
            "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(self.folder),
            # The width is that of the window, whatever the test run was told about its own.
            shlex.join(["env", "-u", "COLUMNS", "-u", "LINES", *environment, "sh", "-c", line]),
        )  # fmt: skip

    def shell(self, *arguments: str | Path) -> None:
        """Run the program in a shell that knows jobs, in place of what was there."""
        self.tmux("respawn-pane", "-k", "env -u COLUMNS -u LINES PS1='$ ' bash --norc --noprofile -i")
        self.wait_for("$")
        self.type(shlex.join([sys.executable, "-m", "cleanup", *map(str, arguments)]), "Enter")

    def tmux(self, *arguments: str) -> str:
        """Run a command of tmux on this terminal's own server."""
        done = subprocess.run(
            ["tmux", "-S", str(self._socket), "-f", str(self._settings), *arguments],
            capture_output=True, check=False, text=True, timeout=_ENOUGH, env={**os.environ, "TERM": "xterm-256color"},
        )  # fmt: skip
        return done.stdout

    def type(self, *keys: str) -> None:
        """Press keys, by tmux's names for them."""
        self.tmux("send-keys", *keys)

    @property
    def screen(self) -> str:
        """What stands in the window."""
        return self.tmux("capture-pane", "-p")

    def wait_for(self, *words: str) -> str:
        """Wait until all these words stand in the window; gives what stands there."""
        return self.until(lambda screen: all(word in screen for word in words), f"no {words}")

    def until(self, done: Callable[[str], bool], problem: str) -> str:
        """Wait until the window is as it should be."""
        end = time.monotonic() + _ENOUGH
        while not done(screen := self.screen):
            assert time.monotonic() < end, f"{problem} in:\n{screen}"
            time.sleep(0.02)
        return screen

    def code(self) -> int:
        """Wait for the end of the program; gives its exit code."""
        # A page that ended at once may stand behind it.
        screen = self.until(lambda screen: re.search(r"the end: \d", screen) is not None, "no end")
        return int(re.findall(r"the end: (\d+)", screen)[-1])

    def close(self) -> None:
        """Close the window, as a person does with the mouse: whatever runs in it loses its terminal."""
        self.tmux("kill-server")

    def end(self) -> None:
        """Close the window, and end what still runs in it."""
        shell = self.tmux("display-message", "-p", "#{pane_pid}").strip()
        processes = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], capture_output=True, check=False, text=True)
        for process in processes.stdout.split() if shell else []:
            with suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)
        self.close()


def stop_and_go_on(terminal: Terminal, *arguments: str | Path) -> None:
    """Stop the program's page by Ctrl-Z, use the shell, and go on with the page."""
    terminal.shell(*arguments)
    goes = re.search(r"Goes if you go on: .*?,", terminal.wait_for("Goes if you go on", "space mark"))
    assert goes is not None
    terminal.type("x")
    terminal.wait_for("Nothing goes yet")
    terminal.type("C-z")
    terminal.wait_for("Stopped")
    terminal.type("echo $((6*7))", "Enter")
    terminal.wait_for("42")
    terminal.type("fg", "Enter")
    terminal.wait_for("Nothing goes yet", "space mark")
    terminal.type("u")
    terminal.wait_for(goes[0])


def answered(
    answers: Sequence[tuple[str, str]],
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    typed_before: str = "",
    **options: Any,
) -> tuple[int, str, str]:
    """Run the program on a plain terminal, and answer each time that some words stand there; ``^C`` is a signal.
    ``typed_before`` is typed before it begins.

    Gives the exit code, all that stood on the terminal, and what was said elsewhere if ``options`` of Popen say so.
    """
    ours, theirs = pty.openpty()
    os.write(ours, typed_before.encode())
    process = subprocess.Popen(
        [sys.executable, "-m", "cleanup", *arguments], start_new_session=True, stdin=theirs,
        env={**os.environ, "TERM": "xterm-256color", **(environment or {})},
        **({"stdout": theirs, "stderr": theirs} | options),
    )  # fmt: skip
    os.close(theirs)
    said, at, waiting = b"", 0, list(answers)
    end = time.monotonic() + 3 * _ENOUGH
    try:
        while time.monotonic() < end:
            if not select.select([ours], [], [], 1)[0]:
                continue
            try:
                said += os.read(ours, 65536)
            except OSError:  # the last process that had the terminal open is gone
                break
            while waiting and (found := said.find(waiting[0][0].encode(), at)) >= 0:
                at = found + len(waiting[0][0])
                typed = waiting.pop(0)[1]
                if typed == "^C":
                    process.send_signal(signal.SIGINT)
                else:
                    os.write(ours, typed.encode())
        with in_time(process):
            elsewhere = process.stdout.read().decode() if process.stdout else ""
        return process.wait(10), said.decode(), elsewhere
    finally:
        process.kill()
        process.wait()
        os.close(ours)


Open = Callable[..., Terminal]


@contextmanager
def terminals(folder: Path) -> Iterator[Open]:
    """Gives terminals; all are closed at the end. Skips where there is no tmux."""
    if shutil.which("tmux") is None:
        pytest.skip("needs tmux")
    opened: list[Terminal] = []

    def make(*arguments: str | Path, size: tuple[int, int] = (80, 24), environment: Sequence[str] = ()) -> Terminal:
        place = folder / f"terminal {len(opened)}"
        place.mkdir()
        terminal = Terminal(place, size)
        opened.append(terminal)
        terminal.start(*arguments, environment=environment)
        return terminal

    try:
        yield make
    finally:
        for terminal in opened:
            terminal.end()
