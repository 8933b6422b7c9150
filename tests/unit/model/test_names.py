"""Names out of one long string of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.names import ends_of, lengths_of, names_at

NAMES = st.lists(st.binary(min_size=1, max_size=40).filter(lambda name: 0 not in name), max_size=20)


def ended(names: list[bytes]) -> bytes:
    """All in one string."""
    return b"".join(name + b"\0" for name in names)


@given(names=NAMES, picks=st.lists(st.integers(0, 100), max_size=30))
def test_names_picked_from_a_string_of_them(names: list[bytes], picks: list[int]) -> None:
    begins = [len(ended(names[:number])) for number in range(len(names))]
    chosen = [pick % len(names) for pick in picks] if names else []
    starts = np.array([begins[number] for number in chosen], dtype=np.uint32)
    assert names_at(ended(names), starts) == ended([names[number] for number in chosen])


@pytest.mark.parametrize(("names", "start"), [(b"ab\0", 3), (b"ab\0", 2**31), (b"never ended", 0)])
def test_a_place_where_no_name_begins_is_refused(names: bytes, start: int) -> None:
    with pytest.raises(ValueError):
        names_at(names, np.array([start], dtype=np.uint32))


@given(names=NAMES)
def test_where_names_end_and_how_long_they_are(names: list[bytes]) -> None:
    joined = ended(names)
    assert lengths_of(joined).tolist() == [len(name) for name in names]
    assert [joined[end] for end in ends_of(joined).tolist()] == [0] * len(names)
