"""What the whole-command tests share: a messy home, own folders apart from it, another user, and a terminal."""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.kinds import Run, Tree

if TYPE_CHECKING:
    from support.terminal import Open

CLEANUP = [sys.executable, "-m", "cleanup"]
# 2020-09-13, so that nothing in stored outputs depends on the day of the test.
STAMP = 1_600_000_000


@pytest.fixture
def twins(own: Path, tree: Tree) -> Path:
    """A folder with one group of duplicates."""
    return tree({"a.txt": "the same", "b.txt": "the same"})


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program's own folders will be: outside the home, and not there before it needs them."""
    folder = tmp_path / "own"
    for use in ("cache", "state", "config", "data"):
        monkeypatch.setenv(f"XDG_{use.upper()}_HOME", str(folder / use))
    return folder


@pytest.fixture
def open_terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Opens terminals with the program in them; all are closed at the end."""
    # Windows, where most tests here run too, has no such terminals.
    from support.terminal import terminals

    # A socket's path may not be long.
    with terminals(tmp_path_factory.mktemp("t")) as make:
        yield make


@pytest.fixture
def messy_home(home: Path, own: Path, tree: Tree) -> Path:
    """A home with duplicates, a big file, empty files, hidden and protected places, and names of many scripts.

    All sizes are whole blocks of any usual file system, all contents random, all times fixed.
    """
    bits = random.Random(2024)
    film, photo, paper, iso = (bits.randbytes(n * 65536) for n in (15, 4, 1, 20))
    tree(
        {
            "Downloads": {
                "holiday film.mp4": film,
                "holiday film (1).mp4": film,
                "invoice.pdf": paper,
                "system-installer-2019.iso": iso,
                "a very long name that somebody gave to a downloaded file so that it says it all.pdf": paper,
            },
            "Documents": {"Taxes 2019": {"invoice.pdf": paper}, "note.txt": b"", "letter.odt": bits.randbytes(65536)},
            "Pictures": {"2021": {"IMG_0001.jpg": photo}, "写真": {"日本旅行の写真 🎌🗻 最高の思い出.jpg": photo}},
            "Backup laptop": {"Pictures": {"IMG_0001.jpg": photo}},
            "Projects": {
                "site": {".git": {"HEAD": "ref", "pack": paper}, "node_modules": {"x.js": paper}, "index.html": "<p>"}
            },
            ".config-of-an-app": {"cache.bin": paper},
        },
        home,
    )
    settle(home)
    return home


def settle(root: Path) -> None:
    """Give everything below a folder the same, fixed times."""
    for folder, folders, files in os.walk(root, topdown=False):
        for name in [*files, *folders]:
            os.utime(os.path.join(folder, name), (STAMP, STAMP), follow_symlinks=False)


@pytest.fixture
def cleanup_as_nobody(open_place: Path, monkeypatch: pytest.MonkeyPatch, nobody: list[str]) -> Run:
    """Runs the program without any rights, with its home in the open place; skips where that cannot be done."""
    home = open_place / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    monkeypatch.setenv("HOME", str(home))
    for use in ("CACHE", "STATE", "CONFIG", "DATA"):
        monkeypatch.delenv(f"XDG_{use}_HOME", raising=False)

    def run(*arguments: str | bytes | Path) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*nobody, *CLEANUP, *arguments],
            capture_output=True,
            check=False,
            cwd=open_place,
            stdin=subprocess.DEVNULL,
            timeout=120,
        )

    return run


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood on the terminal, what came through the pipe of the other stream, and the exit code."""

    terminal: bytes
    piped: bytes
    code: int


@pytest.fixture
def on_terminal(tmp_path: Path) -> Callable[..., Seen]:
    """Runs the program with standard output (``stream="stdout"``) or standard error on a real terminal, or both."""
    import fcntl
    import pty
    import termios

    from support.processes import part_of

    def run(
        *arguments: str | Path, stream: str = "stdout", columns: int = 80, environment: Mapping[str, str] | None = None
    ) -> Seen:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [*CLEANUP, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if stream == "stderr" else theirs,
            stderr=subprocess.PIPE if stream == "stdout" else theirs,
            cwd=tmp_path,
            env={**os.environ, "TERM": "xterm-256color", **(environment or {})},
        )
        os.close(theirs)
        shown = b"".join(iter(partial(part_of, ours), b""))
        os.close(ours)
        piped = b"".join(filter(None, process.communicate(timeout=60)))
        return Seen(shown, piped, process.returncode)

    return run
