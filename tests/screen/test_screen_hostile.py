"""Names made to harm: in the list, the tree, the details, the questions and the preview, harmless everywhere."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len

from cleanup.cli.plan_names import problem_with
from support.reviewing import ScannedFolder, User, review

NAMES = [
    b"new\nline", b"carriage\rreturn", b"tab\there", b"bell\x07", b"\x1b[2Jclear", b"\x1b]0;title\x07", b"\x7f",
    b"c1 \xc2\x9b31m", b"raw c1 \x9b31m", "\u202egpj.exe".encode(), "\u2066isolate\u2069".encode(),
    "line\u2028separator".encode(), "zero\u200bwidth".encode(), b"[bold]red[", b"[@click=app.exit]leave",
    b"[link=https:x]y", b":warning:", b"bad\xff\xfeutf8", b"\xed\xa0\x80surrogate", b" leading", b"trailing ", b"~",
    "e\u0301\u0301combining".encode(), "👨‍👩‍👧.png".encode(), "写真の旅行".encode() * 5, b"n" * 200, b"{0.__class__}",
    b"%s%n", b"$(reboot)", b"back\\slash", b"]",
]  # fmt: skip


@pytest.fixture
def scanned(tmp_path: Path) -> ScannedFolder:
    """A folder for each name, with a copy of a content under that name in each of two places."""
    root = os.fsencode(tmp_path) + b"/\x1b[31mroot\xff"
    for number, name in enumerate(NAMES):
        for place in (b"one", name):
            os.makedirs(os.path.join(root, place), exist_ok=True)
            with open(os.path.join(root, place, name), "wb") as file:
                file.write(b"%d [red]\x1b[31m\t\x07 \xe2\x80\xae text\n" % number * 200)
    return ScannedFolder(Path(os.fsdecode(root)), tmp_path / "own")


def harmless(lines: list[str]) -> bool:
    """Whether nothing on a screen steers a terminal or turns the direction of writing."""
    return all(line.replace("👨‍👩‍👧", "").isprintable() for line in lines)


async def test_hostile_names_are_harmless_wherever_they_stand(user: User, scanned: ScannedFolder) -> None:
    seen: set[str] = set()
    await user.resize(120, 40)
    assert len(user.page.shown.numbers) == len(NAMES)
    for _ in NAMES:
        await user.press("down")
        assert harmless(user.screen)
        path = next(line for line in user.details if line.startswith("~/"))
        seen.add(path.rpartition("/")[2])
        await user.press("right")
    await user.press("tab", "right")
    for _ in NAMES:
        assert harmless(await user.press("down"))
    for keys in (["tab", "tab", "r"], ["2"], ["escape"], ["f"], ["p"], ["escape"]):
        assert harmless(await user.press(*keys)), keys
    assert {
        "👨‍👩‍👧.png",
        "new\\nline",
        "\\x1b[2Jclear",
        "\\u202egpj.exe",
        "[@click=app.exit]leave",
        "bad\\xff\\xfeutf8",
    } <= seen
    assert len(seen) == len(NAMES)


async def test_a_click_on_markup_in_a_name_is_a_click_on_a_name(user: User, scanned: ScannedFolder) -> None:
    await user.resize(120, 40)
    await user.press("slash", *"leave", "enter", "down")
    await user.click("[@click=app.exit]leave", 4)
    await user.pilot.click("#details", offset=(3, 2))
    await user.settle()
    assert user.page.is_running


async def test_a_hostile_text_is_shown_harmlessly(user: User, scanned: ScannedFolder) -> None:
    await user.resize(120, 40)
    screen = await user.press("down")
    assert harmless(screen)
    assert "[red]\\x1b[31m" in "\n".join(screen)


def test_hostile_words_and_plan_names(scanned: ScannedFolder, tmp_path: Path) -> None:
    async def journey(user: User) -> None:
        await user.press("slash")
        for words in ("[bold]red[", "]", "$(reboot)", "{0.__class__}", "写真"):
            user.page.query_one("#filter").value = words  # type: ignore[attr-defined]
            await user.settle()
            assert 1 <= len(user.page.shown.numbers) <= 5, words
        await user.press("escape", "p")
        for name in ("[/]/[bold]", "\x1b[31m/x", "\udcff/x", "\u202e/x", "x" * 300, "写" * 200):
            user.page.screen.query_one("#file").value = name  # type: ignore[attr-defined]
            await user.press("enter")
            assert user.text("problem") != "", name
            assert harmless([user.text("problem").replace("\n", "")]), name

    review(scanned.page(problem_with=partial(problem_with, None, tmp_path / "state")), journey)


async def test_wide_and_combining_characters_keep_the_columns(user: User, scanned: ScannedFolder) -> None:
    for size in ((60, 16), (80, 24), (121, 35)):
        await user.resize(*size)
        width = user.list.scrollable_content_region.width
        for line in range(len(user.page.shown)):
            parts = user.page.lines.line(line, width)
            assert cell_len("".join(text for text, _ in parts)) == width
