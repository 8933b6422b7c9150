"""From a scan to a plan that nobody asked more of: what goes is in the document, and no more than that is planned."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from support.kinds import Run, Tree

pytestmark = [pytest.mark.usefixtures("by_default"), pytest.mark.slow]
BILL, NOTES, CODE = "a bill " * 900, "some notes " * 500, "some code " * 400


@pytest.fixture
def lived_in(home: Path, tree: Tree, cleanup: Run) -> Path:
    """A home with a bill that is loose and filed, notes and a copy beside them, and two projects with one file."""
    tree(
        {
            "Downloads": {"bill.pdf": BILL, "tool.txt": CODE},
            "Documents": {"Tax 2021": {"bill.pdf": BILL}, "notes.txt": NOTES, "notes - Copy.txt": NOTES},
            "Work": {name: {".git": {"HEAD": "ref"}, "tool.txt": CODE} for name in ("one", "two")},
        },
        home,
    )
    assert cleanup("scan", home, "-q", cwd=home).returncode == 0
    return home


def planned(cleanup: Run, home: Path, *options: str | Path, **environment: str) -> tuple[set[str], dict[str, int], str]:
    """The paths that would move, what is left alone, and the first line of the page."""
    env = os.environ | environment
    document = json.loads(cleanup("plan", "-f", "json", *options, env=env).stdout)
    page = cleanup("plan", *options, env=env).stdout.decode()
    return (
        {os.path.relpath(step["path"], home) for step in document["steps"]},
        document["left_alone"],
        page.split("\n")[0],
    )


SAFE = {"Downloads/bill.pdf", "Documents/notes - Copy.txt", "Downloads/tool.txt"}


def test_the_document_says_of_each_file_what_goes_and_why(lived_in: Path, cleanup: Run) -> None:
    document = json.loads(cleanup("report", "-f", "json").stdout)
    files = [file for each in document["findings"] if each["category"] == "duplicates" for file in each["files"]]
    said = {os.path.relpath(file["path"], lived_in): (file["choice"], file["why"]) for file in files}
    assert said["Downloads/bill.pdf"] == ("goes", "loose in an inbox, and filed elsewhere")
    assert said["Documents/notes - Copy.txt"] == ("goes", "named as a copy of the file beside it")
    assert {path for path, (choice, _) in said.items() if choice == "goes"} == SAFE
    assert [choice for path, (choice, _) in said.items() if path.startswith("Work")] in (
        ["ask", "stays"],
        ["stays", "ask"],
    )
    assert all(why for _, why in said.values())
    assert document["savings"]["safe"]["files"] == len(SAFE)


def test_what_goes_by_default_is_the_plan(lived_in: Path, cleanup: Run) -> None:
    paths, left, first = planned(cleanup, lived_in)
    assert (paths, left, first[:15]) == (SAFE, {"in-whole": 1}, "3 files to move")
    assert planned(cleanup, lived_in, "--only", "duplicates")[0] == SAFE
    assert planned(cleanup, lived_in, "--under", lived_in / "Downloads")[0] == {path for path in SAFE if "Down" in path}


def test_a_rule_that_is_asked_for_chooses_of_every_group_and_says_so(lived_in: Path, cleanup: Run) -> None:
    for options, environment in (("--keep", "first-path"), {}), ((), {"CLEANUP_KEEP": "first-path"}):
        paths, left, first = planned(cleanup, lived_in, *options, **environment)
        assert paths == {"Downloads/bill.pdf", "Documents/notes.txt"}
        assert left == {"in-whole": 2}
        assert first == "All copies are chosen but one of each, safe or not, as you asked: --keep"
    paths, _, _ = planned(cleanup, lived_in, "--keep", "first-path", "--in-wholes")
    assert paths == {"Downloads/bill.pdf", "Documents/notes.txt", "Work/one/tool.txt", "Work/two/tool.txt"}


def without_choices(document: dict[str, Any]) -> dict[str, Any]:
    for finding in document["findings"]:
        for file in finding["files"]:
            del file["choice"]
    return document


def test_a_document_without_choices_asks_about_all_copies(lived_in: Path, cleanup: Run, tmp_path: Path) -> None:
    older = tmp_path / "older.json"
    older.write_text(json.dumps(without_choices(json.loads(cleanup("report", "-f", "json").stdout))))
    paths, left, _ = planned(cleanup, lived_in, older)
    assert (paths, left) == (set(), {"in-whole": 1, "not-judged": 3})
    page = " ".join(cleanup("report", older).stdout.decode().split())
    assert "scan again" in page
    assert "safely" not in page
    again = json.loads(cleanup("report", older, "-f", "json").stdout)
    choices = {file["choice"] for finding in again["findings"] for file in finding["files"]}
    assert choices == {"stays", "ask"}


def test_a_rule_may_name_a_folder_that_is_no_utf_8(lived_in: Path, cleanup: Run) -> None:
    folder = os.fsencode(lived_in / "Documents") + b"/\xff"
    os.mkdir(folder)
    Path(os.fsdecode(folder), "x").write_text(BILL)
    assert cleanup("scan", lived_in, "-q").returncode == 0
    done = cleanup("plan", "--keep", b"in:" + folder, "-f", "json")
    assert (done.returncode, json.loads(done.stdout)["plan"]["rules"]) == (0, [f"in:{lived_in}/Documents/\ufffd"])
