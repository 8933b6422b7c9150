"""What is meant by part of an id, and which one was probably meant by a wrong one."""

from __future__ import annotations

import pytest

from cleanup.model.errors import DocumentProblem
from cleanup.model.ids import meant, those_there_are

KNOWN = ["20261129-184456-fe82", "20261129-184137-9160", "20261128-090000-00aa"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (KNOWN[0], KNOWN[0]), ("9160", KNOWN[1]), ("20261128", KNOWN[2]), ("20261129-1844", KNOWN[0]),
        # Too short to be a day, and the end of none.
        ("2026112", None), ("fe8", None), ("20261130", None),
    ],
)  # fmt: skip
def test_a_part_that_only_one_has(name: str, found: str | None) -> None:
    assert meant(name, KNOWN) == found


def test_a_day_of_several_names_them() -> None:
    with pytest.raises(DocumentProblem, match="can mean several") as problem:
        meant("20261129", KNOWN)
    assert problem.value.hint == f"Type the whole id, one of: {KNOWN[0]}, {KNOWN[1]}."


@pytest.mark.parametrize(
    ("name", "near"),
    [("lst", "last"), ("fe81", "fe82"), ("20261129-184137-9161", KNOWN[1]), ("nonsense", None)],
)
def test_the_nearest_is_told_first(name: str, near: str | None) -> None:
    there_are = f"Choose one of {', '.join(KNOWN)}, or “last”."
    assert those_there_are(name, KNOWN) == (there_are if near is None else f"Did you mean “{near}”? {there_are}")
