"""Categories that share things, and groups of folders: no category takes from another what it keeps or chooses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cleanup.language import mark
from cleanup.model.category import Category, Proof, Unit
from cleanup.model.finding import Findings, Reason, Why
from cleanup.model.inventory import Inventory
from cleanup.model.rule import BEST, Rule, RuleName
from cleanup.model.scan import Scan
from cleanup.model.thing import Kind, Things
from cleanup.plan.groups import Groups
from cleanup.plan.judging import judged
from cleanup.plan.savings import count_savings
from cleanup.plan.selection import Selection
from cleanup.plan.steps import choose_steps, steps_of
from support.made import all_going, duplicates, inventory
from support.selecting import EveryCopy, nothing_stays, scan_of

SECOND = 10**9
SIMILAR = Category("similar-photos", mark("alike"), Unit.GROUP, proof=Proof.ALIKE)
FOLDERS = Category("same-folders", mark("alike"), Unit.GROUP, frozenset({Kind.FOLDER}), proof=Proof.SAME_TREE)


def groups(category: Category, *members: list[int]) -> Findings:
    found = duplicates(*members)
    return replace(found, category=category, reasons=(Reason(Why(mark("alike"))),))


def scan(made: Inventory, *found: Findings) -> Scan:
    things = Things(made)
    counted, savings = count_savings(judged(found, things), things, np.zeros(len(made.files), dtype=np.int64))
    return replace(scan_of(["/x"]), inventory=made, findings=counted, savings=savings)


def steps(found: Scan, *categories: str) -> dict[str, tuple[str, str]]:
    """The keeper and the proof of each step, by its path."""
    planned, _ = choose_steps(found, EveryCopy(categories or None), nothing_stays)
    return {
        step.path.decode(): (step.keeper.path.decode() if step.keeper else "", step.proof.value) for step in planned
    }


@pytest.fixture
def photos() -> Inventory:
    """A photo, its copy, and an edited one that is older."""
    return inventory({"/photo.jpg": {"modified": 5}, "/photo (1).jpg": {"modified": 6}, "/edited.jpg": {"modified": 1}})


@pytest.mark.parametrize("similar", [[1, 2], [0, 2], [0, 1, 2]])
@pytest.mark.parametrize("first", ["duplicates", "similar-photos"])
def test_another_category_with_groups_takes_no_keeper_away(photos: Inventory, similar: list[int], first: str) -> None:
    found = (duplicates([0, 1]), groups(SIMILAR, similar))
    made = scan(photos, *(found if first == "duplicates" else found[::-1]))
    assert steps(made) == {"/photo (1).jpg": ("/photo.jpg", "same-bytes")}
    assert steps(made, "duplicates") == steps(made)


def test_what_goes_as_a_copy_is_not_what_stays_of_what_looks_alike() -> None:
    """Alone, it would stay of these two: it has the better name."""
    made = Things(
        inventory(
            {
                "/photo.jpg": {"modified": SECOND * 10},
                "/deep/photo.jpg": {"modified": SECOND * 20},
                "/deep/edited (1).jpg": {"modified": SECOND * 30},
            }
        )
    )
    copies, alike = duplicates([0, 1]), groups(SIMILAR, [1, 2])
    assert [found.keepers.tolist() for found in judged((alike,), made)] == [[1]]
    assert [found.keepers.tolist() for found in judged((copies, alike), made)] == [[0], [2]]


def test_what_is_only_alike_is_told_so(photos: Inventory) -> None:
    made = scan(photos, duplicates([0, 1]), groups(SIMILAR, [0, 1, 2]))
    chosen = steps(made, "duplicates", "similar-photos")
    assert chosen["/photo (1).jpg"] == ("/photo.jpg", "same-bytes")
    assert set(chosen) == {"/photo (1).jpg"}
    alone = scan(photos, groups(SIMILAR, [0, 2]))
    assert steps(alone, "similar-photos") == {"/photo.jpg": ("/edited.jpg", "alike")}


def test_by_hand_a_thing_that_stays_in_two_groups_is_exchanged_in_both(photos: Inventory) -> None:
    selection = Selection(
        Groups(scan(photos, duplicates([0, 1]), groups(SIMILAR, [0, 2]))), EveryCopy(()), nothing_stays
    )
    assert selection.copies.keepers.tolist() == [0, 2]
    selection.keep(1, 0)
    assert selection.choose(0, 0) == "last-copy"
    selection.leave(2)
    assert selection.choose(0, 0) == ""
    assert selection.copies.keepers.tolist() == [1, 2]
    assert np.flatnonzero(selection.chosen).tolist() == [0]


@pytest.fixture
def folders() -> Inventory:
    """Two folders with the same file, and a third copy of it outside."""
    return inventory(
        {"/a/x": {"modified": 30 * SECOND}, "/b/x": {"modified": 40 * SECOND}, "/x": {"modified": 0}},
        {"/a": 1, "/b": 1},
    )


def test_what_lies_in_a_folder_that_stays_stays_too(folders: Inventory) -> None:
    things = Things(folders)
    a, b = things.of_folders(np.array([1, 2])).tolist()
    made = scan(folders, duplicates([0, 1, 2]), groups(FOLDERS, [a, b]))
    # What is in the one that goes is part of that; of the others, the one in the folder that stays does.
    assert steps(made, "duplicates") == {"/x": ("/a/x", "same-bytes")}
    assert steps(made, "duplicates", "same-folders") == {
        "/b": ("/a", "same-tree"), "/x": ("/a/x", "same-bytes"),
    }  # fmt: skip
    assert made.savings.by_category["same-folders"].reclaimable_bytes == 4096 + 10
    assert made.savings.total.reclaimable_bytes == 4096 + 2 * 10


def test_a_folder_in_which_something_stays_is_not_chosen(folders: Inventory) -> None:
    things = Things(folders)
    a, b = things.of_folders(np.array([1, 2])).tolist()
    single = groups(replace(FOLDERS, name="builds", proof=Proof.NONE), [a], [b])
    selection = Selection(Groups(scan(folders, duplicates([0, 1]), single)), EveryCopy(("builds",)), nothing_stays)
    assert np.flatnonzero(selection.chosen).tolist() == [b]
    assert selection.why_not(a) == "holds-keeper"
    assert [step.path for step in steps_of(selection, ("builds",))] == [b"/b"]
    # Once another copy stays, it is free to go; and the other one no more.
    selection.keep(0, 1)
    assert (selection.why_not(a), selection.why_not(b)) == ("", "holds-keeper")
    assert not selection.chosen[b]


def test_a_safe_category_of_folders_is_safe(folders: Inventory) -> None:
    a = len(folders.files) + 1
    safe = replace(FOLDERS, name="builds", proof=Proof.NONE, may_be_safe=True)
    large = groups(replace(SIMILAR, name="large"), [0])
    savings = scan(folders, all_going(groups(safe, [a])), large).savings
    assert (savings.safe.reclaimable_bytes, savings.look.reclaimable_bytes) == (4096 + 10, 0)
    assert (savings.safe.files, savings.total.files) == (1, 1)


def test_of_what_is_worth_a_look_it_is_known_how_much_has_no_copy(photos: Inventory) -> None:
    large = groups(replace(SIMILAR, name="large", proof=Proof.NONE), [0], [2])
    made = scan(photos, duplicates([0, 1]), large)
    look = made.savings.look_by_category["large"]
    assert (look.files, look.only_copies) == (1, 1), "the other one stays for its copy"


def test_a_rule_by_hand_holds_of_what_is_alike_too_and_one_goes_back_to_the_best(photos: Inventory) -> None:
    """“The newest” left the best picture where it was, as if nobody had said anything."""
    selection = Selection(Groups(scan(photos, groups(SIMILAR, [0, 2, 1]))), EveryCopy(()), nothing_stays)
    best = int(selection.copies.keeper(0))
    stays = {}
    for name in (RuleName.NEWEST, RuleName.OLDEST, RuleName.FIRST_PATH, BEST):
        selection.apply(Rule(name), np.asarray([0]))
        stays[str(name)] = selection.copies.keeper(0), selection.copies.rule(0)
    assert stays == {
        "newest": (1, "newest"), "oldest": (2, "oldest"), "first-path": (2, "first-path"), BEST: (best, BEST),
    }  # fmt: skip
