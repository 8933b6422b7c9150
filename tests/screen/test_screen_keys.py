"""Every key of the page: what it chooses, and what the screen says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from cleanup.review.probe import Ending, Outcome
from support.reviewing import ALL, ScannedFolder, User, review
from support.selecting import EveryCopy

DAY = f"{datetime.fromtimestamp(1_600_000_000):%Y-%m-%d}"
LIST = [
    "▾ report.txt · 3 copies                                  2 go, 393.2 of 393.2 kB",
    f"   [=] {DAY}  ~/Documents/report.txt                             the oldest",
    f"   [x] {DAY}  ~/Backup/report.txt",
    f"   [x] {DAY}  ~/Backup/report (1).txt",
    "▾ Été à Paris.txt · 2 copies                           1 goes, 131.1 of 131.1 kB",
    f"   [x] {DAY}  ~/Pictures/2021/Été à Paris.txt",
    f"   [=] {DAY}  ~/Backup/Été à Paris.txt                           the oldest",
    "▾ old.txt · 2 copies                                     1 goes, 65.5 of 65.5 kB",
    f"   [=] {DAY}  ~/Documents/notes/old.txt                          the oldest",
    f"   [x] {DAY}  ~/Backup/old.txt",
]
REPORTS = {"Backup/report.txt", "Backup/report (1).txt"}
SUMMER = "Pictures/2021/Été à Paris.txt"
CHOSEN = REPORTS | {SUMMER, "Backup/old.txt"}
KEPT = {"Documents/report.txt", "Backup/Été à Paris.txt", "Documents/notes/old.txt"}


async def test_the_page_begins_with_what_the_rules_chose(user: User, scanned: ScannedFolder) -> None:
    assert user.listed == LIST
    assert user.state == "Goes if you go on: 4 files, 589.8 kB"
    assert user.text("about").split("   ")[0] == " 3 shown · biggest first"
    assert user.text("tabs").strip() == "0 all 6 [1 duplicates 3] 2 large 1  3 empty files 2"
    assert user.details[:3] == ["3 copies of 196.6 kB", "stays: the oldest", "~/Documents/report.txt"]
    for line in LIST:
        assert any(line in row for row in user.screen), line
    assert (scanned.chosen, scanned.kept) == (CHOSEN, KEPT)


async def test_going_about(user: User, scanned: ScannedFolder) -> None:
    ways = {
        "down": 1, "up": 0, "down down down up": 2, "end": 9, "end down": 9, "end home": 0, "end up": 8, "right": 4,
        "right right": 7, "right right right": 7, "]": 4, "end left": 7, "end [ [": 4, "right [": 0, "down left": 0,
        "j": 1, "j j k": 1, "G": 9, "G g": 0,
        "[": 0, "down down right": 4, "right down left": 4, "right left": 4,
        "pagedown": 9, "pagedown pageup": 0, "down pageup": 0,
    }  # fmt: skip
    for keys, line in ways.items():
        await user.press("home", "Z", "Z", "home", *keys.split())
        assert user.list.cursor == line, keys
        group, thing = user.page.shown.at(line)
        groups = scanned.selection.groups
        name = groups.path(thing if thing >= 0 else groups.in_order(group)[0]).decode().rpartition("/")[2]
        assert name in LIST[line]
        facts = "\n".join(user.details[:3])
        assert thing >= 0 or facts.startswith("3 copies of" if line == 0 else "2 copies of"), keys
        assert name in facts
    assert scanned.selection.changes == 0


def test_the_current_line_is_always_in_sight(make_scanned: Callable[..., ScannedFolder]) -> None:
    many = make_scanned({f"{copy}/{number:03}": f"{number:099}" for number in range(60) for copy in "ab"})

    async def journey(user: User) -> None:
        height = user.list.scrollable_content_region.height
        for keys in (["end"], ["pageup"], ["pageup", "up"], ["home"], ["pagedown"] * 3, ["up"] * 5, ["right"] * 12):
            await user.press(*keys)
            assert 0 <= user.list.cursor - user.list.scroll_offset.y < height
            assert any(user.current.strip() in row for row in user.screen)
        await user.press("home", "pagedown")
        assert user.list.cursor == height - 1

    review(many.page(), journey)


async def test_space_chooses_and_leaves_a_copy(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "down", "space")
    assert user.current == f"   [ ] {DAY}  ~/Backup/report.txt"
    assert scanned.chosen == CHOSEN - {"Backup/report.txt"}
    assert user.state == "Goes if you go on: 3 files, 393.2 kB"
    await user.press("space")
    assert user.current == f"   [x] {DAY}  ~/Backup/report.txt"
    assert scanned.chosen == CHOSEN


async def test_space_on_the_copy_that_stays_lets_another_stay_or_says_why(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "space")
    assert (user.state, user.said) == (
        "Goes if you go on: 4 files, 589.8 kB",
        "Stays: one copy always stays, and no other can.",
    )
    assert scanned.kept == KEPT
    await user.press("down", "space", "up", "space")
    assert [line.replace(f" {DAY} ", "").split("  ")[0] for line in map(str.strip, user.listed[1:4])] == [
        "[x] ~/Documents/report.txt", "[=] ~/Backup/report.txt", "[x] ~/Backup/report (1).txt",
    ]  # fmt: skip
    assert user.listed[2].endswith("chosen by you")
    assert scanned.chosen == CHOSEN - {"Backup/report.txt"} | {"Documents/report.txt"}


async def test_space_on_a_group_leaves_all_and_chooses_all_but_one(user: User, scanned: ScannedFolder) -> None:
    await user.press("space")
    assert scanned.chosen == CHOSEN - REPORTS
    await user.press("space")
    assert scanned.chosen == CHOSEN
    # With one of two chosen, a group counts as chosen.
    await user.press("down", "down", "space", "home", "space")
    assert scanned.chosen == CHOSEN - REPORTS


async def test_k_keeps_a_copy_and_chooses_the_others(user: User, scanned: ScannedFolder) -> None:
    await user.press("K")
    assert user.said == "Go to the copy you want to keep."
    assert scanned.selection.changes == 0
    await user.press("down", "down", "down", "K")
    assert user.listed[3] == f"   [=] {DAY}  ~/Backup/report (1).txt                         chosen by you"
    assert user.details[1] == "stays: chosen by you"
    assert scanned.chosen == CHOSEN - {"Backup/report (1).txt"} | {"Documents/report.txt"}


async def test_f_keeps_a_folder_everywhere(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "down", "f")
    assert (user.state, user.said) == (
        "Goes if you go on: 3 files, 393.2 kB",
        "Everything in ~/Backup stays. 1 fewer goes.",
    )
    assert user.listed[2].startswith(f"   [=] {DAY}  ~/Backup/report.txt")
    assert user.listed[3].startswith(f"   [-] {DAY}  ~/Backup/report (1).txt")
    await user.press("down", "space")
    assert user.said == "Stays: it is in a folder whose files stay."
    assert scanned.chosen == {"Documents/report.txt", SUMMER, "Documents/notes/old.txt"}


async def test_s_skips_a_group_and_goes_on(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "s")
    assert user.listed[0] == "▾ report.txt · 3 copies                             skipped  0 go, 0 of 393.2 kB"
    assert user.list.cursor == 4
    await user.press("s", "s", "s")
    assert (user.list.cursor, scanned.chosen) == (7, set())
    assert user.state == "Nothing goes yet"
    await user.press("home", "space")
    assert "skipped" not in user.listed[0]
    assert (scanned.chosen, scanned.selection.aside.skipped.sum()) == (set(), 2)
    await user.press("space")
    assert (scanned.chosen, scanned.selection.aside.skipped.sum()) == (REPORTS, 2)


async def test_n_never_asks_again_and_says_when_that_counts(user: User, scanned: ScannedFolder) -> None:
    await user.press("right", "n")
    assert user.listed[4].endswith("never asked again  0 go, 0 of 131.1 kB")
    assert user.list.cursor == 7
    assert user.said == "Kept for good when you end with p or t."
    await user.press("u")
    assert not scanned.selection.aside.forgotten.any()
    await user.press("[", "n")
    assert scanned.chosen == CHOSEN - {SUMMER}
    assert {decision.path.rpartition(b"/")[2].decode() for decision in scanned.selection.aside.decisions()} == {
        "Été à Paris.txt"
    }


async def test_a_and_x_are_about_what_is_shown(user: User, scanned: ScannedFolder) -> None:
    await user.press("x")
    assert scanned.chosen == set()
    await user.press("slash", *"report", "enter", "a")
    assert scanned.chosen == REPORTS
    await user.press("escape", "a")
    assert scanned.chosen == CHOSEN
    await user.press("slash", *"old", "enter", "x")
    assert scanned.chosen == CHOSEN - {"Backup/old.txt"}


async def test_u_takes_everything_back_one_by_one(user: User, scanned: ScannedFolder) -> None:
    moments = []
    for keys in (["down", "down", "space"], ["K"], ["f"], ["s"], ["n"], ["x"], ["a"], ["home", "r", "5", "4"]):
        moments.append((scanned.chosen, scanned.kept, user.listed))
        await user.press(*keys)
    assert scanned.selection.changes == len(moments)
    for number, moment in reversed(list(enumerate(moments))):
        await user.press("u")
        assert re.fullmatch(r"Undone: \w.*\. U does it again\.", user.said), number
        assert (scanned.chosen, scanned.kept, user.listed) == moment, number
    await user.press("u")
    assert user.said == "Nothing to undo."
    assert (scanned.chosen, scanned.kept) == (CHOSEN, KEPT)


async def test_the_filter_shows_as_one_types(user: User, scanned: ScannedFolder) -> None:
    found = {
        "REPORT": 4, "report (1)": 4, "old backup": 3, "ÉTÉ": 3, "report zebra": 0, ".txt": 10, "   ": 10, "s/old": 3,
    }  # fmt: skip
    for typed, lines in found.items():
        await user.press("end", "slash")
        await user.type(typed)
        assert len(user.listed) == lines, typed
        assert user.list.cursor == 0
        assert (lines == 0) == (f"Nothing here with “{typed}”." in "\n".join(user.screen))
        assert user.screen[-4].startswith(typed.strip()[:3])
        await user.press("enter", "down")
        assert user.list.has_focus
        assert len(user.listed) == lines
        await user.press("escape")
        assert user.listed == LIST
        assert user.page.query_one("#filter").display is False
    assert scanned.selection.changes == 0


async def test_typing_in_the_filter_is_not_taken_for_keys_of_the_page(user: User, scanned: ScannedFolder) -> None:
    await user.press("slash")
    await user.type("kfrsnaxuopt? q")
    assert user.page.query_one("#filter").value == "kfrsnaxuopt? q"  # type: ignore[attr-defined]
    await user.press("ctrl+u")
    await user.type("old")
    assert len(user.listed) == 3
    await user.press("backspace", "backspace", "backspace")
    assert user.listed == LIST
    await user.press("escape", "slash")
    await user.type("old")
    assert len(user.listed) == 3
    assert scanned.selection.changes == 0


async def test_nothing_shown_is_no_trouble_for_any_key(user: User, scanned: ScannedFolder) -> None:
    await user.press("slash")
    await user.type("zebra")
    await user.press(
        "enter", "space", "K", "f", "r", "s", "n", "a", "x", "u", "o", "down", "up", "left", "right", "home", "end",
        "pageup", "pagedown", "enter", "y", "z", "Z", "i", "v", "space", "v", "j", "k", "g", "G", "[", "]",
    )  # fmt: skip
    assert "Kept for good" not in user.said
    assert "Nothing here with “zebra”. Esc shows all again." in "\n".join(user.screen)
    assert (user.details, user.listed) == ([], [])
    assert len(user.page.screen_stack) == 1
    assert (scanned.chosen, scanned.selection.changes) == (CHOSEN, 0)


async def test_the_order_is_chosen_by_name_and_can_be_turned_round(user: User, scanned: ScannedFolder) -> None:
    heads = []
    for key in "123451":
        await user.press("end", "S", key)
        assert user.list.cursor == 0
        name = user.text("about").split("   ")[0].split(" · ")[1]
        heads.append((name, [line[2:].partition(" · ")[0] for line in user.listed if not line.startswith(" ")]))
    report, old, summer = "report.txt", "old.txt", "Été à Paris.txt"
    assert heads == [
        ("biggest first", [report, summer, old]),
        ("most copies first", [report, summer, old]),
        ("oldest first", [report, old, summer]),
        ("by path", [old, report, summer]),
        ("by path, reversed", [summer, report, old]),
        ("biggest first", [report, summer, old]),
    ]


async def test_keys_work_beside_the_list_on_its_current_line(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "down", "shift+tab", "K")
    assert "Backup/report.txt" in scanned.kept
    await user.press("tab")
    assert user.list.has_focus


async def test_question_mark_shows_every_key(user: User, scanned: ScannedFolder) -> None:
    await user.resize(80, 50)
    for goes_back in ("escape", "q", "question_mark", "enter", "space"):
        await user.press("question_mark")
        shown = "\n".join(user.screen)
        for words in ("mark this or not", "keep all in this folder", "never ask", "undo the last choice", "[=]"):
            assert words in shown
        await user.press(goes_back)
        assert len(user.page.screen_stack) == 1
    await user.resize(60, 16)
    assert "nothing moves" not in "\n".join(await user.press("question_mark"))
    assert "↑ ↓ more" in "\n".join(user.screen)
    assert "nothing moves" in "\n".join(await user.press("end"))
    assert scanned.selection.changes == 0


# Ends

GOES, KEEPS = Ending(Outcome.LEAVE, decide=False), Ending(Outcome.LEAVE, decide=False, keep=True)
FORGETS = Ending(Outcome.FORGET, decide=False)


@pytest.mark.parametrize(
    ("keys", "ending"),
    [
        ("down S 1 q", GOES), ("x q 2", KEEPS), ("x ctrl+c down enter", KEEPS), ("x q 3", FORGETS), ("n q 2", KEEPS),
        ("n q 3", FORGETS), ("n q 4", Ending(Outcome.LEAVE, keep=True)), ("x ctrl+c ctrl+c escape q 2", KEEPS),
    ],
)  # fmt: skip
def test_ways_to_leave(scanned: ScannedFolder, keys: str, ending: Ending) -> None:
    """At once when nothing was chosen by hand; else it asks, once, and offers to remember what is never asked."""

    async def journey(user: User) -> None:
        await user.press(*keys.split())

    assert review(scanned.page(), journey) == ending


async def test_q_asks_when_something_was_chosen(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "down", "space")
    for leaving in ("q", "ctrl+c", "ctrl+q"):
        for back in ("1", "escape", "q", "enter"):
            shown = "\n".join(await user.press(leaving))
            assert "Leave? Nothing moves." in shown
            assert "never ask" not in shown
            await user.press("4")
            assert len(user.page.screen_stack) == 2, "there is no fourth answer"
            await user.press(back)
            assert len(user.page.screen_stack) == 1, back
    assert scanned.selection.changes == 1


def test_t_goes_on_to_the_trash_or_says_that_nothing_is_chosen(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("x", "t")
        assert (user.state, user.said) == ("Nothing goes yet", "Nothing is marked yet.")
        await user.press("down", "down", "space", "t")

    assert review(scanned.page(), journey) == Ending(Outcome.MOVE)
    assert scanned.chosen == {"Backup/report.txt"}


@pytest.mark.parametrize("scanned", [{f"copy {number:03}": "x" * 5000 for number in range(500)}], indirect=True)
async def test_a_group_of_five_hundred_copies(user: User, scanned: ScannedFolder) -> None:
    assert user.listed[0].startswith("▸ copy 000 · 500 copies")
    assert user.state.startswith("Goes if you go on: 499 files")
    assert len(user.listed) == 1, "so many copies are one line until they are asked for"
    await user.press("right", "end", "K")
    assert scanned.kept == {user.current.split("~/")[1].split("   ")[0]}
    assert user.state.startswith("Goes if you go on: 499 files")
    await user.press("u", "pageup", "space", "space", "left", "space")
    assert (user.list.cursor, user.state) == (0, "Nothing goes yet")


def test_single_files_have_one_line_and_are_chosen_one_by_one(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned(choice=EveryCopy())

    async def journey(user: User) -> None:
        await user.press("0")
        assert user.current == f"[ ] {DAY}  ~/Videos/film.mp4                                     655.4 kB"
        await user.press("space")
        assert user.current == f"[x] {DAY}  ~/Videos/film.mp4                                     655.4 kB"
        assert user.state == "Goes if you go on: 5 files, 1.2 MB"
        await user.press("K")
        assert "Videos/film.mp4" not in scanned.chosen
        await user.press("s")
        assert user.listed[0] == f"[ ] {DAY}  ~/Videos/film.mp4                            skipped  655.4 kB"
        await user.press("end", "n")
        assert "never asked again" in user.listed[-1]
        await user.press("home", "a")
        assert "Videos/film.mp4" not in scanned.chosen, "what was skipped is taken up by nothing but a key on it"
        await user.press("space")
        assert "Videos/film.mp4" in scanned.chosen

    review(scanned.page(), journey)


def test_all_that_the_rules_may_choose_is_chosen_from_the_start(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned(choice=ALL)
    assert scanned.chosen == CHOSEN | {"Videos/film.mp4", "Pictures/empty.txt", "Videos/empty too.txt"}


@pytest.mark.parametrize("keys", [(), ("r",)], ids=["list", "question"])
async def test_keys_go_on_in_the_list_after_the_window_was_too_small(
    user: User, scanned: ScannedFolder, keys: tuple[str, ...]
) -> None:
    """Nothing took them, or after a question the folders did."""
    await user.press("down", *keys)
    for size in ((1, 1), (500, 200), (1, 200), (80, 24)):
        await user.resize(*size)
    if keys:
        await user.press("escape")
    await user.press("down")
    assert user.list.cursor == 2
    assert user.page.shown.folder is None
