"""The mouse, and the tree of categories and folders."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual import events

from cleanup.review.probe import Ending, Outcome
from support.reviewing import ScannedFolder, User, review

MANY = pytest.mark.parametrize(
    "scanned", [{f"{copy}/{number:02}": f"{number:099}" for number in range(30) for copy in "ab"}], indirect=True
)


async def test_a_click_on_a_line_goes_there_and_on_its_mark_chooses(user: User, scanned: ScannedFolder) -> None:
    await user.click("~/Backup/report (1).txt", 4)
    assert (user.list.cursor, scanned.selection.changes) == (3, 0)
    assert "report (1).txt" in "\n".join(user.details)
    await user.click("~/Backup/report.txt", -14)
    assert (user.list.cursor, "Backup/report.txt" in scanned.chosen) == (2, False)
    assert user.state.startswith("Goes if you go on: 3 files")
    await user.click("~/Backup/report.txt", -14)
    assert "Backup/report.txt" in scanned.chosen
    await user.click("~/Documents/report.txt", -14)
    assert user.said == "Stays: one copy always stays, and no other can."


async def test_a_click_on_an_arrow_opens_and_closes_a_group_and_marks_nothing(
    user: User, scanned: ScannedFolder
) -> None:
    await user.click("▾ report.txt")
    assert user.listed[:2] == [
        "▸ report.txt · 3 copies                                  2 go, 393.2 of 393.2 kB",
        user.listed[1],
    ]
    assert len(user.listed) == 7
    await user.click("▸ report.txt")
    await user.click("3 copies", 2)
    assert (len(user.listed), scanned.selection.changes) == (10, 0)


def test_a_double_click_opens_the_file(scanned: ScannedFolder) -> None:
    opened = []

    async def journey(user: User) -> None:
        await user.click("~/Backup/old.txt", 3, times=2)

    review(scanned.page(open_file=lambda thing: opened.append(thing) or ""), journey)
    assert opened == [scanned.thing("Backup/old.txt")]
    assert scanned.selection.changes == 0


async def test_a_click_on_a_tab_shows_its_category(user: User, scanned: ScannedFolder) -> None:
    await user.click("2 large")
    assert len(user.listed) == 1
    await user.click("0 all")
    assert len(user.page.shown.numbers) == 6


@MANY
async def test_a_click_on_a_scrolled_list_and_below_its_end(user: User, scanned: ScannedFolder) -> None:
    await user.press("end")
    top = user.list.scroll_offset.y
    line = user.listed[top + 2].strip()
    await user.click(line.split("   ")[0], 6)
    assert user.list.cursor == top + 2
    await user.press("slash", *"a/07", "enter")
    await user.pilot.click("#groups", offset=(10, 9))
    await user.settle()
    assert user.list.cursor == 0
    assert scanned.selection.changes == 0


@MANY
async def test_the_wheel_scrolls_and_leaves_the_current_line(user: User, scanned: ScannedFolder) -> None:
    await user.pilot._post_mouse_events([events.MouseScrollDown], "#groups", (5, 5), button=0)
    await user.settle()
    assert user.list.scroll_offset.y > 0
    assert user.list.cursor == 0
    await user.press("down")
    assert user.list.scroll_offset.y <= 1


def test_clicks_on_the_footer_do_what_the_keys_do(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("down", "down")
        await user.click("K keep", 2)
        assert "Backup/report.txt" in scanned.kept
        await user.click("u undo", 2)
        assert scanned.selection.changes == 0
        await user.press("home")
        await user.click("s skip")
        assert scanned.selection.aside.skipped.any()
        await user.click("/ find")
        await user.type("old")
        assert len(user.listed) == 3
        await user.press("escape")
        await user.click("? help")
        assert len(user.page.screen_stack) == 2
        await user.press("escape")
        await user.click("r rule")
        await user.click("5 the newest", 3)
        await user.click("4 in all of them", 3)
        assert "skipped" in user.listed[0], "a rule for many groups leaves it as it is"
        assert scanned.kept == {"Documents/report.txt", "Pictures/2021/Été à Paris.txt", "Backup/old.txt"}
        await user.click("t trash")

    assert review(scanned.page(), journey) == Ending(Outcome.MOVE)


def test_the_last_words_of_the_footer_can_be_clicked(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.click("q leave")

    assert review(scanned.page(), journey) == Ending(Outcome.LEAVE, decide=False)


# The tree of folders


def labels(user: User) -> list[str]:
    """The open nodes, each as deep as it stands."""
    tree = user.tree
    lines = [tree.get_node_at_line(line) for line in range(tree.last_line + 1)]
    return ["  " * len(list(_above(node))) + str(node.label) for node in lines if node is not None]


def _above(node: object) -> object:
    while (node := node.parent) is not None:  # type: ignore[attr-defined]
        yield node


async def test_the_folders_come_in_front_open_and_close(user: User, scanned: ScannedFolder) -> None:
    await user.press("tab")
    closed = ["all folders", "  ~/Backup", "  ~/Pictures"]
    assert labels(user) == closed
    assert "~/Pictures 131.1 of 131.1 kB" in words(user.screen)
    await user.press("down", "down", "right")
    assert labels(user) == [*closed, "    2021"]
    await user.press("down")
    (group,) = user.page.shown.numbers.tolist()
    assert group == scanned.group("Backup/Été à Paris.txt")
    assert "~/Pictures/2021 · 1 shown" in user.text("about")
    await user.press("left", "left")
    assert labels(user) == closed
    await user.press("left", "tab", "tab")
    assert user.list.has_focus
    assert scanned.selection.changes == 0


async def test_beside_the_list_where_there_is_room_and_in_step_with_the_marks(
    user: User, scanned: ScannedFolder
) -> None:
    await user.resize(140, 45)
    assert "▼ all folders 589.8 of 589.8 kB │▾ report.txt" in words(user.screen)
    await user.press("down", "down", "space")
    assert "~/Backup 262.1 of 458.8 kB │" in words(user.screen)
    await user.press("x")
    assert "~/Backup 0 of 458.8 kB │" in words(user.screen)


@pytest.mark.parametrize(
    "scanned",
    [{f"{copy}/{'a very long name ' * 5}{number}/x": f"{number:99}" for number in range(3) for copy in ("one", "two")}],
    indirect=True,
)
async def test_names_are_cut_in_the_middle_and_amounts_stand_in_line(user: User, scanned: ScannedFolder) -> None:
    await user.resize(140, 45)
    rows = [line.split("│")[0] for line in user.screen if "…" in line.split("│")[0]]
    assert len(rows) == 3
    assert {row.split(" 4.1 of")[0].rstrip()[-1] for row in rows} == {"0", "1", "2"}
    assert len({row.rindex("kB") for row in rows}) == 1


def words(lines: list[str]) -> str:
    """What stands on some lines, each gap as one space."""
    return " ".join(" ".join(lines).split())


def path(line: str) -> str:
    """What is named on a line, without marks and amounts."""
    return line.rpartition("  ")[2] if line.startswith(" ") else line.removeprefix("▾ ").partition(" · ")[0]


async def test_the_place_the_words_and_the_order_go_together(user: User, scanned: ScannedFolder) -> None:
    await user.press("0", "slash", *"txt", "enter")
    assert len(user.page.shown.numbers) == 5
    await user.press("1", "tab", "down", "down")
    assert len(user.page.shown.numbers) == 1
    await user.press("a", "x")
    assert len(scanned.chosen) == 3
    await user.press("escape")
    assert user.list.has_focus
    await user.press("0", "S", "3")
    assert [path(line) for line in user.listed if line.startswith("▾")] == ["report.txt", "old.txt", "Été à Paris.txt"]


async def test_keys_go_through_the_categories(user: User, scanned: ScannedFolder) -> None:
    names = []
    for key in (">", ">", ">", ">", "<", "3", "0", "2", "9"):
        await user.press({"<": "less_than_sign", ">": "greater_than_sign"}.get(key, key))
        names.append(user.text("tabs").split("[")[1].split("]")[0])
    assert names == [
        "2 large 1", "3 empty files 2", "0 all 6", "1 duplicates 3", "0 all 6", "3 empty files 2", "0 all 6",
        "2 large 1", "2 large 1",
    ]  # fmt: skip


def test_a_category_with_nothing_in_it_has_no_tab(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned({"a": "same", "b": "same"})
    assert "empty-files" in {found.category.name for found in scanned.scan.findings}

    async def journey(user: User) -> None:
        assert user.text("tabs").split() == ["0", "all", "1", "[1", "duplicates", "1]"]

    review(scanned.page(), journey)


@pytest.mark.parametrize("scanned", [{"a.txt": "", "sub": {"b.txt": ""}}], indirect=True)
async def test_only_files_that_free_nothing_have_no_folders_to_open(user: User, scanned: ScannedFolder) -> None:
    await user.press("tab", "right", "right", "down")
    assert labels(user) == ["all folders"]
    assert len(user.listed) == 2


def test_very_many_folders_are_cut_off_with_their_number(make_scanned: Callable[..., ScannedFolder]) -> None:
    drawing = {f"{number:03}": {"a": f"{number:0500}", "b": f"{number:0500}"} for number in range(230)}
    scanned = make_scanned(drawing)

    async def journey(user: User) -> None:
        await user.press("tab", "end")
        assert labels(user)[-1].strip() == "… and 30 more"
        assert len(user.page.shown.numbers) == 230

    review(scanned.page(), journey)
