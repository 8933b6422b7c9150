"""The mouse, and the tree of categories and folders."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual import events
from textual.widgets import Tree

from cleanup.review.probe import Ending, Outcome
from support.reviewing import ScannedFolder, User, review

MANY = pytest.mark.parametrize(
    "scanned", [{f"{copy}/{number:02}": f"{number:099}" for number in range(30) for copy in "ab"}], indirect=True
)


async def test_a_click_on_a_line_goes_there_and_on_its_mark_chooses(user: User, scanned: ScannedFolder) -> None:
    await user.click("~/Backup/report (1).txt", 4)
    assert (user.list.cursor, scanned.selection.changes) == (3, 0)
    assert "report (1).txt" in user.text("facts")
    await user.click("[x] ~/Backup/report.txt", 1)
    assert (user.list.cursor, "Backup/report.txt" in scanned.chosen) == (2, False)
    assert user.state.startswith("3 files chosen")
    await user.click("[ ] ~/Backup/report.txt", 1)
    assert "Backup/report.txt" in scanned.chosen
    await user.click("[=] ~/Documents/report.txt", 1)
    assert user.state.endswith("Stays: one copy always stays, and no other can.")


async def test_a_double_click_chooses(user: User, scanned: ScannedFolder) -> None:
    await user.click("~/Backup/old.txt", 3, times=2)
    assert "Backup/old.txt" not in scanned.chosen
    await user.click("3 copies", 12, times=2)
    assert "Backup/report.txt" not in scanned.chosen


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
        await user.click("k keep", 2)
        assert "Backup/report.txt" in scanned.kept
        await user.click("u undo", 2)
        assert scanned.selection.changes == 0
        await user.click("s skip")
        assert scanned.selection.skipped.any()
        await user.click("/ filter")
        await user.type("old")
        assert len(user.listed) == 3
        await user.press("escape")
        await user.click("? help")
        assert len(user.page.screen_stack) == 2
        await user.press("escape")
        await user.click("r rule")
        await user.click("5 the newest", 3)
        await user.click("4 in all of them", 3)
        assert user.listed[0].endswith("skipped"), "a rule for many groups leaves it as it is"
        assert scanned.kept == {"Documents/report.txt", "Pictures/2021/Été à Paris.txt", "Backup/old.txt"}
        await user.click("t trash")

    assert review(scanned.page(), journey) == Ending(Outcome.MOVE)


def test_the_last_words_of_the_footer_can_be_clicked(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.click("q leave")

    assert review(scanned.page(), journey) == Ending(Outcome.LEAVE, decide=False)


# The tree


def labels(user: User) -> list[str]:
    """The open nodes, each as deep as it stands."""
    tree: Tree[object] = user.tree
    lines = [tree.get_node_at_line(line) for line in range(tree.last_line + 1)]
    return ["  " * len(list(_above(node))) + str(node.label).strip() for node in lines if node is not None]


def _above(node: object) -> object:
    while (node := node.parent) is not None:  # type: ignore[attr-defined]
        yield node


async def test_the_tree_opens_and_closes(user: User, scanned: ScannedFolder) -> None:
    closed = ["1.2 MB everything", "  589.8 kB duplicates", "  655.4 kB large", "  empty files"]
    assert labels(user) == closed
    await user.press("tab", "right")
    opened = ["    458.8 kB ~/Backup", "    131.1 kB ~/Pictures"]
    assert labels(user) == [*closed[:2], *opened, *closed[2:]]
    await user.press("down", "down", "right")
    assert labels(user) == [*closed[:2], *opened, "      131.1 kB 2021", *closed[2:]]
    await user.press("left")
    assert labels(user) == [*closed[:2], *opened, *closed[2:]]
    await user.press("left")
    assert user.tree.cursor_line == 1
    await user.press("left")
    assert labels(user) == closed
    await user.press("left", "left", "left")
    assert (user.tree.cursor_line, labels(user)) == (0, closed)
    await user.press("down", "space")
    assert len(labels(user)) == 6
    assert scanned.selection.changes == 0


async def test_a_place_in_the_tree_says_what_the_list_shows(user: User, scanned: ScannedFolder) -> None:
    about = []
    await user.press("down", "tab", "right", "up")
    for _ in range(6):
        about.append((user.text("about").split(" · ")[0].strip(), [*dict.fromkeys(path(line) for line in user.listed)]))
        await user.press("down")
    summer = ["Été à Paris.txt", "~/Pictures/2021/Été à Paris.txt", "~/Backup/Été à Paris.txt"]
    reports = ["report.txt", "~/Documents/report.txt", "~/Backup/report.txt", "~/Backup/report (1).txt"]
    old = ["old.txt", "~/Documents/notes/old.txt", "~/Backup/old.txt"]
    film, empty = ["~/Videos/film.mp4"], ["~/Pictures/empty.txt", "~/Videos/empty too.txt"]
    assert about == [
        ("6 groups shown", [*film, *reports, *summer, *old, *empty]),
        ("3 groups shown", [*reports, *summer, *old]),
        # A group with one copy in the folder is shown with all its copies.
        ("3 groups shown", [*reports, *summer, *old]),
        ("1 group shown", summer),
        ("1 group shown", film),
        ("2 groups shown", empty),
    ]


def path(line: str) -> str:
    """What is named on a line, without marks and amounts."""
    return line.rpartition(" · ")[2].strip().split("   ")[0].split("] ")[-1]


async def test_the_place_the_words_and_the_order_go_together(user: User, scanned: ScannedFolder) -> None:
    await user.press("slash", *"txt", "enter", "shift+tab", "up")
    assert len(user.page.shown.numbers) == 5
    await user.press("down", "right", "down", "down")
    assert len(user.page.shown.numbers) == 1
    await user.press("a", "x")
    assert len(scanned.chosen) == 3
    await user.press("escape")
    assert user.list.has_focus
    await user.press("tab", "up", "up", "up", "o", "o")
    assert [path(line) for line in user.listed][:2] == ["report.txt", "~/Documents/report.txt"]


async def test_clicks_in_the_tree_choose_a_place(user: User, scanned: ScannedFolder) -> None:
    await user.click("655.4 kB large", 10)
    assert user.listed == ["[ ] ~/Videos/film.mp4                          655.4 kB"]
    await user.click("589.8 kB duplicates", 10)
    assert len(user.listed) == 10


def test_a_category_with_nothing_in_it_is_not_in_the_tree(make_scanned: Callable[..., ScannedFolder]) -> None:
    scanned = make_scanned({"a": "same", "b": "same"})
    assert "empty-files" in {found.category.name for found in scanned.scan.findings}

    async def journey(user: User) -> None:
        assert [label.split()[-1] for label in labels(user)] == ["everything", "duplicates"]

    review(scanned.page(), journey)


@pytest.mark.parametrize("scanned", [{"a.txt": "", "sub": {"b.txt": ""}}], indirect=True)
async def test_only_files_that_free_nothing_have_no_folders_to_open(user: User, scanned: ScannedFolder) -> None:
    await user.press("tab", "right", "right", "down")
    assert [label.strip() for label in labels(user)] == ["everything", "empty files"]
    assert len(user.listed) == 2


def test_very_many_folders_are_cut_off_with_their_number(make_scanned: Callable[..., ScannedFolder]) -> None:
    drawing = {f"{number:03}": {"a": f"{number:0500}", "b": f"{number:0500}"} for number in range(230)}
    scanned = make_scanned(drawing)

    async def journey(user: User) -> None:
        await user.press("tab", "right", "end")
        assert labels(user)[-1].strip() == "… and 30 more"
        assert len(user.page.shown.numbers) == 230

    review(scanned.page(), journey)
