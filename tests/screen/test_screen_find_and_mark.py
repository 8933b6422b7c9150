"""What is typed to find something, marks for many, groups that fold, and files that are opened elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial

import pytest
from textual.events import Key

from support.reviewing import ScannedFolder, User, review
from support.selecting import EveryCopy

pytestmark = pytest.mark.slow

MakeScanned = Callable[..., ScannedFolder]
EVERYTHING = {"Backup/report.txt", "Backup/report (1).txt", "Pictures/2021/Été à Paris.txt", "Backup/old.txt"}


def test_finds_what_is_seen_sizes_and_dates(make_scanned: MakeScanned) -> None:
    scanned = make_scanned(choice=EveryCopy())
    found = {
        "~/Videos": 2, "*.mp4": 1, "film.*": 1, "*/2021/*": 1, "*.MP4": 1, ">150k": 2, "<100k": 3, ">150k report": 1,
        "2020-09": 6, "2020-09-1": 0, "2021-01": 0, ">2020-09": 0, ">2020-08": 6, "<2020-09": 0, "<2020-13": 0, ">x": 0,
        "<2020-10-01 *.txt": 5, "*": 6, "Backup/*": 0, "~/Backup/*": 3,
    }  # fmt: skip

    async def journey(user: User) -> None:
        await user.press("0", "slash")
        for typed, count in found.items():
            user.page.query_one("#filter").value = typed  # type: ignore[attr-defined]
            await user.settle()
            assert len(user.page.shown.numbers) == count, typed
            assert f"{count} shown" in user.text("about")

    review(scanned.page(), journey)


async def test_arrows_go_through_what_was_found_while_one_types(user: User, scanned: ScannedFolder) -> None:
    await user.press("slash", *"old", "down", "down")
    assert "~/Backup/old.txt" in user.current
    await user.type("er")
    assert "Nothing here with “older”. Esc shows all again." in "\n".join(user.screen)


async def test_i_marks_the_others(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "down", "space", "i")
    assert scanned.chosen == {"Backup/report.txt"}
    await user.press("i")
    assert scanned.chosen == EVERYTHING - {"Backup/report.txt"}
    await user.press("u", "u", "u")
    assert scanned.chosen == EVERYTHING


async def test_v_marks_from_here_to_there_and_one_copy_stays(user: User, scanned: ScannedFolder) -> None:
    await user.press("x", "down", "down", "v", "down", "down", "down", "space")
    assert scanned.chosen == {"Backup/report.txt", "Backup/report (1).txt", "Pictures/2021/Été à Paris.txt"}
    assert user.said == "3 more go; one copy of each group stays."
    await user.press("u")
    assert scanned.chosen == set(), "one step back for all of it"
    await user.press("v", "escape", "G", "space")
    assert scanned.chosen == {"Backup/old.txt"}


async def test_v_begins_at_what_it_was_pressed_on_however_the_lines_change(user: User, scanned: ScannedFolder) -> None:
    """It began at a number of a line: with groups closed meanwhile, that was another one, or none and a fault."""
    await user.press("x", "G", "v", "Z", "up", "space")
    assert scanned.chosen == {"Pictures/2021/Été à Paris.txt", "Backup/old.txt"}
    await user.press("u", "Z", "G", "v", "[", "[", "z", "space")
    assert scanned.chosen == {"Pictures/2021/Été à Paris.txt", "Backup/old.txt"}


async def test_groups_fold_and_what_is_in_them_goes_all_the_same(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "z")
    assert (len(user.listed), user.list.cursor) == (7, 0)
    assert user.current.startswith("▸ report.txt · 3 copies")
    assert user.current.endswith("2 go, 393.2 of 393.2 kB")
    await user.press("Z")
    assert [line[0] for line in user.listed] == ["▸", "▸", "▸"]
    await user.press("v", "G", "space")
    assert scanned.chosen == EVERYTHING
    await user.press("Z", "home", "left", "left", "right")
    assert user.listed[0].startswith("▾ ")


def test_enter_opens_the_file_and_o_its_folder_and_says_why_not(scanned: ScannedFolder) -> None:
    asked: list[tuple[str, int]] = []

    def opened(what: str, problem: str) -> Callable[[int], str]:
        return lambda thing: asked.append((what, thing)) or problem

    async def journey(user: User) -> None:
        await user.press("enter")
        assert (asked, user.listed[0][0]) == ([], "▸"), "a group has no file of its own"
        await user.press("enter", "down", "enter")
        assert user.said == "Opened with its own program."
        await user.press("o")
        assert user.said == "Not opened: there is no desktop here."

    page = scanned.page(open_file=opened("file", ""), open_folder=opened("folder", "there is no desktop here"))
    review(page, journey)
    report = scanned.thing("Documents/report.txt")
    assert asked == [("file", report), ("folder", report)]


FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL} 2019.txt"


@pytest.mark.parametrize("good", ["plain.txt", FAMILY, "\ufffd.txt"])
@pytest.mark.parametrize("bad", ["a\nb.txt", "\x1b[31m.txt", "\u202egpj.txt", "a\u200db.txt", "\udcff.txt"])
def test_y_copies_a_path_but_none_that_a_terminal_obeys(
    make_scanned: Callable[..., ScannedFolder], good: str, bad: str
) -> None:
    scanned = make_scanned({f"one/{good}": "same", f"two/{bad}": "same"})
    review(scanned.page(), partial(copies_the_good_one, scanned, f"one/{good}"))


async def copies_the_good_one(scanned: ScannedFolder, good: str, user: User) -> None:
    sent: list[str] = []
    assert user.page._driver is not None
    user.page._driver.write = sent.append  # type: ignore[method-assign]
    await user.press("y")
    assert user.said == "Go to the file whose path you want."
    await user.press("down", "y")
    assert base64.b64encode(str(scanned.root / good).encode()).decode() in "".join(sent)
    sent.clear()
    await user.press("down", "y")
    assert user.said == "This path has characters that cannot be copied safely."
    assert not any("]52;" in each for each in sent)


async def test_c_shows_two_copies_side_by_side(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "down", "c")
    seen = [" ".join(line.replace("│", " ").split()) for line in user.screen]
    assert "[=] [x]" in seen
    assert "name report.txt report.txt" in seen
    assert "folder ~/Documents ~/Backup" in seen
    assert "beside it 0 others found, 0 go 3 others found, 2 go" in seen
    assert "content the same, byte by byte" in seen
    assert sum("report of a messy folder report of a messy folder" in line for line in seen) > 2
    await user.press("c")
    assert len(user.page.screen_stack) == 1
    await user.press("up", "c", "escape", "2", "c")
    assert user.said == "There is nothing to compare it with."


async def test_a_folder_says_how_much_of_it_goes(user: User, scanned: ScannedFolder) -> None:
    await user.press("tab", "down")
    assert user.said == "Of 4 files found in ~/Backup, 3 go."
    await user.press("x", "up", "down")
    assert user.said == "Of 4 files found in ~/Backup, 0 go."
    await user.press("down")
    assert user.said == "Of 2 files found in ~/Pictures, 0 go."


async def test_esc_and_the_slash_at_once_are_two_keys(user: User, scanned: ScannedFolder) -> None:
    """The list took the keys back from what the slash had opened, and the first letters fell on the page."""
    before = scanned.chosen
    for key, letter in (("escape", "\x1b"), ("slash", "/"), ("i", "i")):
        user.page.post_message(Key(key, letter))
    await user.settle()
    assert user.page.shown.words == "i"
    assert user.page.query_one("#filter").has_focus, "what is typed next is for the box, too"
    assert scanned.chosen == before


async def test_a_key_right_after_tab_is_for_where_tab_goes(user: User, scanned: ScannedFolder) -> None:
    """It marked what the list stood on, not the folder."""
    await user.press("down", "down", "tab", "space")
    slowly = scanned.chosen
    await user.press("u", "shift+tab")
    for key, letter in (("tab", "\t"), ("space", " ")):
        user.page.post_message(Key(key, letter))
    await user.settle()
    assert scanned.chosen == slowly
    await user.press("u", "shift+tab", "space")
    assert scanned.chosen != slowly


async def test_what_is_typed_right_after_the_slash_is_looked_for(user: User, scanned: ScannedFolder) -> None:
    """Its first letters fell on the page: a marked all."""
    before = scanned.chosen
    for key, letter in (("slash", "/"), ("x", "x"), ("a", "a"), ("n", "n")):
        user.page.post_message(Key(key, letter))
    await user.settle()
    assert scanned.chosen == before
    assert user.page.shown.words == "xan"
