"""The order in which findings are read, whatever number of paths is put together at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.thing import Things
from cleanup.plan import order
from support import made

# Bytes that sort before and after the slash between folders.
PATHS = st.lists(st.from_regex(r"\A(/[a-b!0]{1,2}){1,3}\Z"), min_size=1, max_size=12, unique=True)


@given(paths=PATHS, numbers=st.randoms(use_true_random=False), at_once=st.integers(1, 5))
def test_what_frees_most_comes_first_then_what_occupies_most_then_paths(
    paths: list[str], numbers: object, at_once: int
) -> None:
    choose = numbers.choice  # type: ignore[attr-defined]
    files = {path: {"size": choose((1, 2))} for path in paths}
    inventory = made.inventory(files)
    freed = np.array([choose((0, 1)) for _ in paths], dtype=np.int64)
    found = replace(made.one_each("large", *range(len(paths))), reclaimable=freed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_PATHS_AT_ONCE", at_once)
        ordered = order.in_reading_order(found, Things(inventory))
    expected = sorted(range(len(paths)), key=lambda row: (-freed[row], -files[paths[row]]["size"], paths[row].encode()))
    assert ordered.members.tolist() == expected
