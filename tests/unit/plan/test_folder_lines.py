"""Copies worth a look by folder: what a line is about, and why its copies are one matter.

That each copy is in one line: ``tests/properties/test_folder_lines.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from cleanup.language import mark
from cleanup.model.belonging import FILED, Belonging, Whole
from cleanup.model.look_line import LineKind
from cleanup.model.scan import Savings
from cleanup.model.thing import Things
from cleanup.plan.judging import judged
from cleanup.plan.savings import count_savings
from cleanup.plan.standing import Standing
from support.made import duplicates, inventory

BUILT = Whole("built", b"/work/b/out", mark("built files"))
PLACES = {
    b"/in": Belonging(b"/in", loose=True),
    b"/desk": Belonging(b"/desk", loose=True),
    b"/old": Belonging(place_copied=b"/old"),
    b"/old/pics": Belonging(place_copied=b"/old"),
    b"/work/a": Belonging(whole=Whole("project", b"/work/a", mark("a project"))),
    b"/work/b": Belonging(whole=Whole("project", b"/work/b", mark("a project"))),
    b"/work/b/out": Belonging(whole=BUILT),
}


def savings(groups: list[str], values: Mapping[str, Mapping[str, int]], *others: str) -> Savings:
    files = {path: {"size": 1000, **values.get(path, {})} for group in groups for path in group.split()}
    made = inventory({**files, **{path: {"size": 1} for path in others}})
    usb = [made.folder_path(row).startswith(b"/usb") for row in range(len(made.folders))]
    made.folders["device"][usb] = 2
    rows = {made.path(row).decode(): row for row in range(len(made.files))}
    things = Things(made)
    standing = Standing(things, belonging=lambda folder: PLACES.get(folder, FILED))
    found = judged((duplicates(*([rows[path] for path in group.split()] for group in groups)),), things, standing)
    return count_savings(found, things, np.zeros(len(made.files), dtype=np.int64), standing=standing)[1]


@pytest.mark.parametrize(
    ("groups", "others", "expected"),
    [
        (["/pics/1 /old/pics/1", "/pics/2 /old/pics/2"], ["/old/3"], ("/old", "copy-of-a-place", 2, 3, "/pics", 1)),
        (["/old/1 /old/pics/1"], [], ("/old", "same-folder", 1, 2, "/old", 1)),
        (["/work/a/1 /work/b/1", "/work/a/2 /work/b/2"], [], ("/work/a", "two-wholes", 2, 2, "/work/b", 1)),
        (["/work/a/1 /work/b/out/1"], ["/work/b/2"], ("/work/a", "two-wholes", 1, 1, "/work/b", 1)),
        (["/work/b/1 /work/b/out/1"], [], ("/work/b", "two-wholes", 1, 2, "/work/b/out", 1)),
        (["/in/1 /desk/1"], [], ("/in", "two-inboxes", 1, 1, "/desk", 1)),
        (["/tax/1 /tax/2"], ["/tax/3"], ("/tax", "same-folder", 1, 3, "/tax", 1)),
        (["/a/x/1 /b/y/1", "/a/x/2 /b/z/2"], [], ("/a/x", "elsewhere", 2, 2, "/b", 1)),
        (["/a/1 /usb/x/1", "/a/2 /usb/y/2"], [], ("/usb", "other-volume", 2, 2, "/a", 1)),
        (["/a/1 /her/x/1"], [], ("/her/x", "other-owner", 1, 1, "/a", 1)),
        (["/her/1 /her/mine"], [], ("/her", "other-owner", 1, 2, "/her", 1)),
    ],
)  # fmt: skip
def test_a_line(groups: list[str], others: list[str], expected: tuple[object, ...]) -> None:
    paths = [path for group in groups for path in group.split()]
    values = {path: {"device": 2 if path.startswith("/usb") else 1} for path in paths}
    values |= {path: {"owner": 7} for path in paths if path.startswith("/her") and path != "/her/mine"}
    (line,) = savings(groups, values, *others).look_by_folder
    folder, kind, *numbers, elsewhere, places = expected
    told = {line.folder.decode(), line.elsewhere.decode()}
    assert (line.kind, line.folders_elsewhere, line.reclaimable_bytes) == (kind, places, 1000 * line.files)
    assert told == {folder, elsewhere}
    if line.folder.decode() == folder:
        assert [line.files, line.files_in_folder] == numbers
    else:
        assert kind in {"two-inboxes", "elsewhere", "other-owner", "other-volume"}, "either copy could have stayed"


def test_an_album_is_picked_out_of_folders_of_which_most_stays_behind() -> None:
    groups = [f"/pics/{trip}/1 /pics/best/{trip}" for trip in "abcd"]
    left = [f"/pics/{trip}/{number}" for trip in "abcd" for number in range(2, 9)]
    (line,) = savings(groups, {}, *left).look_by_folder
    assert (line.folder, line.kind, line.files, line.folders_elsewhere) == (b"/pics/best", LineKind.PICKED, 4, 4)
    half = savings(groups, {}, *(f"/pics/{trip}/2" for trip in "abcd")).look_by_folder
    assert [line.kind for line in half] == [LineKind.PICKED]
    kinds = {line.kind for line in savings(groups, {}).look_by_folder}
    assert kinds == {LineKind.ELSEWHERE}, "all of their files: one of the two is another order of the same"


def test_very_many_folders_are_told_by_what_is_above_them() -> None:
    groups = [f"/a/{number}/1 /a/{number}/2" for number in range(150)]
    found = savings(groups, {path: {"size": 2000} for path in groups[7].split()})
    assert len(found.look_by_folder) == 101
    assert sum(line.files for line in found.look_by_folder) == found.look.files == 150
    above, first = found.look_by_folder[:2]
    assert (above.folder, above.files, above.kind) == (b"/a", 50, LineKind.SAME_FOLDER)
    assert (first.folder, first.reclaimable_bytes) == (b"/a/7", 2000)
