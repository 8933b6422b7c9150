"""The pages of moving, undoing, looking back and freeing: as stored, at every width, on a terminal and in a pipe."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pages import cells, steady
from syrupy.assertion import SnapshotAssertion

from support.kinds import Run, Tree

OnTerminal = Callable[..., Any]

BLOCK = 65536
LONG = "a very long name that somebody gave to a downloaded file so that it says it all, twice (1).pdf"


@pytest.fixture
def mess(home: Path, tree: Tree) -> Path:
    """A home with copies of all kinds; its trash and the program's own folders are in it too.

    All sizes are whole blocks of any usual file system.
    """
    bits = random.Random(2026)
    film, photo, paper, song, plan, report = (bits.randbytes(n * BLOCK) for n in (30, 8, 4, 3, 2, 1))
    tree(
        {
            "Downloads": {
                "holiday film.mp4": film, "holiday film (1).mp4": film, "song (1).mp3": song, "plan (1).odt": plan,
                LONG: paper, "report (1).pdf": report, "[red]report\n (2).pdf": report,
            },
            "Documents": {"invoice.pdf": paper, "plan.odt": plan, "report.pdf": report},
            "Pictures": {"2021": {"IMG_1.jpg": photo}, "写真": {"日本旅行の写真 🎌🗻 最高の思い出 (1).jpg": photo}},
            "Music": {"song.mp3": song},
        },
        home,
    )  # fmt: skip
    return home


def journey(home: Path, cleanup: Run) -> Iterator[tuple[str, subprocess.CompletedProcess[bytes]]]:
    """Every page, one after the other: a run that cannot do all, an undo that cannot either."""
    assert cleanup("scan", home).returncode == 0
    yield "trash --dry-run", cleanup("trash", "--dry-run", "--top", "4")
    with (home / "Downloads" / "plan (1).odt").open("ab") as file:
        file.write(b"changed since the scan")
    (home / "Music" / "song.mp3").unlink()
    yield "trash --yes", cleanup("trash", "--yes", "--top", "1")
    yield "history after the run", cleanup("history")
    (home / "Downloads" / "report (1).pdf").write_bytes(b"new")
    yield "undo --dry-run", cleanup("undo", "--dry-run")
    yield "undo --only", cleanup("undo", "--only", "report*")
    yield "undo --rename", cleanup("undo", "--only", "report*", "--rename")
    yield "history", cleanup("history")
    yield "history RUN", cleanup("history", "last")
    yield "purge --dry-run", cleanup("purge", "--dry-run", "--top", "2")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_pages_of_moving(
    columns: int, mess: Path, cleanup: Run, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slow for a test: ten starts of the program."""
    monkeypatch.setenv("COLUMNS", str(columns))
    pages = []
    for command, done in journey(mess, cleanup):
        page = steady(done.stdout)
        # Unattended, the scan that is used is named.
        assert done.stderr.startswith(b"The last scan is used: ") == (command == "trash --yes"), command
        assert done.stderr.count(b"\n") == (command == "trash --yes"), command
        assert b"\x1b" not in done.stdout, command
        assert [line for line in page.splitlines() if cells(line) > columns] == [], command
        pages.append(f"$ cleanup {command}\n{page}[exit code {done.returncode}]\n")
    assert "\n".join(pages) == snapshot


@pytest.mark.parametrize("columns", [60, 120])
def test_the_page_of_a_purge(columns: int, mess: Path, cleanup: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not stored: how much came free is asked of a disk that others use too."""
    monkeypatch.setenv("COLUMNS", str(columns))
    cleanup("trash", mess / "Downloads" / LONG, mess / "Music", "--yes")
    done = cleanup("purge", "--yes")
    page = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert "items would be gone for good, " in page
    freed = page.split("\n\n")[2]
    assert re.match(r"Freed 2 items for good:\s+\S+ k?B\s+more\s+free\s+on\s+the\s+disk\.", freed)
    assert max(map(cells, page.splitlines())) <= columns


@pytest.mark.parametrize("columns", [40, 60, 200])
def test_long_wide_and_hostile_names_fit(
    columns: int, cleanup: Run, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    names = ["n" * 240, "写" * 75, "🎌" * 60, "e\u0301" * 80, "\x1b[31m" * 30, "[red]" * 40]
    root = tree({name: name for name in names})
    files = [root / name for name in names]
    pages = [
        cleanup("trash", *files, "--yes"),
        cleanup("history", "last"),
        cleanup("purge", "--dry-run"),
        cleanup("undo", "--to", root / "w\u0301写 elsewhere"),
    ]
    text = b"".join(done.stdout for done in pages)
    assert b"Moved 6 files" in text
    assert b"Brought back 6 files" in text
    assert b"\x1b" not in text
    assert [line for line in text.decode().splitlines() if cells(line) > columns] == []


@pytest.mark.parametrize(
    ("command", "said"),
    [(["trash", "--yes"], "Moved 7 files to the trash"), (["undo"], "Brought back 1 file to"),
     (["history"], "1 moved"), (["history", "last"], "in the trash"), (["purge", "--yes"], "Freed 1 file for good")],
)  # fmt: skip
def test_colour_is_for_terminals_that_want_it(
    command: list[str], said: str, mess: Path, cleanup: Run, on_terminal: OnTerminal
) -> None:
    colour = re.compile(rb"\x1b\[(?:\d+;)*(?:3\d|4\d|9\d|10[0-7])(?:;\d+)*m")
    for file, environment in (("invoice.pdf", {"NO_COLOR": "1"}), ("plan.odt", {})):
        if command[0] == "trash":
            cleanup("undo")
            cleanup("scan", mess)
        else:
            cleanup("trash", mess / "Documents" / file, "--yes")
        seen = on_terminal(*command, environment=environment)
        assert said.encode() in seen.terminal
        assert bool(colour.search(seen.terminal)) is not bool(environment)


def test_quiet_pages_are_their_first_lines(mess: Path, cleanup: Run) -> None:
    cleanup("scan", mess)
    pages = [
        cleanup("trash", "--dry-run", "-q").stdout,
        cleanup("trash", "--yes", "-q").stdout,
        cleanup("undo", "--only", "report*", "-q").stdout,
        cleanup("purge", "--dry-run", "-q").stdout,
        cleanup("purge", "--yes", "-q").stdout,
    ]
    for page in pages:
        assert b"Downloads" not in page
        assert b"Next:" not in page
    assert b"\n7 files to move" in pages[0]
    assert b"Moved 7 files to the trash" in pages[1]
    assert pages[2].startswith(b"Brought back 1 file")
    assert b"would be gone for good" in pages[3]
    assert b"Freed 6 files for good" in pages[4]


def test_an_undo_that_brings_nothing_back_says_why(mess: Path, cleanup: Run) -> None:
    """Its pattern fits nothing, though all of the run is in the trash."""
    cleanup("trash", mess / "Music", "--yes")
    page = cleanup("undo", "--only", "*.pdf").stdout
    assert b"Nothing of this run is in the trash" not in page


def test_a_purge_counts_only_what_is_in_the_trash(mess: Path, cleanup: Run) -> None:
    """The user emptied the trash with another program meanwhile."""
    cleanup("trash", mess / "Music" / "song.mp3", "--yes")
    trash = mess / ".local" / "share" / "Trash"
    for file in [*(trash / "files").iterdir(), *(trash / "info").iterdir()]:
        file.unlink()
    done = cleanup("purge", "--yes")
    assert b"1 file would be gone" not in done.stdout
    assert done.returncode == 0
