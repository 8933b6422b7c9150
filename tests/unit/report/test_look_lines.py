"""Rows for copies worth a look: a sentence for each kind, right for one file and for many."""

from __future__ import annotations

import pytest

from cleanup.model.look_line import LineKind, LookLine
from cleanup.report.look_lines import by_folder
from cleanup.report.sheet import Sheet
from cleanup.report.style import PageStyle


def words(kind: str, files: int, within: int, folders: int = 1) -> str:
    line = LookLine(b"/home/ana/a", LineKind(kind), files, within, 10, b"/home/ana/b", folders)
    ((_, row),) = by_folder((line,), "duplicates", Sheet(PageStyle(home=b"/home/ana"), 80, True))
    return row.words


@pytest.mark.parametrize(
    ("kind", "one", "many"),
    [
        ("elsewhere", "1 of 9 files is also in ~/b", "2 of 9 files are also in ~/b"),
        ("other-owner", "1 file of another user is also in ~/b", "2 files of another user are also in ~/b"),
        ("picked", "1 file picked out of 1 folder", "2 files picked out of 1 folder"),
        ("two-wholes", "shares 1 file with ~/b, and both may need it",
         "shares 2 files with ~/b, and both may need them"),
        ("in-whole", "1 file is also in ~/b, but may be needed here",
         "2 files are also in ~/b, but may be needed here"),
        ("same-tree", "the same as ~/b (1 file)", "the same as ~/b (2 files)"),
        ("same-folder", "1 copy of another file in this folder", "2 copies of other files in this folder"),
    ],
)  # fmt: skip
def test_words(kind: str, one: str, many: str) -> None:
    assert (words(kind, 1, 9), words(kind, 2, 9)) == (one, many)


def test_all_of_a_folder_and_more_folders() -> None:
    assert words("copy-of-a-place", 1, 1) == "its only file is also in ~/b"
    assert words("copy-of-a-place", 2, 2) == "both files are also in ~/b"
    assert words("copy-of-a-place", 3, 3, 2) == "all 3 files are also in ~/b and 1 more folder"
    assert words("two-inboxes", 3, 4, 3) == "3 of 4 files are also in ~/b and 2 more folders"


def test_a_small_page_has_the_biggest_ones_and_the_sum_of_the_others() -> None:
    lines = tuple(
        LookLine(b"/home/ana/%d" % number, LineKind.ELSEWHERE, 1, 2, 100 - number, b"/b") for number in range(6)
    )
    style = PageStyle(home=b"/home/ana")
    rows = by_folder(lines, "duplicates", Sheet(style, 80, True))
    assert [amount for amount, _ in rows] == [100, 99, 98, 97 + 96 + 95]
    assert rows[-1][1].words == "3 more copies, in 3 folders"
    assert len(by_folder(lines, "duplicates", Sheet(PageStyle(home=b"/home/ana", full=True), 80, True))) == 6
