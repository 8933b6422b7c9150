"""A key on the page and an answer line by line decide the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from screen.test_screen_monkey import CHOICES, HOMES
from support.answering import Questions
from support.reviewing import ScannedFolder, User, draw, review

Decided = tuple[set[str], set[str], list[int], list[int], set[str]]
DOWN = ["down"] * 2
PAIRS: list[tuple[str, list[str], list[str]]] = [
    ("copies", ["space"], ["n"]),
    ("copies", ["x", "space"], ["none", "y"]),
    ("copies", [*DOWN, "space"], ["x2"]),
    ("copies", [*DOWN, "K"], ["2"]),
    ("copies", [*DOWN, "K"], ["k2"]),
    ("copies", [*DOWN, "f", "1"], ["f2", "y"]),
    ("copies", [*DOWN, "f", "2"], ["f2", "n"]),
    ("copies", ["r", "5", "1"], ["r", "5", "1", "y"]),
    ("copies", ["r", "6", "4", "1"], ["rule", "6", "4", "y"]),
    ("copies", ["r", "3", "2", "1"], ["rule", "3", "2", "y"]),
    ("copies", ["s"], ["s"]),
    ("copies", ["n"], ["never"]),
    ("copies", ["s", "a", "[", "space"], ["skip", "all", "back", "again"]),
    ("copies", ["n", "[", "space"], ["never", "b", "again"]),
    ("copies", ["x"], ["none"]),
    ("copies", ["x", "a"], ["none", "all"]),
    ("copies", ["space", "i"], ["n", "invert"]),
    ("copies", ["x", "v", "]", "]", "]", "up", "space"], ["none", "to 3"]),
    ("copies", ["x", "u"], ["none", "undo"]),
    ("copies", ["x", "u", "U"], ["none", "u", "redo"]),
    ("copies", ["x", "s", "H", "3"], ["none", "s", "steps", "3"]),
    ("copies", ["slash", *"b1", "enter", "x"], ["/b1", "none"]),
    ("copies", ["slash", *"b1", "enter", "x", "escape", "i"], ["/b1", "none", "/", "invert"]),
    ("copies", ["x", "a", "m", "s"], ["none", "a", "m", "s"]),
    ("copies", ["S", "4", "space"], ["sort", "4", "n"]),
    ("copies", ["S", "4", "S", "5", "space"], ["sort", "4", "sort", "5", "n"]),
    ("all kinds", ["2", "space"], ["category 2", "n"]),
    ("all kinds", ["greater_than_sign", "space"], [">", "n"]),
    ("all kinds", ["less_than_sign", "x"], ["<", "none"]),
    ("all kinds", ["0", "x", "a"], ["category 0", "none", "all"]),
    ("folders", ["space"], ["y"]),
    ("folders", ["space", "space"], ["y", "b", "n"]),
    ("folders", ["space", "x"], ["y", "none"]),
    ("folders", ["K", "a"], ["k", "all"]),
    ("folders", ["s", "a"], ["s", "all"]),
    ("folders", ["f", "1"], ["f", "y"]),
    ("folders", ["z", "]", "space"], ["z", "n"]),
    ("folders", [], ["f2", "x2", "2", "c2", "d2", "open 2", "never", "again", "to", "go", "to 999"]),
    ("folders", ["r", "5", "1"], ["r", "5", "1"]),
    ("folders", ["down", "space"], ["", "y"]),
]  # fmt: skip


def decided(scanned: ScannedFolder) -> Decided:
    aside = scanned.selection.aside
    columns = [np.flatnonzero(column).tolist() for column in (aside.skipped, aside.forgotten)]
    return scanned.chosen, scanned.kept, *columns, scanned._below(aside.spared | scanned.selection.held)


@pytest.mark.parametrize(("home", "keys", "answers"), PAIRS, ids=lambda each: " ".join(each) or "-")
def test_the_page_and_the_answers_decide_the_same(
    home: str, keys: list[str], answers: list[str], tmp_path: Path
) -> None:
    root = draw(tmp_path / "tree", HOMES[home])

    def begin() -> ScannedFolder:
        return ScannedFolder(root, tmp_path / "own", choice=CHOICES[home])

    async def press(user: User) -> None:
        await user.press(*keys)

    on_page, plainly = begin(), begin()
    assert review(on_page.page(), press) is None
    questions = Questions(plainly)
    assert questions.answer(answers) is None
    assert decided(plainly) == decided(on_page), questions.said
