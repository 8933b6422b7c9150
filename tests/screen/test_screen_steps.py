"""What was chosen step by step, and going back and on in it; what a key for a folder says before it empties one."""

from __future__ import annotations

import random
from collections.abc import Callable

from cleanup.review.probe import Ending, Outcome
from support.reviewing import Drawing, ScannedFolder, User, review

MakeScanned = Callable[..., ScannedFolder]
MANY: Drawing = {
    place: {f"{name}{number}.txt": f"{number} " * 3000 for number in range(6)}
    for place, name in (("Pictures/2019", "a"), ("Backup", "b"))
} | {"Videos": {"film.mp4": random.Random(7).randbytes(90_000), "film (1).mp4": random.Random(7).randbytes(90_000)}}


async def test_the_list_of_steps_says_what_each_did_and_goes_to_any(user: User, scanned: ScannedFolder) -> None:
    at_first = scanned.chosen
    await user.press("down", "down", "space", "home", "s", "r", "5", "4", "x", "u")
    steps = [line.split("│")[1].strip() for line in await user.press("H") if line.count("│") > 1]
    assert steps[2:7] == [
        "1 undone  unmarked 3 groups  -2",
        "2 now     in 2 groups: the newest",
        "3         skipped report.txt  -1",
        "4         unmarked report.txt  -1",
        "5         as it began",
    ]
    await user.press("4")
    assert (scanned.chosen, user.said) == (at_first - {"Backup/report.txt"}, "Everything is as it was after that step.")
    await user.press("H", "5")
    assert scanned.chosen == at_first
    await user.press("H", "1")
    assert scanned.chosen == set()
    await user.press("H", "escape", "H", "enter")
    assert scanned.chosen == set()


async def test_before_anything_was_done_the_list_of_steps_has_the_beginning(user: User, scanned: ScannedFolder) -> None:
    assert "1 now     as it began" in "\n".join(await user.press("H"))


def test_more_steps_than_there_are_keys_for_can_be_walked(make_scanned: MakeScanned) -> None:
    scanned = make_scanned(MANY)

    async def journey(user: User) -> None:
        at_first = scanned.chosen
        for _ in range(20):
            await user.press("x", "a")
        await user.press("H", "end", "enter")
        assert scanned.chosen == at_first

    review(scanned.page(), journey)


def test_a_folder_that_would_be_emptied_is_named_before(make_scanned: MakeScanned) -> None:
    scanned = make_scanned(MANY)

    async def journey(user: User) -> None:
        at_first = scanned.chosen
        assert {path for path in at_first if "Backup" in path} == {f"Backup/b{n}.txt" for n in range(6)}
        await user.press("x")
        line = next(number for number, text in enumerate(user.listed) if "Backup/b3" in text)
        await user.press(*["down"] * line, "f")
        assert "This empties ~/Pictures: 6 of 6 found in it." in "\n".join(user.screen)
        assert "Videos" not in next(line for line in user.screen if "empties" in line)
        await user.press("2")
        assert (scanned.chosen, scanned.selection.changes) == (set(), 1)
        await user.press("f", "1")
        assert scanned.chosen == {f"Pictures/2019/a{n}.txt" for n in range(6)}
        assert user.said == "Everything in ~/Backup stays. 6 more go."
        await user.press("f")
        assert len(user.page.screen_stack) == 1, "what was empty before is not told again"
        await user.press("u", "r", "1", "4")
        assert "This empties ~/Pictures: 6 of 6 found in it." in "\n".join(user.screen), "by a rule too"

    review(scanned.page(), journey)


def test_of_a_folder_with_a_found_folder_in_it_the_files_are_counted(make_scanned: MakeScanned) -> None:
    """A folder that stands twice counted as one thing more, so that its files were never all that was found."""
    drawing = {place: {f"{n}.txt": f"{n} " * 4000 for n in range(6)} for place in ("one", "two")}
    drawing["two"]["more.txt"] = "nowhere else"
    scanned = make_scanned(drawing, categories=("duplicates", "contained-folders"))

    async def journey(user: User) -> None:
        await user.press("1", "x")
        line = next(number for number, text in enumerate(user.listed) if "/two/" in text)
        await user.press(*["down"] * line, "f")
        assert "This empties ~/one: 6 of 6 found in it." in "\n".join(user.screen)

    review(scanned.page(), journey)


def test_a_page_that_is_shown_again_stands_where_it_stood(scanned: ScannedFolder) -> None:
    """As after a no to the question whether to move."""
    page = scanned.page()

    async def go_to(user: User) -> None:
        await user.press("slash")
        await user.type("report")
        await user.press("enter", "down", "down", "space", "t")

    assert review(page, go_to) == Ending(Outcome.MOVE)
    chosen = scanned.chosen

    async def again(user: User) -> None:
        assert user.list.cursor == 2
        assert user.details[1] == "~/Backup/report.txt", "and the details are of that line"
        assert user.text("about").startswith(" 1 shown · biggest first · with “report”")
        await user.press("u")
        assert scanned.chosen != chosen

    review(scanned.page(shown=page.shown), again)
