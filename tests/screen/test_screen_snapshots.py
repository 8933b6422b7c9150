"""What the page looks like, line by line, at one size; at others, that it fits."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from cleanup.review.head import first_lines
from support.reviewing import ScannedFolder, User, review

MOMENTS = {
    "start": [],
    "after some choices": ["down", "space", "down", "down", "K", "right", "s", "n", "up"],
    "a copy": ["down", "down"],
    "a rule": ["down", "r"],
    "where a rule counts": ["down", "r", "3"],
    "a name that cannot be": ["p", "enter"],
    "help": ["question_mark"],
    "filter": ["slash", *"report", "down"],
    "nothing found": ["slash", *"zebra"],
    "leaving": ["n", "q"],
    "everything": ["0"],
    "folders": ["1", "tab", "down"],
    "two groups closed": ["Z", "G", "z"],
}


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (150, 35)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_page(
    scanned: ScannedFolder, size: tuple[int, int], snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    pages = []

    def problem_with(name: str) -> str:
        return f"“/home/me/{name}” exists, and cleanup did not write it as json; it stays as it is."

    async def journey(user: User) -> None:
        for moment, keys in MOMENTS.items():
            screen = await user.press(*keys)
            # The line of the keys is drawn a moment later when a question comes.
            pages.append(f"--- {moment}\n" + "\n".join(screen if moment == "start" else screen[:-1]))
            await user.close_questions()
            await user.press("escape", "1", "home")
            await user.until(lambda: not scanned.selection.changes, "all taken back", "u")

    review(scanned.page(problem_with=problem_with), journey, size)
    if size == (80, 24):
        assert "\n".join(pages) == snapshot
    assert all(cell_len(line) <= size[0] for page in pages for line in page.splitlines()[1:])
    assert len("".join(pages)) > 3000


@pytest.mark.parametrize("size", [(59, 16), (40, 10)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_too_small(scanned: ScannedFolder, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    async def journey(user: User) -> None:
        assert "\n".join(user.screen) == snapshot

    review(scanned.page(), journey, size)


def test_the_three_lines_of_the_first_time_fit_at_the_least_width(scanned: ScannedFolder) -> None:
    """The second one took two lines, and the third was not seen."""

    async def journey(user: User) -> None:
        assert [line.rstrip()[1:] for line in user.screen[3:6]] == [*first_lines()]

    review(scanned.page(first_time=True), journey, (60, 16))
