"""Every key of the page: what it chooses, and what the screen says of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cleanup.model.choice import Choice
from cleanup.review.probe import Ending, Outcome
from support.reviewing import ALL, ScannedFolder, User, review

LIST = [
    "3 copies · frees 393.2 kB · report.txt",
    "  [=] ~/Documents/report.txt                 the oldest",
    "  [x] ~/Backup/report.txt",
    "  [x] ~/Backup/report (1).txt",
    "2 copies · frees 131.1 kB · Été à Paris.txt",
    "  [=] ~/Backup/Été à Paris.txt               the oldest",
    "  [x] ~/Pictures/2021/Été à Paris.txt",
    "2 copies · frees 65.5 kB · old.txt",
    "  [=] ~/Documents/notes/old.txt              the oldest",
    "  [x] ~/Backup/old.txt",
]
REPORTS = {"Backup/report.txt", "Backup/report (1).txt"}
SUMMER = "Pictures/2021/Été à Paris.txt"
CHOSEN = REPORTS | {SUMMER, "Backup/old.txt"}
KEPT = {"Documents/report.txt", "Backup/Été à Paris.txt", "Documents/notes/old.txt"}


def test_the_page_begins_with_what_the_rules_chose(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        assert user.listed == LIST
        assert user.state == "4 files chosen · 589.8 kB come free"
        assert user.text("about").split(" · ")[:2] == [" 3 groups shown", "biggest first"]
        assert user.text("facts").splitlines() == [
            "3 copies of 196.6 kB",
            "stays: ~/Documents/report.txt",
            "the oldest",
        ]
        for line in LIST:
            assert any(line in row for row in user.screen), line

    assert review(scanned.page(), journey) is None
    assert (scanned.chosen, scanned.kept) == (CHOSEN, KEPT)


def test_going_about(scanned: ScannedFolder) -> None:
    ways = {
        "down": 1, "up": 0, "down down down up": 2, "end": 9, "end down": 9, "end home": 0, "end up": 8, "right": 4,
        "right right": 7, "right right right": 7, "]": 4, "end left": 7, "end [ [": 4, "right left": 0, "down left": 0,
        "left": 0, "down down right": 4, "right down left": 4, "pagedown": 9, "pagedown pageup": 0, "down pageup": 0,
    }  # fmt: skip

    async def journey(user: User) -> None:
        for keys, line in ways.items():
            await user.press("home", *keys.split())
            assert user.list.cursor == line, keys
            group, thing = user.page.shown.at(line)
            groups = scanned.selection.groups
            name = groups.path(thing if thing >= 0 else groups.in_order(group)[0]).decode().rpartition("/")[2]
            assert name in LIST[line]
            facts = user.text("facts")
            assert facts.startswith("3 copies of" if line == 0 else "2 copies of" if thing < 0 else "~/"), keys
            assert thing < 0 or name in facts

    review(scanned.page(), journey)
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


def test_space_chooses_and_leaves_a_copy(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "down", "space")
        assert user.current == "  [ ] ~/Backup/report.txt"
        assert scanned.chosen == CHOSEN - {"Backup/report.txt"}
        assert user.state == "3 files chosen · 393.2 kB come free"
        await user.press("enter")
        assert user.current == "  [x] ~/Backup/report.txt"
        assert scanned.chosen == CHOSEN

    review(scanned.page(), journey)


def test_space_on_the_copy_that_stays_lets_another_stay_or_says_why_not(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "space")
        assert user.state == "4 files chosen · 589.8 kB come free  Stays: one copy always stays, and no other can."
        assert scanned.kept == KEPT
        await user.press("down", "space", "up", "space")
        assert [line.split("  ")[1] for line in user.listed[1:4]] == [
            "[x] ~/Documents/report.txt", "[=] ~/Backup/report.txt", "[x] ~/Backup/report (1).txt",
        ]  # fmt: skip
        assert user.listed[2].endswith("chosen by you")

    review(scanned.page(), journey)
    assert scanned.chosen == CHOSEN - {"Backup/report.txt"} | {"Documents/report.txt"}


def test_space_on_a_group_leaves_all_and_chooses_all_but_one(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("space")
        assert scanned.chosen == CHOSEN - REPORTS
        await user.press("space")
        assert scanned.chosen == CHOSEN
        # With one of two chosen, a group counts as chosen.
        await user.press("down", "down", "space", "home", "space")
        assert scanned.chosen == CHOSEN - REPORTS

    review(scanned.page(), journey)


def test_k_keeps_a_copy_and_chooses_the_others(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("k")
        assert user.state.endswith("Go to the copy you want to keep.")
        assert scanned.selection.changes == 0
        await user.press("down", "down", "down", "k")
        assert user.listed[3] == "  [=] ~/Backup/report (1).txt             chosen by you"
        assert user.text("facts").splitlines()[-1] == "stays: chosen by you"

    review(scanned.page(), journey)
    assert scanned.chosen == CHOSEN - {"Backup/report (1).txt"} | {"Documents/report.txt"}


def test_f_keeps_a_folder_everywhere(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "down", "f")
        assert user.state == "3 files chosen · 393.2 kB come free  Everything in ~/Backup stays; 2 more chosen."
        assert user.listed[2].startswith("  [=] ~/Backup/report.txt")
        assert user.listed[3].startswith("  [-] ~/Backup/report (1).txt")
        await user.press("down", "space")
        assert user.state.endswith("Stays: it is in a folder whose files stay.")

    review(scanned.page(), journey)
    assert scanned.chosen == {"Documents/report.txt", SUMMER, "Documents/notes/old.txt"}


def test_f_never_says_that_less_than_nothing_was_chosen(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "down", "f")
        assert "-1" not in user.state

    review(scanned.page(), journey)


def test_s_skips_a_group_and_goes_on(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "s")
        assert user.listed[0] == "3 copies · frees 393.2 kB · report.txt          skipped"
        assert user.list.cursor == 4
        await user.press("s", "s", "s")
        assert (user.list.cursor, scanned.chosen) == (7, set())
        assert user.state == "0 files chosen · 0 B come free"
        await user.press("home", "space")
        assert "skipped" not in user.listed[0]

    review(scanned.page(), journey)
    assert (scanned.chosen, scanned.selection.skipped.sum()) == (REPORTS, 2)


def test_n_never_asks_again_and_says_when_that_counts(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("right", "n")
        assert user.listed[4].endswith("Été à Paris.txt never aske…")
        assert user.list.cursor == 7
        assert user.state.endswith("Kept for good when you end with p or t.")
        await user.press("u")
        assert not scanned.selection.forgotten.any()
        await user.press("left", "n")

    review(scanned.page(), journey)
    assert scanned.chosen == CHOSEN - {SUMMER}
    assert {decision.path.rpartition(b"/")[2].decode() for decision in scanned.selection.decisions()} == {
        "Été à Paris.txt"
    }


def test_a_and_x_are_about_what_is_shown(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("x")
        assert scanned.chosen == set()
        await user.press("slash", *"report", "enter", "a")
        assert scanned.chosen == REPORTS
        await user.press("escape", "a")
        assert scanned.chosen == CHOSEN
        await user.press("slash", *"old", "enter", "x")
        assert scanned.chosen == CHOSEN - {"Backup/old.txt"}

    review(scanned.page(), journey)


def test_u_takes_everything_back_one_by_one(scanned: ScannedFolder) -> None:
    moments = []

    async def journey(user: User) -> None:
        for keys in (["down", "down", "space"], ["k"], ["f"], ["s"], ["n"], ["x"], ["a"], ["home", "r", "5", "4"]):
            moments.append((scanned.chosen, scanned.kept, user.listed))
            await user.press(*keys)
        assert scanned.selection.changes == len(moments)
        for number, moment in reversed(list(enumerate(moments))):
            await user.press("u")
            assert user.state.endswith("Undone."), number
            assert (scanned.chosen, scanned.kept, user.listed) == moment, number
        await user.press("u")
        assert user.state.endswith("Nothing to undo.")

    review(scanned.page(), journey)
    assert (scanned.chosen, scanned.kept) == (CHOSEN, KEPT)


def test_the_filter_shows_as_one_types(scanned: ScannedFolder) -> None:
    found = {
        "REPORT": 4, "report (1)": 4, "old backup": 3, "ÉTÉ": 3, "report zebra": 0, ".txt": 10, "   ": 10, "s/old": 3,
    }  # fmt: skip

    async def journey(user: User) -> None:
        for typed, lines in found.items():
            await user.press("end", "slash")
            await user.type(typed)
            assert len(user.listed) == lines, typed
            assert user.list.cursor == 0
            assert (lines == 0) == ("Nothing to choose here." in "\n".join(user.screen))
            assert user.screen[-3].startswith(typed.strip()[:3])
            await user.press("enter", "down")
            assert user.list.has_focus
            assert len(user.listed) == lines
            await user.press("escape")
            assert user.listed == LIST
            assert user.page.query_one("#filter").display is False

    review(scanned.page(), journey)
    assert scanned.selection.changes == 0


def test_typing_in_the_filter_is_not_taken_for_keys_of_the_page(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
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

    assert review(scanned.page(), journey) is None
    assert scanned.selection.changes == 0


def test_nothing_shown_is_no_trouble_for_any_key(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("slash")
        await user.type("zebra")
        await user.press(
            "enter",
            *[
                "space",
                "k",
                "f",
                "r",
                "s",
                "a",
                "x",
                "u",
                "o",
                "down",
                "up",
                "left",
                "right",
                "home",
                "end",
                "pageup",
                "pagedown",
            ],
        )
        assert "Nothing to choose here." in "\n".join(user.screen)
        assert (user.text("facts"), user.text("preview"), user.listed) == ("", "", [])
        assert len(user.page.screen_stack) == 1

    assert review(scanned.page(), journey) is None
    assert (scanned.chosen, scanned.selection.changes) == (CHOSEN, 0)


def test_n_on_nothing_says_nothing(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("slash")
        await user.type("zebra")
        await user.press("enter", "n")
        assert "Kept for good" not in user.state

    review(scanned.page(), journey)


def test_o_goes_through_all_orders(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        heads = []
        for _ in range(5):
            name = user.text("about").split(" · ")[1]
            heads.append((name, [line.rpartition(" · ")[2] for line in user.listed if not line.startswith(" ")]))
            await user.press("end", "o")
            assert user.list.cursor == 0
        report, old, summer = "report.txt", "old.txt", "Été à Paris.txt"
        assert heads == [
            ("biggest first", [report, summer, old]),
            ("most copies first", [report, summer, old]),
            ("oldest first", [report, old, summer]),
            ("by path", [old, report, summer]),
            ("biggest first", [report, summer, old]),
        ]

    review(scanned.page(), journey)


def test_keys_work_beside_the_list_on_its_current_line(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "down", "tab", "k")
        assert "Backup/report.txt" in scanned.kept
        await user.press("shift+tab")
        assert user.list.has_focus

    review(scanned.page(), journey)


def test_question_mark_shows_every_key(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        for goes_back in ("escape", "q", "question_mark", "enter", "space"):
            await user.press("question_mark")
            shown = "\n".join(user.screen)
            for words in (
                "choose this copy",
                "keep all in this folder",
                "never ask",
                "undo the last choice",
                "[=]",
            ):
                assert words in shown
            await user.press(goes_back)
            assert len(user.page.screen_stack) == 1

    assert review(scanned.page(), journey, (80, 40)) is None
    assert scanned.selection.changes == 0


def test_help_can_be_read_to_its_end_on_a_small_terminal(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        assert "always stays" not in "\n".join(await user.press("question_mark"))
        assert "always stays" in "\n".join(await user.press("end"))

    review(scanned.page(), journey, (60, 16))


# Ends


def test_q_leaves_at_once_when_nothing_was_chosen_by_hand(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "o", "q")

    assert review(scanned.page(), journey) == Ending(Outcome.LEAVE, decide=False)


def test_q_asks_when_something_was_chosen(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "down", "space")
        for leaving in ("q", "ctrl+c"):
            for back in ("1", "escape", "q", "enter"):
                shown = "\n".join(await user.press(leaving))
                assert "Leave without a plan?" in shown
                assert "remember" not in shown
                await user.press("3")
                assert len(user.page.screen_stack) == 2, "there is no third answer"
                await user.press(back)
                assert len(user.page.screen_stack) == 1, back

    assert review(scanned.page(), journey) is None
    assert scanned.selection.changes == 1


@pytest.mark.parametrize("answer", [["q", "2"], ["ctrl+c", "down", "enter"]])
def test_q_leaves_with_nothing_kept(scanned: ScannedFolder, answer: list[str]) -> None:
    async def journey(user: User) -> None:
        await user.press("x", *answer)

    assert review(scanned.page(), journey) == Ending(Outcome.LEAVE, decide=False)


@pytest.mark.parametrize(("answer", "decide"), [("2", False), ("3", True)])
def test_q_offers_to_remember_what_is_never_asked(scanned: ScannedFolder, answer: str, decide: bool) -> None:
    async def journey(user: User) -> None:
        await user.press("n", "q", answer)

    assert review(scanned.page(), journey) == Ending(Outcome.LEAVE, decide=decide)


def test_no_key_leaves_without_asking(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "down", "space", "ctrl+q")
        assert user.page.is_running
        assert "Leave without a plan?" in "\n".join(user.screen)

    review(scanned.page(), journey)


def test_the_question_whether_to_leave_is_asked_once(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("x", "ctrl+c", "ctrl+c", "escape")
        assert len(user.page.screen_stack) == 1

    review(scanned.page(), journey)


def test_t_goes_on_to_the_trash_or_says_that_nothing_is_chosen(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("x", "t")
        assert user.state == "0 files chosen · 0 B come free  Nothing is chosen yet."
        await user.press("down", "down", "space", "t")

    assert review(scanned.page(), journey) == Ending(Outcome.MOVE)
    assert scanned.chosen == {"Backup/report.txt"}


def test_one_group_only(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned({"a": "same", "b": "same"})

    async def journey(user: User) -> None:
        for key in ("right", "left", "end", "s", "n", "u", "u", "pagedown", "o", "space", "space", "home"):
            await user.press(key)
        assert len(user.listed) == 3

    review(scanned.page(), journey)
    assert scanned.chosen == {"b"}


def test_a_group_of_five_hundred_copies(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned({f"copy {number:03}": "x" * 5000 for number in range(500)})

    async def journey(user: User) -> None:
        assert user.listed[0].startswith("500 copies · frees ")
        assert user.state.startswith("499 files chosen")
        await user.press("end", "k")
        assert scanned.kept == {user.current.split("~/")[1].split("   ")[0]}
        assert user.state.startswith("499 files chosen")
        await user.press("u", "pageup", "space", "space", "left", "space")
        assert (user.list.cursor, user.state.split(" · ")[0]) == (0, "0 files chosen")

    review(scanned.page(), journey)


def test_single_files_have_one_line_and_are_chosen_one_by_one(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned(choice=Choice())

    async def journey(user: User) -> None:
        await user.press("tab", "up", "tab")
        assert user.current == "[ ] ~/Videos/film.mp4                          655.4 kB"
        await user.press("space")
        assert user.current == "[x] ~/Videos/film.mp4                          655.4 kB"
        assert user.state == "5 files chosen · 1.2 MB come free"
        await user.press("k")
        assert "Videos/film.mp4" not in scanned.chosen
        await user.press("s")
        assert user.listed[0] == "[ ] ~/Videos/film.mp4                 skipped  655.4 kB"
        await user.press("end", "n")
        assert "never asked again" in user.listed[-1]
        await user.press("home", "a")
        assert "Videos/film.mp4" in scanned.chosen

    review(scanned.page(), journey)


def test_all_that_the_rules_may_choose_is_chosen_from_the_start(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned(choice=ALL)
    assert scanned.chosen == CHOSEN | {"Videos/film.mp4", "Pictures/empty.txt", "Videos/empty too.txt"}
