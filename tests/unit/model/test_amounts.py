"""What things that move add up to: each physical file once, and its blocks only when all its names go."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.plan import Amounts, Identity, add_up

# How many names each file has, its size and what it occupies, by its number: the same each time it is named.
FILES = {1: (1, 10, 4096), 2: (2, 20, 8192), 3: (3, 30, 0), 4: (1, 0, 0), 5: (2, 2**80, 2**70)}


@given(st.lists(st.tuples(st.integers(1, 2), st.sampled_from(sorted(FILES))), max_size=12))
def test_each_file_counts_once_and_frees_its_blocks_with_its_last_name(named: list[tuple[int, int]]) -> None:
    things = [(Identity(device, inode, 0, 0), *FILES[inode]) for device, inode in named]
    names = Counter(named)
    assert add_up(things) == Amounts(
        things=len(names),
        size=sum(FILES[inode][1] for _, inode in names),
        reclaimable=sum(FILES[inode][2] for (_, inode), count in names.items() if count >= FILES[inode][0]),
    )


def test_a_file_that_lost_a_name_meanwhile_is_one_file_still() -> None:
    file = Identity(1, 7, 0, 0)
    assert add_up([(file, 2, 10, 4096), (file, 1, 10, 4096)]) == Amounts(1, 10, 4096)
    assert add_up([(file, 1, 10, 4096), (file, 2, 10, 4096)]) == Amounts(1, 10, 4096)
