"""Copies told by folder: each that is worth a look is in one line, whatever the order they are found in."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleanup.language import mark
from cleanup.model.belonging import FILED, Belonging, Whole
from cleanup.model.finding import ASK, Findings
from cleanup.model.look_line import LineKind
from cleanup.model.scan import Savings
from cleanup.model.thing import Things
from cleanup.plan.judging import judged
from cleanup.plan.savings import count_savings
from cleanup.plan.standing import Standing
from support.made import duplicates, inventory

PLACES = {
    b"/in": Belonging(b"/in", loose=True),
    b"/desk": Belonging(b"/desk", loose=True),
    b"/in/trip": Belonging(b"/in"),
    b"/old": Belonging(place_copied=b"/old"),
    b"/old/a/b": Belonging(place_copied=b"/old"),
    b"/app": Belonging(whole=Whole("app", b"/app", mark("an app"))),
    b"/app/lib": Belonging(whole=Whole("app", b"/app", mark("an app"))),
    b"/tool/src": Belonging(whole=Whole("tool", b"/tool", mark("a tool"))),
}
FOLDERS = sorted([*(place.decode() for place in PLACES), "", "/a", "/a/b", "/a/c", "/d/e", "/usb", "/usb/a/b"])
MEMBERS = st.tuples(st.sampled_from(FOLDERS), st.sampled_from("xyz"), st.sampled_from([1000, 1000, 7]))
GROUPS = st.lists(st.lists(MEMBERS, min_size=2, max_size=6, unique=True), min_size=1, max_size=9)


def savings(groups: list[list[tuple[str, str, int]]], order: list[int]) -> tuple[Findings, Savings]:
    """These copies and what is saved of them, their files in this order in the inventory."""
    files = [
        (f"{folder}/{name}{number}", number, owner)
        for number, group in enumerate(groups)
        for folder, name, owner in group
    ]
    values = {}
    for place in order:
        path, number, owner = files[place]
        device = 2 if path.startswith("/usb") else 1
        values[path] = {"size": 1 << number, "owner": owner, "device": device, "inode": 100 + place}
    made = inventory(values)
    made.folders["device"][[made.folder_path(row).startswith(b"/usb") for row in range(len(made.folders))]] = 2
    rows = {made.path(row).decode(): row for row in range(len(made.files))}
    members = [sorted({rows[path] for path, number, _ in files if number == each}) for each in range(len(groups))]
    things = Things(made)
    standing = Standing(things, belonging=lambda folder: PLACES.get(folder, FILED))
    found = judged((duplicates(*(each for each in members if len(each) > 1)),), things, standing)
    nothing_shared = np.zeros(len(made.files), dtype=np.int64)
    (copies,), saved = count_savings(found, things, nothing_shared, standing=standing)
    return copies, saved


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[list[tuple[str, str, int]]], list[int]]:
    groups = [list({(folder, name): each for each in group for folder, name, _ in [each]}.values())
              for group in draw(GROUPS)]  # fmt: skip
    groups = [group for group in groups if len(group) > 1] or [[("/a", "x", 7), ("/a", "y", 7)]]
    return groups, draw(st.permutations(range(sum(map(len, groups)))))


@given(cases())
def test_each_copy_is_in_one_line_and_the_sums_agree(case: tuple[list[list[tuple[str, str, int]]], list[int]]) -> None:
    groups, order = case
    copies, found = savings(groups, order)
    lines, look = found.look_by_folder, found.look_by_category["duplicates"]
    assert sum(line.files for line in lines) == look.files == found.look.files
    assert sum(line.reclaimable_bytes for line in lines) == look.reclaimable_bytes
    of_others = {LineKind.PICKED, LineKind.TWO_WHOLES}
    assert all(0 < line.files <= line.files_in_folder for line in lines if line.kind not in of_others)
    assert list(lines) == sorted(lines, key=lambda line: -line.reclaimable_bytes)
    assert np.bincount(copies.told, minlength=len(lines) + 1)[1:].tolist() == [line.files for line in lines]
    assert not (copies.told > 0)[copies.verdicts() != ASK].any()


@given(cases())
def test_any_order_of_the_files_gives_the_same_lines(case: tuple[list[list[tuple[str, str, int]]], list[int]]) -> None:
    groups, order = case
    assert savings(groups, order)[1].look_by_folder == savings(groups, sorted(order))[1].look_by_folder
