"""The page that a first scan shows: as stored, at every width, with and without characters that draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import cells, steady
from syrupy.assertion import SnapshotAssertion

from support.kinds import Run, Tree

pytestmark = pytest.mark.slow

EVERYTHING = Path(__file__).parent / "data" / "everything.json"


def without_times(page: str) -> str:
    """The page without what the machine decides: how full its disk is, and how long a scan takes."""
    page = re.sub(r"^Disk \d+ % full, [\d.]+ (?:.B )?of [\d.]+ .B", "Disk N % full", page)
    return re.sub(r"  +\d+\.\d s$", "  N.N s", page, flags=re.MULTILINE)


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_first_page_of_a_messy_home(
    columns: int, messy_home: Path, cleanup: Run, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    done = cleanup("scan", messy_home, "--large", "1MB", "--skip", "stale")
    assert (done.returncode, done.stderr) == (0, b"")
    page = done.stdout.decode()
    assert max(map(cells, page.splitlines())) <= columns
    if columns == 80:
        assert without_times(steady(done.stdout)) == snapshot


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_page_with_everything_on_it(
    columns: int, cleanup: Run, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TZ", "UTC")  # the page names days of this place
    done = cleanup("report", EVERYTHING.name, cwd=EVERYTHING.parent)
    assert (done.returncode, done.stderr) == (0, b"")
    page = done.stdout.decode()
    assert max(map(cells, page.splitlines())) <= columns
    if columns == 80:
        assert page == snapshot


@pytest.mark.parametrize("columns", [60, 200])
def test_long_and_wide_names_fit(columns: int, cleanup: Run, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    names = ["n" * 250, "写" * 80, "🎌" * 60, "e\u0301" * 80, "wide 写真 and 🗻 and thin " * 5, "\x1b[31m" * 30]
    root = tree({name: {"a": name, "b": name} for name in names})
    page = cleanup("scan", root, "--top", "20", "-v").stdout.decode()
    assert page.count("2 copies") == len(names)
    too_wide = [line for line in page.splitlines() if cells(line) > columns]
    assert too_wide == []


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_output_that_cannot_draw(
    encoding: str, messy_home: Path, cleanup: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    done = cleanup("scan", messy_home)
    assert (done.returncode, done.stderr) == (0, b"")
    page = done.stdout.decode(encoding)
    assert re.search(r"^  ~/Downloads +#+ ", page, re.MULTILINE)
    assert "freed safely" in page


def test_empty_folder(own: Path, cleanup: Run, tree: Tree) -> None:
    done = cleanup("scan", tree({}))
    assert (done.returncode, done.stderr) == (0, b"")
    assert without_times(done.stdout.decode()) == "Disk N % full  N.N s\n\nThere are no files here\n"


def test_tidy_folder(own: Path, cleanup: Run, tree: Tree) -> None:
    page = cleanup("scan", tree({"a": "one", "b": "two!"})).stdout.decode()
    assert "\nNothing here wastes space\n" in page
    assert "duplicates" not in page
    assert "Next:" not in page


def test_the_current_folder_is_the_default(own: Path, cleanup: Run, tree: Tree) -> None:
    root = tree({"a": "same", "b": "same"})
    page = cleanup("scan", cwd=root).stdout.decode()
    assert "1 copy" in page
    assert "in 2 files" in " ".join(page.split())


@pytest.mark.parametrize(("count", "said"), [(49, False), (60, True)])
def test_what_is_possible_besides_is_said_with_the_time_it_takes(
    tree: Tree, cleanup: Run, count: int, said: bool
) -> None:
    root = tree({f"{number}.jpg": f"picture {number}" for number in range(count)})
    page = cleanup("scan", root).stdout.decode()
    assert ("Also possible: similar-photos (about a minute for 60 pictures)" in page) == said
    asked = cleanup("scan", root, "--only", "similar-photos").stdout.decode()
    assert "Also possible" not in asked
