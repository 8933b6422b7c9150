"""The door for sentences: values are filled in, never read as part of the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanup import language
from cleanup.language import mark, mark_count, said, said_count, tr, tr_in, trn
from support.catalogues import write_catalogue


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a language with a few words."""
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    words = {
        "{n} of {name}": "de {n} {name}",
        ("{n} file", "{n} files"): ("{n} bestand", "{n} bestanden"),
        "verb\x04open": "openen",
        "thousands separator\x04,": ".",
    }
    write_catalogue(tmp_path, "xx", words)
    yield "xx"
    language.use("en")


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


def test_a_marked_sentence_is_translated_when_it_is_said(made_up: str) -> None:
    marked, counted = mark("{n} of {name}"), mark_count("{n} file", "{n} files")
    assert said(marked, n=1, name="{x}") == "1 of {x}"
    assert (said_count(counted, 1), said_count(counted, 2000)) == ("1 file", "2,000 files")
    assert tr_in("verb", "open") == "open"
    language.use(made_up)
    assert said(marked, n=1, name="{x}") == "de 1 {x}"
    assert said_count(counted, 1) == "1 bestand"
    assert said_count(counted, 2000) == "2.000 bestanden"
    assert tr_in("verb", "open") == "openen"
    assert tr("open") == "open"


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "en"),
        ({"LANG": "xx_YY.UTF-8"}, "xx"),
        ({"LANG": "xx"}, "xx"),
        ({"LANG": "zz_ZZ.UTF-8"}, "en"),
        ({"LANG": "xx_YY", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "xx_YY", "LC_ALL": "C.UTF-8", "LANGUAGE": "xx"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "zz:xx"}, "xx"),
        ({"LANG": "xx_YY@euro", "LANGUAGE": "en"}, "en"),
    ],
)
def test_the_language_of_the_system_is_asked(made_up: str, environment: dict[str, str], chosen: str) -> None:
    assert language.available() == ("en", made_up)
    assert language.of_system(environment) == chosen


def test_numbers_have_the_separators_of_the_language(made_up: str) -> None:
    assert language.number(1234567) == "1,234,567"
    language.use(made_up)
    assert language.number(1234567) == "1.234.567"


@pytest.mark.parametrize(
    ("name", "text"), [("fr", "il y a 5 minutes"), ("nl", "5 minuten geleden"), ("xx", "5 min"), ("en", "5 min")]
)
def test_humanize_speaks_the_same_language(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    from humanize import i18n, naturaltime

    monkeypatch.setattr(language, "_language", name)
    language.speak_humanize()
    assert text in naturaltime(300)
    i18n.deactivate()
