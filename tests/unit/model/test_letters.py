"""Letters are found where they stand, whatever the capitals, however short or long the names are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanup.model.letters import Letters

_NAMES = [b"core", b"Core.12", b"hardcore", b"a", b"report.CRDOWNLOAD", b"x.afdesign", b"yafdesign", b"\xe9\xff.tar.gz"]


def _having(*needles: bytes) -> list[bytes]:
    found = Letters(b"".join(name + b"\0" for name in _NAMES)).having(needles)
    return [name for name, has in zip(_NAMES, found.tolist(), strict=True) if has]


@pytest.mark.parametrize(
    ("needle", "names"),
    [
        (b"\0core\0", [b"core"]),
        (b"core\0", [b"core", b"hardcore"]),
        (b"\0core", [b"core", b"Core.12"]),
        (b"core", [b"core", b"Core.12", b"hardcore"]),
        (b".crdownload\0", [b"report.CRDOWNLOAD"]),
        (b".afdesign\0", [b"x.afdesign"]),
        (b"\0report.crd", [b"report.CRDOWNLOAD"]),
        (b"\0", _NAMES),
        (b"\0a\0", [b"a"]),
        (b"\xff.tar.gz\0", [b"\xe9\xff.tar.gz"]),
    ],
)
def test_a_nul_byte_stands_for_an_edge(needle: bytes, names: list[bytes]) -> None:
    assert _having(needle) == names


def test_no_names_have_no_letters() -> None:
    assert Letters(b"").having([b"\0a", b"a", b"a\0", b"\0"]).tolist() == []


_TEXTS = some.text("abB.", max_size=20).map(str.encode)
_EDGES = some.sampled_from([b"\0", b""])


@given(
    some.lists(_TEXTS, max_size=8),
    some.lists(some.tuples(_EDGES, _TEXTS.map(bytes.lower), _EDGES).map(b"".join).filter(bool), max_size=4),
)
def test_it_finds_what_a_search_in_each_name_finds(names: list[bytes], needles: list[bytes]) -> None:
    letters = Letters(b"".join(name + b"\0" for name in names))
    expected = [any(needle in b"\0" + name.lower() + b"\0" for needle in needles) for name in names]
    assert letters.having(needles).tolist() == expected


@given(some.lists(some.tuples(_TEXTS, some.booleans()), max_size=8), some.lists(_TEXTS.map(bytes.lower), max_size=3))
def test_of_names_in_a_longer_string_only_those_that_are_meant_are_looked_at(
    names: list[tuple[bytes, bool]], letters: list[bytes]
) -> None:
    starts = [sum(len(name) + 1 for name, _ in names[:place]) for place, (_, meant) in enumerate(names) if meant]
    needles = [edged for each in letters for edged in (b"\0" + each, each + b"\0", each) if edged]
    whole = Letters(b"".join(name + b"\0" for name, _ in names), np.array(starts, dtype=np.uint32))
    alone = Letters(b"".join(name + b"\0" for name, meant in names if meant))
    assert whole.having(needles).tolist() == alone.having(needles).tolist()
