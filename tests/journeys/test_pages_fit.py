"""Every page fits: no line is wider than the terminal, and the answer of a scan is on the screen when it ends."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import cells

from cleanup.cli.app import run
from cleanup.report.page import draw_page
from cleanup.report.style import PageStyle
from cleanup.workflow.environment import Context
from cleanup.workflow.find_scan import find_scan
from support.kinds import Run, Tree
from support.terminal import answered

Page = Callable[..., str]
WIDTHS = [40, 60, 80, 120]
NAMES = ["n" * 200, "写" * 80, "🎌" * 60, "e\u0301" * 80, "wide 写真 and 🗻 and thin " * 5, "\x1b[31m" * 30]


@pytest.fixture
def lots(own: Path, home: Path, tree: Tree) -> Path:
    """A home with something for every part of every page, under long and wide names."""
    return tree(
        {
            **{
                name: {"film.mp4": name * 9000, f"film ({place}).mp4": name * 9000, "empty": "", "nothing": {}}
                for place, name in enumerate(NAMES)
            },
            **{f"folder {number}": {"x": f"{number}" * 9000, "x (1)": f"{number}" * 9000} for number in range(9)},
            ".hidden": {"a": "b"},
            "p": {"node_modules": {"x": "y" * 9000}, "package.json": "{}"},
        },
        home,
    )


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Page:
    def shown(columns: int, *arguments: str) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        run(list(arguments))
        return capsys.readouterr().out

    return shown


@pytest.mark.parametrize("columns", WIDTHS)
def test_no_line_is_wider_than_the_terminal(columns: int, lots: Path, page: Page) -> None:
    scan = ["scan", str(lots), "--large", "10kB", "--stale", "2100-01-01"]
    for command in (
        scan, [*scan, "-v"], [*scan, "-q"], ["report", "-v"], ["report", "--top", "30"], ["plan"],
        ["trash", "--dry-run"], ["trash", "--yes"], ["history"], ["history", "last"], ["undo", "--dry-run"], ["report"],
        ["undo"], ["trash", "--yes"], ["purge", "--dry-run"], ["purge", "--yes"], ["report"],
    ):  # fmt: skip
        text = page(columns, *command)
        assert text, command
        # A path in a command to type is not broken.
        long = [line for line in text.splitlines() if cells(line) > columns and line.strip() != str(lots)]
        assert long == [], command


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_pages_about_the_program_fit_too(columns: int, lots: Path, page: Page, own: Path) -> None:
    file = own / "config" / "cleanup" / "config.toml"
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_text("exclude = ['*.iso', '" + "long " * 30 + "']\nnever-ask = ['5@7 /" + "n" * 100 + "']\n")
    page(columns, "scan", str(lots), "-q")
    for command in (
        ["doctor"], ["finders"], ["finders", "leftovers"], ["finders", "build-folders"], ["config"], ["cache", "info"],
        ["history"], ["decisions", "list"],
    ):  # fmt: skip
        text = page(columns, *command)
        assert text, command
        assert [line for line in text.splitlines() if cells(line) > columns] == [], command
    assert "".join(page(columns, "config").split()).count("long") == 30, "nothing is left out"


@pytest.mark.parametrize("columns", [80, 120])
def test_the_answer_of_a_scan_is_on_the_screen(columns: int, lots: Path, page: Page) -> None:
    lines = page(columns, "scan", str(lots), "--large", "10kB", "--stale", "2100-01-01").splitlines()
    assert len(lines) <= 22, "with the command and the next prompt, 24"
    assert " % full, " in lines[0]
    text = "\n".join(lines)
    for part in ("can be freed safely", "worth a look", "Not looked into", "cleanup trash", "cleanup report"):
        assert part in text
    assert "0 files" not in text
    assert "0 folders" not in text


@pytest.mark.parametrize("columns", [80, 120])
def test_a_plan_and_its_question_are_on_the_screen(columns: int, lots: Path, page: Page) -> None:
    page(columns, "scan", str(lots))
    for command, most in ((["plan"], 22), (["trash", "--dry-run"], 19)):
        text = page(columns, *command)
        assert len(text.splitlines()) <= most, command
        for part in ("to move, ", "Biggest", "… and ", "Why copies stay:", "From:", "To:"):
            assert part in text
    (shown,) = re.findall(r"… and \d+ more \((--show \d+)\)", page(columns, "plan"))
    assert "… and " not in page(columns, "plan", *shown.split())
    assert len(page(columns, "plan", "--show", "20").splitlines()) > 40, "who asks for more gets more"


def test_a_narrow_page_tells_what_each_command_is_for(lots: Path, page: Page) -> None:
    text = " ".join(page(40, "scan", str(lots)).split())
    assert re.search(r"cleanup trash --scan \w{4} move the safe ones; asks first", text)


@pytest.mark.parametrize("columns", WIDTHS)
def test_where_things_go_is_told_at_every_width(columns: int, lots: Path, page: Page) -> None:
    page(columns, "scan", str(lots))
    (told,) = re.findall(r"^To: (.*)$", page(columns, "trash", "--dry-run"), re.MULTILINE)
    assert told.endswith("/Trash")


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (80, 60)])
def test_a_terminal_is_used_as_far_as_it_reaches(
    columns: int, lines: int, lots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINES", str(lines))
    monkeypatch.setenv("COLUMNS", str(columns))
    run(["scan", str(lots), "-q"])
    found = find_scan(Context.current().state, "last")
    page = draw_page(found, PageStyle(), on_terminal=True).splitlines()
    assert len(page) <= lines - 2
    assert ("… and " not in "\n".join(page)) == ((columns, lines) == (80, 60))


def test_the_answer_of_a_scan_is_on_a_small_screen(lots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setenv("COLUMNS", "40")
    run(["scan", str(lots), "--large", "10kB", "--stale", "2100-01-01", "-q"])
    page = draw_page(find_scan(Context.current().state, "last"), PageStyle(home=os.fsencode(lots)), on_terminal=True)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", page).splitlines()
    assert len(lines) <= 22
    assert lines[0].startswith("Disk ")
    parts = ("freed safely", "worth a look", "Not looked into: 2 places", "trash --scan", "cleanup review")
    assert [part for part in parts if part not in page] == []


def test_a_question_is_broken_between_its_words(home: Path, own: Path, tree: Tree, cleanup: Run) -> None:
    cleanup("scan", tree({"letter.txt": "same", "letter (1).txt": "same"}, home), "-q")
    said = answered([("[y/N]", "n\n")], "trash", environment={"COLUMNS": "40"})[1]
    assert "to the trash?" in said
    assert max(cells(line) for line in re.sub(r"\x1b\[[0-9;]*m", "", said).split("\r\n")) <= 40
