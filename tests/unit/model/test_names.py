"""Names out of one long string of them: in C as in plain Python."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.names import ends_of, in_plain_python, lengths_of
from support.loops import LOOPS, compiled

NamesAt = Callable[[bytes, bytes], bytes]
NAMES = st.lists(st.binary(min_size=1, max_size=40).filter(lambda name: 0 not in name), max_size=20)


def names_at(which: str) -> NamesAt:
    """The function in C, or the one in Python."""
    chosen: NamesAt = compiled("cleanup.model._names").names_at if which == "compiled" else in_plain_python
    return chosen


def ended(names: list[bytes]) -> bytes:
    """All in one string."""
    return b"".join(name + b"\0" for name in names)


@pytest.mark.parametrize("which", LOOPS)
@given(names=NAMES, picks=st.lists(st.integers(0, 100), max_size=30))
def test_names_picked_from_a_string_of_them(which: str, names: list[bytes], picks: list[int]) -> None:
    begins = [len(ended(names[:number])) for number in range(len(names))]
    chosen = [pick % len(names) for pick in picks] if names else []
    starts = b"".join(begins[number].to_bytes(8, "little") for number in chosen)
    assert names_at(which)(ended(names), starts) == ended([names[number] for number in chosen])


@pytest.mark.parametrize("which", LOOPS)
@pytest.mark.parametrize("start", [-1, 3, 2**40, -(2**62)])
def test_a_place_where_no_name_begins_is_refused(which: str, start: int) -> None:
    with pytest.raises(ValueError):
        names_at(which)(b"ab\0", start.to_bytes(8, "little", signed=True))


@pytest.mark.parametrize("which", LOOPS)
def test_a_name_that_never_ends_is_refused(which: str) -> None:
    with pytest.raises(ValueError):
        names_at(which)(b"never ended", bytes(8))


@given(names=NAMES)
def test_where_names_end_and_how_long_they_are(names: list[bytes]) -> None:
    joined = ended(names)
    assert lengths_of(joined).tolist() == [len(name) for name in names]
    assert [joined[end] for end in ends_of(joined).tolist()] == [0] * len(names)
