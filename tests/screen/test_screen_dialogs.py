"""The rule in two questions, the name of the plan, and what a resized or colourless terminal makes of the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from textual.events import Key

from cleanup.cli.plan_names import problem_with
from cleanup.model.rule import RuleName
from cleanup.review.probe import Ending, Outcome
from support.reviewing import ScannedFolder, User, review

REPORTS = {"Documents/report.txt", "Backup/report.txt", "Backup/report (1).txt"}
OLD = {"Documents/notes/old.txt", "Backup/old.txt"}
BEFORE = {"Documents/report.txt", "Backup/Été à Paris.txt", "Documents/notes/old.txt"}


KEPT_BY = {
    RuleName.IN: "Backup/report.txt",
    RuleName.NOT_IN: "Documents/report.txt",
    RuleName.ORIGINAL_NAME: "Documents/report.txt",
    RuleName.OLDEST: "Documents/report.txt",
    RuleName.NEWEST: "Backup/report (1).txt",
    RuleName.SHORTEST_PATH: "Backup/report.txt",
    RuleName.FIRST_ROOT: "Documents/report.txt",
}


@pytest.mark.parametrize("rule", KEPT_BY)
async def test_every_rule_for_one_group(user: User, scanned: ScannedFolder, rule: RuleName) -> None:
    kept = KEPT_BY[rule]
    await user.press("down", "down", "r", str([*KEPT_BY].index(rule) + 1), "1")
    assert len(user.page.screen_stack) == 1
    assert scanned.kept & REPORTS == {kept}
    assert scanned.kept - REPORTS == BEFORE - REPORTS
    assert scanned.chosen & REPORTS == (
        REPORTS - {kept} - ({"Backup/report (1).txt"} if rule is RuleName.IN else set())
    )


@pytest.mark.parametrize(
    ("scope", "kept"),
    [
        ("1", {"Backup/report (1).txt"}),
        ("2", {"Backup/report (1).txt", "Pictures/2021/Été à Paris.txt", "Backup/old.txt"}),
        ("3", {"Backup/report (1).txt"}),
        ("4", {"Backup/report (1).txt", "Pictures/2021/Été à Paris.txt", "Backup/old.txt"}),
    ],
)
async def test_every_scope_of_a_rule(user: User, scanned: ScannedFolder, scope: str, kept: set[str]) -> None:
    await user.press("slash", *"report", "enter", "down", "down", "r", "5")
    shown = "\n".join(user.screen)
    assert "in all with a copy in ~/Backup" in shown
    assert "in the 1 that is shown" in shown
    await user.press(scope)
    assert scanned.kept == (kept if scope in "24" else kept | (BEFORE - REPORTS))
    assert scanned.selection.changes == 1


async def test_a_rule_for_a_folder_changes_only_groups_in_it(user: User, scanned: ScannedFolder) -> None:
    await user.press("end", "up", "r", "5", "2")
    assert scanned.kept == BEFORE - OLD | {"Backup/old.txt"}


async def test_a_rule_by_arrows_and_given_up(user: User, scanned: ScannedFolder) -> None:
    for keys in (["escape"], ["q"], ["8"], ["0"], ["5", "escape"], ["5", "q"]):
        await user.press("r", *keys)
        assert scanned.selection.changes == 0
        await user.close_questions()
    await user.press("r", "down", "down", "down", "down", "enter", "down", "down", "enter")
    assert scanned.selection.changes == 1
    assert "Backup/report (1).txt" in scanned.kept


# Saving


def problems(folder: Path) -> dict[str, str]:
    """Names that a plan cannot have, and a word of what is said."""
    (folder / "mine.txt").write_text("dear diary")
    (folder / "folder").mkdir()
    return {
        "": "needs a name",
        "   ": "needs a name",
        str(folder / "mine.txt"): "it stays as it is",
        str(folder / "folder"): "is a folder",
        str(folder / "none" / "plan.json"): "There is no folder",
        str(folder / ("n" * 300)): "cannot be written",
        "~nobody-of-that-name/plan.json": "There is no folder",
    }


def test_a_name_that_cannot_be_is_told_and_a_good_one_ends(scanned: ScannedFolder, tmp_path: Path) -> None:
    good = str(tmp_path / "good plan.json")

    async def journey(user: User) -> None:
        await user.press("p")
        assert "plan.json" in "\n".join(user.screen)
        for name, words in problems(tmp_path).items():
            await user.press("ctrl+u", "home", "ctrl+k")
            user.page.screen.query_one("#file").value = name  # type: ignore[attr-defined]
            await user.press("enter")
            assert words in user.text("problem"), name
            assert user.page.is_running
        await user.press("escape", "p", "ctrl+u")
        await user.type(good)
        await user.press("enter")

    ending = review(scanned.page(problem_with=partial(problem_with, None, tmp_path / "state")), journey)
    assert ending == Ending(Outcome.SAVE, good, decide=True)
    assert (tmp_path / "mine.txt").read_text() == "dear diary"


def test_saving_given_up_and_the_name_that_was_asked_for(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("p", "escape")
        assert len(user.page.screen_stack) == 1
        await user.press("p")
        assert "my own.json" in "\n".join(user.screen)
        await user.press("enter")

    assert review(scanned.page("my own.json"), journey) == Ending(Outcome.SAVE, "my own.json")


# The terminal


def test_a_terminal_too_small_can_be_left_and_chooses_nothing(scanned: ScannedFolder) -> None:
    async def journey(user: User) -> None:
        await user.press("x", "a", "f", "space", "q")

    assert review(scanned.page(), journey, (40, 10)) == Ending(Outcome.LEAVE, decide=False)
    assert scanned.selection.changes == 0


@pytest.mark.parametrize("keys", [("p",), ("down", "r"), ("x", "q"), ("question_mark",), ("down", "c"), ("S",), ("H",)])
def test_a_question_in_a_window_too_small_is_not_seen_and_takes_no_key(
    scanned: ScannedFolder, keys: tuple[str, ...]
) -> None:
    async def journey(user: User) -> None:
        asked = await user.press(*keys)
        state = scanned.chosen, scanned.selection.changes
        for size in ((1, 1), (2, 40), (40, 10), (59, 30), (200, 15)):
            small = await user.resize(*size)
            assert "│" not in "\n".join(small), size
            await user.press("1", "enter", "x", "a", "down", "space")
            assert len(user.page.screen_stack) == 2, size
        assert (scanned.chosen, scanned.selection.changes) == state
        for size in ((500, 200), (60, 16), (80, 24)):
            await user.resize(*size)
        title = next(line.split("│")[1].split("  ")[1] for line in asked if line.count("│") > 1)
        assert title in "\n".join(user.screen), "it is there again"
        await user.press("escape" if keys != ("x", "q") else "1")
        assert len(user.page.screen_stack) == 1

    review(scanned.page(), journey)


async def test_the_page_takes_every_size_and_comes_back(user: User, scanned: ScannedFolder) -> None:
    await user.press("down", "down")
    before = user.screen
    for columns, rows in ((200, 60), (120, 35), (60, 16), (40, 10), (20, 3), (59, 40), (100, 15)):
        screen = "\n".join(await user.resize(columns, rows))
        large = columns >= 60 and rows >= 16
        assert ("~/Backup/report" in screen) == large, (columns, rows)
        # What fits, fits: no word is cut where there is room for it.
        if not large and columns >= 40 and rows >= 10:
            assert "60 columns" in " ".join(screen.split())
    assert await user.resize(80, 24) == before


async def test_a_dialog_survives_a_resize(user: User, scanned: ScannedFolder) -> None:
    await user.press("r")
    for size in ((200, 60), (60, 16), (40, 10), (80, 24)):
        await user.resize(*size)
    await user.press("5", "4")
    assert "Backup/old.txt" in scanned.kept


def test_without_colour_the_marks_and_the_current_line_still_tell(
    scanned: ScannedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    page = scanned.page()

    async def journey(user: User) -> None:
        assert user.page.no_color
        await user.press("down")
        strips = user.page.screen._compositor.render_strips()
        assert {style.color.name for strip in strips for _, style, _ in strip if style and style.color} <= {"default"}
        line = next(strip for strip in strips if "~/Documents/report.txt" in strip.text and "[=]" in strip.text)
        looks = [style for text, style, _ in line if "report.txt" in text]
        assert all(style and style.reverse for style in looks)

    review(page, journey)


def test_a_narrow_page_shows_every_path_by_its_end(make_scanned: Callable[..., ScannedFolder]) -> None:
    deep = {"a folder with a long name": {"and another one in it": {"the file itself.txt": "same"}}}
    scanned = make_scanned({"one": deep, "two": deep})

    async def journey(user: User) -> None:
        assert sum("file itself.txt" in line for line in user.screen) >= 2

    review(scanned.page(), journey, (60, 16))


async def test_what_is_said_is_cut_with_a_sign(user: User, scanned: ScannedFolder) -> None:
    user.page._say("all that there is to be said " * 9)
    for width in (60, 80, 140):
        await user.resize(width, 24)
        line = next(line for line in user.screen if line.startswith(" all that"))
        assert line.endswith("…")
        assert width - 3 < len(line) < width


@pytest.mark.parametrize("asking", ["S", "r", "q", "H", "p", "c", "question_mark"])
async def test_keys_typed_before_a_question_stands_do_nothing_to_the_page(
    user: User, scanned: ScannedFolder, asking: str
) -> None:
    """They fell on the page: x left all that was marked."""
    await user.press("down", "down", "x", "a")
    before = scanned.chosen
    assert before
    for key in (asking, "x", "0", "i"):
        user.page.post_message(Key(key, key if len(key) == 1 else None))
    await user.settle()
    assert scanned.chosen == before
    assert len(user.page.screen_stack) == 2


async def test_a_question_that_was_answered_leaves_the_page_its_keys(user: User, scanned: ScannedFolder) -> None:
    await user.press("S", "2", "x")
    assert scanned.chosen == set()


def test_keys_typed_after_the_last_one_are_no_choice(scanned: ScannedFolder) -> None:
    before = scanned.chosen

    async def journey(user: User) -> None:
        for key in ("t", "x"):
            user.page.post_message(Key(key, key))

    ending = review(scanned.page(), journey)
    assert ending is not None
    assert ending.outcome is Outcome.MOVE
    assert scanned.chosen == before
