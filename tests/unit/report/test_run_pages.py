"""Pages about runs, where no whole journey comes by: space that does not come free, many reasons, rough times."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from cleanup.model.plan import Identity, Kind
from cleanup.model.run import (
    Freed,
    Item,
    Place,
    Result,
    Run,
    Space,
    State,
    Status,
    Undone,
)
from cleanup.report.numbers import ago
from cleanup.report.run_page import draw_freed, draw_run, draw_undone
from cleanup.report.style import PageStyle
from cleanup.report.words import MOVED_TO_TRASH, said_of

NOW = datetime(2026, 9, 19, tzinfo=UTC)
LOOK = PageStyle(width=80)
ALL_COMES_FREE = Space(10_000, 12_288, 0)


def an_item(number: int = 1, **changes: object) -> Item:
    item = Item(
        step=str(number), path=b"/folder/%d.jpg" % number, kind=Kind.FILE, category="large",
        identity=Identity(1, number, 10_000, 0), allocated=12_288, links=1, size=10_000, mover="freedesktop",
        place=Place(b"/t/files", b"x", b"/t/info/x"), state=State.IN_TRASH, status=Status.DONE,
    )  # fmt: skip
    return msgspec.structs.replace(item, **changes)


def left(number: int, code: str, message: str) -> Item:
    return an_item(number, status=Status.SKIPPED, state=State.NOT_MOVED, code=code, message=message)


def page(*items: Item, space: Space = ALL_COMES_FREE, look: PageStyle = LOOK, **changes: object) -> str:
    run = Run("run-1", "1.0", NOW, NOW, "host", "user", "", True, items, space)
    return draw_run(replace(run, **changes), look, on_terminal=False)  # type: ignore[arg-type]


def words(text: str) -> str:
    """A page without its line breaks."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([], "0 files"),
        ([Kind.FILE], "1 file"),
        ([Kind.FILE] * 1234, "1,234 files"),
        ([Kind.FOLDER], "1 folder"),
        ([Kind.FOLDER, Kind.FOLDER], "2 folders"),
        ([Kind.LINK], "1 item"),
        ([Kind.FILE, Kind.FOLDER], "2 items"),
        ([Kind.FILE, Kind.LINK, Kind.FOLDER], "3 items"),
    ],
)
def test_things_are_called_by_what_they_are(kinds: list[Kind], expected: str) -> None:
    assert said_of(MOVED_TO_TRASH, Counter(kinds), size="1 MB") == f"Moved {expected} to the trash, 1 MB."


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ({"seconds": -5}, "just now"), ({"days": -400}, "just now"), ({"seconds": 0}, "just now"),
        ({"seconds": 59.9}, "just now"), ({"seconds": 60}, "a minute ago"), ({"minutes": 2}, "2 minutes ago"),
        ({"hours": 1}, "an hour ago"), ({"hours": 2}, "2 hours ago"), ({"hours": 48}, "2 days ago"),
    ],
)  # fmt: skip
def test_how_long_ago_is_told_roughly(since: dict[str, float], expected: str) -> None:
    assert ago(timedelta(**since)) == expected


SAME = an_item(1, links=3).identity
NAMES, HOLES = "other names elsewhere", "has holes, is compressed or shares its blocks"


@pytest.mark.parametrize(
    ("items", "freed", "said"),
    [
        ([an_item()], 12_288, ""),
        ([an_item(links=2)], 0, f"1 file has {NAMES}: it frees nothing"),
        ([an_item(1, links=2), an_item(2, links=3)], 0, f"2 files have {NAMES}: they free nothing"),
        # All names moved, and two of three names.
        ([an_item(1, links=2), an_item(2, links=2, identity=SAME)], 12_288, ""),
        ([an_item(1, links=3), an_item(2, links=3, identity=SAME)], 0, f"1 file has {NAMES}"),
        ([an_item(allocated=0)], 12_288, f"1 file {HOLES}"),
        ([an_item(1, allocated=4096), an_item(2, allocated=0)], 12_288, "2 files have holes"),
        ([an_item(allocated=5000)], 12_288, ""),
        # So small that it may lie in its inode.
        ([an_item(allocated=0, size=8192)], 12_288, ""),
    ],
)
def test_space_that_does_not_come_free_is_told_with_its_reason(items: list[Item], freed: int, said: str) -> None:
    text = words(page(*items, space=Space(10_000, freed, 0)))
    assert said in text
    assert ("names elsewhere" in text, "holes" in text) == ("names elsewhere" in said, "holes" in said)


CHANGED = "changed since it was shown"
SAME_REASON = [left(number, "changed", CHANGED) for number in range(1, 6)]
MANY_REASONS = [left(number, "x", f"reason {number:02d}.") for number in range(12)]


@pytest.mark.parametrize(
    ("items", "options", "holds", "lacks"),
    [
        ([left(1, "changed", CHANGED)], {"space": Space(0, 0, 0), "roots": (b"/seen",)},
         ["Nothing was moved.", "cleanup scan /seen"], ["cleanup undo", "cleanup purge"]),
        ([an_item()], {"complete": False}, ["Stopped half-way."], ["Nothing"]),
        ([an_item(mover="quarantine", aside=True)], {},
         ["Moved", "to the quarantine folder", "cleanup purge"], ["trash is emptied"]),
        ([an_item(1), left(2, "x", "so")], {}, ["Moved 1 file", "1 was left where it is:", "so "], ["cleanup scan"]),
        # One reason stands once, with how many it holds for; the most frequent first.
        ([an_item(99), *SAME_REASON, left(6, "protected", "it belongs to the system")], {},
         ["Moved", "6 were left where they are:", "/folder/1.jpg and 4 more", CHANGED, "/folder/6.jpg ", "the system"],
         ["/folder/2.jpg"]),
        # Of many, the first ten, and where the rest is.
        ([an_item(99), *MANY_REASONS], {},
         ["Moved", "reason 00.", "reason 09.", "cleanup history run-1"], ["reason 10."]),
        # The first lines alone.
        ([an_item(), left(2, "x", "so")], {"look": LOOK._replace(headline_only=True)},
         ["Moved 1 file"], ["so ", "Next"]),
    ],
)  # fmt: skip
def test_a_page_tells_one_after_the_other(
    items: list[Item], options: dict[str, Any], holds: list[str], lacks: list[str]
) -> None:
    text = words(page(*items, **options))
    assert text.startswith(holds[0])
    places = [text.index(each) for each in holds]
    assert places == sorted(places)
    assert [each for each in lacks if each in text] == []
    assert text.count(CHANGED) <= 1


@pytest.mark.parametrize(
    ("code", "again"),
    [("changed", True), ("gone", True), ("keeper-changed", True), ("keeper-gone", True), ("protected", False)],
)
def test_a_new_look_is_proposed_where_something_changed(code: str, again: bool) -> None:
    assert ("cleanup scan /seen" in page(an_item(1), left(2, code, "so"), roots=(b"/seen",))) is again


def test_a_hostile_reason_and_path_are_shown_harmlessly() -> None:
    nasty = left(1, "x", "\x1b[2J\u202ebad\nbad")
    text = page(an_item(2), msgspec.structs.replace(nasty, path=b"/\x1b[2J\n\xff"))
    assert all(one.isprintable() or one == "\n" for one in text)


def undone(*results: Result, complete: bool = True) -> Undone:
    items = tuple(result.item for result in results)
    run = Run("run-1", "1.0", NOW, NOW, "h", "u", "", True, items, Space(0, 0, 0))
    return Undone(run, results, complete)


def test_what_came_back_elsewhere_is_told_with_its_new_place() -> None:
    item = an_item()
    elsewhere = Result(item, Status.DONE, to=b"/folder/1 (restored 1).jpg")
    there = Result(an_item(2), Status.DONE, to=an_item(2).path)
    text = draw_undone(undone(elsewhere, there), LOOK, on_terminal=False, planned=False)
    assert text.startswith("Brought back 2 files")
    assert "is now /folder/1 (restored 1).jpg" in words(text)
    assert "2.jpg" not in text
    assert "cleanup history" not in text


def test_an_undo_that_is_only_planned_or_was_stopped_says_so() -> None:
    there = Result(an_item(), Status.DONE, to=an_item().path)
    assert draw_undone(undone(there), LOOK, on_terminal=False, planned=True).startswith("Would bring back 1 file")
    stopped = draw_undone(undone(there, complete=False), LOOK, on_terminal=False, planned=False)
    assert stopped.startswith("Stopped half-way.")


def freed(*results: Result, came: int, expected: int) -> str:
    told = Freed(tuple(("run-1", result) for result in results), came, expected, True)
    return words(draw_freed(told, LOOK, on_terminal=False))


def test_a_purge_that_freed_less_than_expected_says_why() -> None:
    done = Result(an_item(), Status.DONE)
    assert "should have come free" not in freed(done, came=12_288, expected=12_288)
    assert "should have come free" not in freed(done, came=11_100, expected=12_288)
    text = freed(done, came=4096, expected=12_288)
    assert "12.3 kB should have come free" in text
    assert "4.1 kB" in text


def test_a_purge_that_freed_nothing_says_so_and_why() -> None:
    text = freed(Result(an_item(), Status.SKIPPED, "changed", "changed in the trash"), came=0, expected=0)
    assert text.startswith("Nothing was freed.")
    assert "changed in the trash" in text
