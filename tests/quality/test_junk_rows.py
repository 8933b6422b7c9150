"""Of each kind of junk a true case and a near miss, written from the facts by somebody who had not read the finders."""

from __future__ import annotations

from pathlib import Path

import pytest

from quality.junk.made import cases
from quality.junk.score import Answer, answer, answers, docs_of, figures, written_in_docs

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told() -> list[Answer]:
    return answers()


def wrong(told: list[Answer], name: str) -> dict[str, tuple[str, ...]]:
    return {one.case.row: paths for one in told if (paths := getattr(one, name))}


def test_nearly_all_junk_is_found(told: list[Answer]) -> None:
    pieces = sum(len(one.case.junk) + len(one.case.shown) for one in told)
    missed = sum(len(one.missed) for one in told)
    assert missed <= 0.05 * pieces, wrong(told, "missed")


def test_nothing_that_is_wanted_is_called_junk(told: list[Answer]) -> None:
    assert not wrong(told, "certain")
    wanted = sum(len(one.case.wanted) for one in told)
    assert sum(len(one.shown) for one in told) < 0.02 * wanted, wrong(told, "shown")


def test_what_is_only_shown_is_never_chosen(told: list[Answer]) -> None:
    assert not wrong(told, "rash")


def test_the_docs_have_the_figures(told: list[Answer]) -> None:
    assert written_in_docs() == docs_of(told), figures(told)


def test_a_case_says_what_is_missed_and_what_is_wrong(home: Path) -> None:
    (case,) = [one for one in cases() if one.row == "leftovers 1 Chromium's partial download"]
    turned = type(case)(
        case.row, "show", case.wanted, (), case.junk, case.categories, case.files, case.repository, case.tracked
    )
    found = answer(turned, home, home / ".own")
    assert set(found.missed) == set(case.wanted)
    assert set(found.certain) == set(found.shown) == set(case.junk)
