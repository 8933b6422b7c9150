"""The page of a plan: its biggest are what comes free, and none that stays is counted among what goes."""

from __future__ import annotations

from pathlib import Path

from cleanup.model.plan import Amounts, Destination, Kind
from cleanup.report.plan_page import draw_plan
from cleanup.report.style import PageStyle
from support.moving import a_plan, a_step


def page(tmp_path: Path, sparse: int, cannot_move: int) -> str:
    steps = []
    for number in range(9):
        path = tmp_path / f"file {number}"
        path.write_bytes(b"x" * 8192)
        steps.append(a_step(path, id=str(number)))
    with (tmp_path / "disk.vdi").open("wb") as file:
        file.truncate(sparse)
    steps.append(a_step(tmp_path / "disk.vdi", id="9"))
    goes, stays = 10 - cannot_move, tuple(str(number) for number in range(cannot_move))
    destinations = (
        Destination(b"/", b"/trash", "", Amounts(goes, goes * 8192, goes * 8192), kinds=((Kind.FILE, goes),)),
        Destination(
            b"/else", b"", "nowhere to go", Amounts(cannot_move), kinds=((Kind.FILE, cannot_move),), refused=stays
        ),
    )
    return draw_plan(a_plan(*steps), destinations, PageStyle(width=80, most=3, listed=True), on_terminal=False)


def test_the_biggest_are_those_that_free_most(tmp_path: Path) -> None:
    """A disk of 64 GB that nothing was written to stood first, with 64 GB."""
    lines = page(tmp_path, 64 * 10**9, 0).splitlines()
    biggest = lines.index("Biggest")
    assert all("8.2 kB" in lines[biggest + 1 + 2 * number] for number in range(3))
    assert not any("64.0 GB" in line for line in lines)
    assert "  … and 7 more (--show 10)" in lines


def test_what_cannot_move_is_not_among_those_that_are_left_to_show(tmp_path: Path) -> None:
    lines = page(tmp_path, 0, 4).splitlines()
    assert lines[0].startswith("6 files to move")
    assert "  … and 3 more (--show 6)" in lines
    assert not any("file 0" in line or "file 3" in line for line in lines)
    assert any("4 items on /else cannot move: nowhere to go" in line for line in lines)
