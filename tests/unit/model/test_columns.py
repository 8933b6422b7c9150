"""Columns of millions are looked through in parts: what comes out does not depend on where a part ends."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model import grouping, thing
from cleanup.model import inventory as columns
from cleanup.model.grouping import distinct, grouped, occurs_again
from cleanup.model.thing import Things
from support import made

NUMBERS = st.lists(st.integers(0, 9) | st.integers(0, 2**64 - 1), max_size=40)


@given(numbers=NUMBERS, part=st.integers(1, 7))
def test_values_that_occur_again_are_found_in_parts_of_any_length(numbers: list[int], part: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "_PART", part)
        counts = Counter(numbers)
        values = np.array(numbers, dtype=np.uint64)
        assert occurs_again(values).tolist() == [counts[number] > 1 for number in numbers]
        assert distinct(values).tolist() == sorted(counts)
        members, starts = grouped(values)
        groups = [members[start:end].tolist() for start, end in pairwise(starts.tolist())]
        assert sorted(groups) == sorted(
            [place for place, value in enumerate(numbers) if value == number]
            for number, count in counts.items()
            if count > 1
        )


@pytest.mark.parametrize("at_once", [1, 3, 8192])
@pytest.mark.parametrize("wanted", [[], [1], [0, 3, 4, 7], [2, 3, 4, 5, 6, 7, 8], list(range(12))])
def test_an_inventory_is_cut_down_to_rows_and_their_other_names(
    wanted: list[int], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_ROWS_AT_ONCE", at_once)
    # Rows 0 and 9 are names of one file.
    files = {f"/{'ab'[row % 2]}/{row}": {"size": row, "inode": 100 + row % 9, "links": 1 + (row % 9 == 0)}
             for row in range(12)}  # fmt: skip
    files |= {f"/many/{row}": {"size": row} for row in range(100 if len(wanted) < 2 else 0)}
    links = {f"/{folder}/link": {"size": 3, "owner": number} for number, folder in enumerate("cab")}
    whole = made.inventory(files, {"/empty": 0, "/not/wanted": 0}, links)
    first = [row for row in wanted if row in whole.first]
    folder = [whole.folder_path(row) for row in range(len(whole.folders))].index(b"/empty")
    things = Things(whole)
    before = {row: things.entry(row) for row in first}
    kept_links = {link: things.entry(things.links_begin + link) for link in (0, 2)}
    small, new_files, new_folders, new_links = whole.cut_down(
        np.array(first, dtype=np.int64), np.array([folder]), np.array([2, 0])
    )
    cut = Things(small)
    assert {link: cut.entry(cut.links_begin + int(new_links[link])) for link in (0, 2)} == kept_links
    assert len(small.links) == 2
    assert {row: cut.entry(int(new_files[row])) for row in first} == before
    assert small.folder_path(int(new_folders[folder])) == b"/empty"
    assert len(small.files) == sum(1 + len(entry.also) for entry in before.values())


@pytest.mark.parametrize("at_once", [1, 3, 2048])
def test_many_things_are_told_as_each_by_itself_would_be(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also inodes so high that they would be below zero with a sign, other names, and folders and links among files."""
    monkeypatch.setattr(thing, "_AT_ONCE", at_once)
    monkeypatch.setattr(columns, "_ROWS_AT_ONCE", at_once)
    whole = made.inventory(
        {
            "/a/1": {"inode": 2**64 - 2, "device": 2**63 + 1},
            "/b/2": {"inode": 7, "links": 2},
            "/a/3": {"inode": 7, "links": 2},
        },
        {"/empty": 3},
        {"/b/link": {"size": 3}},
    )
    things = Things(whole)
    wanted = np.array([things.links_begin, 2, things.folders_begin + 2, 0], dtype=np.int64)
    told = list(things.entries(wanted))
    assert told == [things.entry(each) for each in wanted.tolist()]
    assert [entry.path for entry in told] == [things.path(each) for each in wanted.tolist()] == things.paths(wanted)
    assert (told[3].inode, told[3].device) == (2**64 - 2, 2**63 + 1)
    assert {told[1].path, *told[1].also} == {b"/b/2", b"/a/3"}
    assert told[2].links == 1
