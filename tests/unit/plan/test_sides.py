"""Sides of groups: things of one owner on one volume may stay for one another, and for no others."""

from __future__ import annotations

import numpy as np
import pytest

from cleanup.model.choice import Choice
from cleanup.model.finding import VERDICTS
from cleanup.model.rule import Rule, RuleName
from cleanup.model.thing import Things
from cleanup.plan.judging import judged
from support.selecting import Chooser, EveryCopy, scan_of

COPIES = EveryCopy(categories=("duplicates",))
ANN, BOB = {"owner": 1000}, {"owner": 1001}


def chooser(files: dict[str, dict[str, int]], choice: Choice = COPIES) -> Chooser:
    return Chooser(scan_of(files, [list(files)]), choice)


@pytest.mark.parametrize("column", ["owner", "device"])
def test_each_side_keeps_one_of_its_own(column: str) -> None:
    one, other = {column: 1}, {column: 2}
    some = chooser({"/a": one, "/b": other, "/b (1)": other, "/a (1)": one, "/c": {column: 3}})
    assert (some.chosen, some.kept) == ({"/a (1)", "/b (1)"}, {"/a", "/b", "/c"})
    assert {step.path: step.keeper.path for step in some.steps if step.keeper} == {
        b"/a (1)": b"/a", b"/b (1)": b"/b",
    }  # fmt: skip
    assert some.why_not("/c") == f"other-{'owner' if column == 'owner' else 'volume'}"
    assert some.left == {some.why_not("/c"): 1}


def test_nothing_goes_where_each_has_one() -> None:
    some = chooser({"/a": ANN, "/b": BOB})
    assert (some.chosen, some.left) == (set(), {"other-owner": 1})
    assert some.choose("/a") == "last-copy"
    assert some.choose("/b") == "other-owner"
    assert some.keep("/b") == ""
    assert some.chosen == set()


def test_across_volumes_only_when_asked_for_and_never_across_owners() -> None:
    files = {"/a": {"device": 1}, "/usb/a": {"device": 2}, "/b": {"device": 2, "owner": 3}}
    assert chooser(files).chosen == set()
    some = chooser(files, EveryCopy(categories=("duplicates",), across_volumes=True))
    assert (some.chosen, some.left) == ({"/usb/a"}, {"other-owner": 1})


def test_a_copy_by_hand_comes_from_the_same_side() -> None:
    some = chooser({"/a": ANN, "/a (1)": ANN, "/b": BOB})
    some.do("leave-all")
    assert some.choose("/a") == ""
    assert some.kept == {"/a (1)", "/b"}
    assert some.chosen == {"/a"}
    some.changed("/a (1)")
    assert (some.chosen, some.kept) == (set(), {"/a", "/b"})


def test_only_with_reference() -> None:
    files = {"/f/a": ANN, "/a": ANN, "/b": ANN, "/c": ANN}
    scan = scan_of(files, [["/f/a", "/a"], ["/b", "/c"]])
    choice = {"categories": ("duplicates",), "keep": (Rule(RuleName.IN, b"/f"),)}
    assert Chooser(scan, EveryCopy(**choice)).chosen == {"/a", "/c"}  # type: ignore[arg-type]
    assert Chooser(scan, EveryCopy(**choice, only_with_reference=True)).chosen == {"/a"}  # type: ignore[arg-type]


def test_all_copies_in_a_folder_stay_and_all_others_go_also_when_strict() -> None:
    scan = scan_of(["/f/a", "/f/b", "/c", "/d"], [["/f/a", "/f/b", "/c", "/d"]])
    some = Chooser(scan, EveryCopy(categories=("duplicates",), keep=(Rule(RuleName.IN, b"/f"),), strict=True))
    assert some.chosen == {"/c", "/d"}


def test_what_the_scan_says_of_each_side() -> None:
    files = {"/a": ANN, "/a (1)": ANN, "/b": BOB, "/b (1)": BOB, "/c": {"owner": 5}, "/d": ANN | {"device": 2}}
    scan = scan_of(files, [list(files)])
    (found,) = judged((scan.findings[0],), Things(scan.inventory))
    said = {
        scan.inventory.path(int(thing)).decode(): (VERDICTS[verdict], found.rulings[place].evidence)
        for thing, verdict, place in zip(found.members, found.verdicts(), found.ruled, strict=True)
    }
    assert said == {
        "/a": ("stays", "original-name"), "/a (1)": ("goes", "copy-beside"),
        "/b": ("stays", "own-side"), "/b (1)": ("goes", "copy-beside"),
        "/c": ("ask", "other-owner"), "/d": ("ask", "other-volume"),
    }  # fmt: skip
    assert np.array_equal(found.keepers, [0])


def test_a_place_that_does_not_last_is_never_the_one_that_stays_for_one_that_does() -> None:
    from cleanup.plan.groups import Groups
    from cleanup.plan.selection import Selection
    from support.selecting import nothing_stays

    scan = scan_of(["/x", "/tmp/x", "/tmp/y", "/tmp/z"], [["/x", "/tmp/x"], ["/tmp/y", "/tmp/z"]])
    keep = EveryCopy(categories=("duplicates",), keep=(Rule(RuleName.NOT_IN, b"/"), Rule(RuleName.NEWEST)))
    selection = Selection(Groups(scan), keep, nothing_stays, lambda path: int(path.startswith(b"/tmp")))
    groups = selection.groups
    assert [groups.path(thing) for thing in np.flatnonzero(selection.chosen).tolist()] == [b"/tmp/x", b"/tmp/z"]
    assert selection.keep(0, 1) == ""
    assert not selection.chosen[0]
    assert selection.choose(0, 0) == "keeper-not-lasting"
