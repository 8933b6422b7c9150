"""What can be typed in a review by questions and answers: all that the full-screen page decides, each told in help."""

from __future__ import annotations

import re
from collections import Counter
from unittest.mock import MagicMock

import pytest
from textual.binding import Binding

from cleanup.review.browsing import BrowsingPage
from cleanup.review.group_list import GroupList
from cleanup.review.key_line import KEYS
from cleanup.review.page import ReviewPage
from cleanup.review.place_tree import PlaceTree
from cleanup.review.plain import Plain
from cleanup.review.plain_words import ANSWERS, Takes, help_lines, understood

NEEDLESS = {
    "copy_path": "the path stands there whole",
    "suspend_process": "Ctrl-Z is the shell's, since no page takes it",
    "cursor_down": "the folders are told with numbers",
    "cursor_up": "the folders are told with numbers",
    "scroll_home": "the folders are told with numbers",
    "scroll_end": "the folders are told with numbers",
}


def actions_of_the_page() -> set[str]:
    """What the keys of the page do, and the words of its last line."""
    bindings = [each for page in (ReviewPage, BrowsingPage, GroupList, PlaceTree) for each in page.BINDINGS]
    actions = [each.action for each in bindings if isinstance(each, Binding)]
    clicked = [action for keys in KEYS.values() for _, _, action in keys if action]
    return {action.partition("(")[0] for action in (*actions, *clicked)}


def test_each_action_of_the_page_has_its_answer() -> None:
    answered = {action for answer in ANSWERS for action in answer.actions}
    assert actions_of_the_page() - answered - NEEDLESS.keys() == set()
    assert answered - actions_of_the_page() == set(), "the page has no such action"


def test_each_answer_does_something_and_is_told() -> None:
    plain = Plain(MagicMock(), b"", file="")
    assert plain._acts.keys() == {answer.word for answer in ANSWERS}
    told = "\n".join(help_lines())
    for answer in ANSWERS:
        assert answer.word in {"<", ">"} or f"  {answer.told} " in told, answer
    names = Counter(name for answer in ANSWERS for name in (answer.word, *answer.others))
    assert {name for name, count in names.items() if count > 1} == set()


def test_help_has_a_short_line_for_each() -> None:
    for line in help_lines():
        assert len(line) <= 80, line
        assert line.isprintable(), line


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.word)
def test_each_way_to_type_an_answer_is_understood(answer: object) -> None:
    for name in (answer.word, *answer.others):
        if name == "next":
            continue
        assert understood(f"  {name} ") == (answer.word, "")
        with_number = understood(f"{name}2")
        assert with_number == (None if answer.takes is Takes.NOTHING else (answer.word, "2"))
        with_words = understood(f"{name} a b") if name.isalpha() else understood(f"{name}a b")
        assert with_words == ((answer.word, "a b") if answer.takes is Takes.WORDS else None)
        if re.fullmatch(r"[a-z]{2,}", name):
            assert understood(name.upper()) == (answer.word, "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ("next", "")), (" \t", ("next", "")), ("2", ("keep", "2")), ("k 12", ("keep", "12")), ("Y", ("yes", "")),
        ("u", ("undo", "")), ("U", ("redo", "")), ("/~/Videos *.mp4", ("/", "~/Videos *.mp4")), ("/", ("/", "")),
        ("p my plan", ("save", "my plan")), ("g9", ("go", "9")),
    ],
)  # fmt: skip
def test_what_is_typed_is_understood(typed: str, meant: tuple[str, str]) -> None:
    assert understood(typed) == meant


@pytest.mark.parametrize("typed", ["2x", "2a", "-1", "1" * 5000, "²", "no thanks", "q1", "\x1b[A", "\udcff", "x²", "nonsense"])  # fmt: skip  # noqa: E501
def test_what_could_mean_something_else_is_no_answer(typed: str) -> None:
    assert understood(typed) is None
