"""The door for sentences: values are filled in, never read as part of the sentence."""

from __future__ import annotations

import pytest

from cleanup import language
from cleanup.language import tr, trn


def test_a_sentence_is_given_as_it_is() -> None:
    assert tr("Nothing here") == "Nothing here"
    assert tr("braces {} stay {name}") == "braces {} stay {name}"


@pytest.mark.parametrize("value", ["{name}", "{", "}", "{0.__class__}", "%s", "a\nb"])
def test_a_value_is_only_ever_a_value(value: str) -> None:
    assert tr("“{name}” is gone", name=value) == f"“{value}” is gone"
    assert trn("{n} of {name}", "{n} in {name}", 2, name=value) == f"2 in {value}"


def test_a_value_may_have_the_name_of_the_parameter() -> None:
    assert tr("{text} {one}", text="a", one="b") == "a b"
    assert trn("{count}", "{count} {many}", 3, count="c", many="m") == "c m"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (-1, "-1 files"), (1234567, "1,234,567 files")]
)
def test_counting(count: int, text: str) -> None:
    assert trn("{n} file", "{n} files", count) == text


def test_the_source_language_is_always_there() -> None:
    assert language.available()[0] == "en"
    language.use("en")
    assert tr("as it is") == "as it is"
