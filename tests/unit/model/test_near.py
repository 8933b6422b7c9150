"""Which name was probably meant."""

from __future__ import annotations

import pytest

from cleanup.model.near import did_you_mean, nearest

KNOWN = ("duplicates", "large", "stale", "empty-files", "empty-folders", "--only", "--all")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("duplicate", "duplicates"), ("dup", "duplicates"), ("Large", "large"), ("empty_files", "empty-files"),
        ("stael", "stale"), ("--onyl", "--only"), ("--a", "--all"),
        # Two begin like this, and none is near enough.
        ("empty", None), ("--", None), ("", None), ("nonsense", None),
    ],
)  # fmt: skip
def test_nearest(name: str, meant: str | None) -> None:
    assert nearest(name, KNOWN) == meant


def test_what_is_allowed_follows() -> None:
    assert did_you_mean("larg", KNOWN, "See there.") == "Did you mean “large”? See there."
    assert did_you_mean("nonsense", KNOWN, "See there.") == "See there."
