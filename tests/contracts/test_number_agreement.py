"""Sentences agree with the number in them: with none, one and many."""

from __future__ import annotations

import ast
import re

import pytest

from cleanup.language import MarkedCount, form_for
from support.catalogues import calls, sentences

COUNTING = sorted(key for key in sentences() if isinstance(key, tuple))
OTHERS = sorted(key for key in sentences() if isinstance(key, str))
WORD = re.compile(r"[\w’']+")

IRREGULAR = {"copies": "copy", "libraries": "library", "histories": "history", "mailboxes": "mailbox"}
# Verbs and pronouns: they follow the number of what is counted, so none of them stands in both forms.
FOLLOWING = {"are", "is", "were", "was", "have", "has", "they", "them", "it", "their", "its", "stay", "stays"}
# Where a word that has a number is said of something else than what is counted.
OF_SOMETHING_ELSE = re.compile(
    r"Run \{run\} was|is (its|their) drive|in it\b|of its files|a drive that is|recovers it|of them|that is tried"
    r"|beside it|files stay|items? from it|its journal|is for you|that stays|each group stays"
    r"|copies are in|\{folder\} stays"
)
# Their number stands alone, and nothing in them changes with it.
STANDS_ALONE = {
    "{folder} ({n})", "{why} ({n})", "{n} elsewhere, {size}", "{n} only there, {size}",
    "The highest possible is {most}.", "{number} of {count}: {heading}.",
    "Which one? Type a number from 1 to {most} after it.",
    "Where to? Type a place of the list after it, from 1 to {most}.",
    "To where? Type a place of the list after it, from 1 to {most}.",
}  # fmt: skip


def nouns() -> dict[str, str]:
    """The things that the program counts: of each the word for many, and that for one."""
    found = {}
    for one, many in COUNTING:
        words = WORD.findall(one), WORD.findall(many)
        if len(words[0]) == len(words[1]):
            found |= {more: single for single, more in zip(*words, strict=True) if is_plural(more, single)}
    return found


def is_plural(many: str, one: str) -> bool:
    return many != one and one == IRREGULAR.get(many, many.removesuffix("s"))


MANY = nouns()
ONE = {one: many for many, one in MANY.items()}


def wrong_numbers(text: str) -> list[str]:
    """Each number in a text, with the thing behind it, that do not agree; of two such words the last one counts."""
    thing = "|".join(sorted({*MANY, *ONE}, key=len, reverse=True))
    found = re.findall(rf"(?<![\d,.-])(\d[\d,]*) (?:more |other |empty )?(?:(?:{thing}) )*({thing})\b", text)
    return [f"{number} {word}" for number, word in found if word in (MANY if number == "1" else ONE)]


@pytest.mark.parametrize("pair", COUNTING, ids=lambda pair: pair[1])
def test_what_is_counted_agrees_with_its_number(pair: tuple[str, str]) -> None:
    for count in (0, 1, 2, 1234):
        said = re.sub(r"\{n?\}", f"{count:,}", form_for(MarkedCount(*pair), count))
        assert wrong_numbers(said) == []


@pytest.mark.parametrize("pair", COUNTING, ids=lambda pair: pair[1])
def test_what_follows_the_number_differs(pair: tuple[str, str]) -> None:
    one, many = ({*WORD.findall(OF_SOMETHING_ELSE.sub("", text))} for text in pair)
    assert one & many & FOLLOWING == set()


def test_the_things_that_are_counted_are_known() -> None:
    assert {"files", "folders", "items", "copies", "groups", "days"} <= MANY.keys()


def test_no_sentence_counts_without_a_form_for_one() -> None:
    word = "|".join(sorted({*MANY, *ONE, "are", "were", "have", "is", "was", "has"}, key=len, reverse=True))
    counted = re.compile(rf"\{{(n|count|all|number|days|files|)\}} (more )?({word})\b")
    assert [text for text in OTHERS if counted.search(text)] == []


def test_no_number_is_filled_into_a_sentence_that_has_one_form() -> None:
    wrong = []
    for where, name, call in calls({"tr", "said", "tr_in"}):
        numbers = [each.arg for each in call.keywords if is_a_count(each.value)]
        text = call.args[-1]
        said = text.value if isinstance(text, ast.Constant) else ast.unparse(text)
        if numbers and name != "tr_in" and said not in STANDS_ALONE | {"problem", "tab"}:
            wrong.append((where, said, numbers))
    assert wrong == []


def is_a_count(value: ast.expr) -> bool:
    """Whether a value is written as a count: a whole number with its separators, or how many there are of something."""
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in {"number", "len"}
        for each in ast.walk(value)
    )
