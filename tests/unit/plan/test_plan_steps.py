"""From findings to steps: never a copy that stays, never what nobody asked for, each name of a file by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.model.choice import Choice
from cleanup.model.coverage import Coverage
from cleanup.model.finding import NO_KEEPER, Findings, Measure, Why, singles
from cleanup.model.inventory import Inventory
from cleanup.model.plan import Identity, Kind, Step
from cleanup.model.savings import Savings, Sum
from cleanup.model.scan import Scan, Totals
from cleanup.model.thing import Things
from cleanup.plan.keeper import choose_keepers
from cleanup.plan.steps import choose_steps
from support.made import CATEGORIES, duplicates, inventory

NOW = datetime(2026, 9, 19, tzinfo=UTC)
EVERYTHING = Choice(categories=("duplicates", "large", "stale", "empty-files", "empty-folders"))


def scan_of(made: Inventory, *findings: Findings) -> Scan:
    nothing = Savings(Sum(0, 0), Sum(0, 0), Sum(0, 0), {}, ())
    return Scan(
        "scan-1", "1.0", NOW, NOW, "host", "user", (b"/",), {}, True, Totals(0, 0, 0, 0), Coverage(), (), made,
        findings, nothing, (),
    )  # fmt: skip


def groups(made: Inventory, *members: list[int]) -> Findings:
    """Groups of equal files, with the copies that stay."""
    found = duplicates(*members)
    return replace(found, keepers=choose_keepers(found, Things(made)).keepers)


def of(category: str, *rows: int, detail: int = 0) -> Findings:
    """Findings of one file, or folder, each."""
    why = Why("since {}", Measure.BYTES)
    found = singles(CATEGORIES[category], why, np.array(rows, dtype=np.int64), np.full(len(rows), detail))
    return replace(found, keepers=np.full(len(rows), NO_KEEPER, dtype=np.int64))


def nothing_stays(path: bytes) -> str:
    return ""


def chosen(
    scan: Scan, choice: Choice = EVERYTHING, stays: Callable[[bytes], str] = nothing_stays
) -> tuple[dict[str, str], dict[str, int]]:
    """The path of each step with that of its copy that stays, and what is left alone by code."""
    steps, left = choose_steps(scan, choice, stays)
    assert [step.id for step in steps] == [str(number) for number in range(1, len(steps) + 1)]
    paths = {step.path.decode(): step.keeper.path.decode() if step.keeper else "" for step in steps}
    assert len(paths) == len(steps), "a path twice"
    return paths, {each.code: each.files for each in left}


def test_all_copies_but_the_one_that_stays() -> None:
    made = inventory({"/a (1)": {}, "/a": {}, "/b": {"modified": 5}, "/c": {"modified": 3}, "/d": {"modified": 4}})
    scan = scan_of(made, groups(made, [0, 1], [2, 3, 4]))
    assert chosen(scan) == ({"/a (1)": "/a", "/b": "/c", "/d": "/c"}, {})


def test_the_order_of_groups_and_members_changes_nothing_of_what_goes() -> None:
    for order in permutations([0, 1, 2]):
        made = inventory({path: {"modified": 1} for path in ("/x", "/y", "/z")} | {"/p": {}, "/q": {}})
        for members in ([[*order], [3, 4]], [[4, 3], [*order]]):
            paths, _ = chosen(scan_of(made, groups(made, *members)))
            assert paths == {"/y": "/x", "/z": "/x", "/q": "/p"}


@pytest.mark.parametrize("first", ["duplicates", "large"])
def test_the_copy_that_stays_goes_for_no_other_reason(first: str) -> None:
    made = inventory({"/keep": {}, "/other": {}, "/alone": {}})
    both = [groups(made, [0, 1]), of("large", 0, 1, 2), of("stale", 0, 1)]
    scan = scan_of(made, *(both if first == "duplicates" else both[::-1]))
    assert chosen(scan) == ({"/other": "/keep", "/alone": ""}, {})


@pytest.mark.parametrize("category", ["large", "stale"])
def test_a_redundant_copy_goes_only_beside_the_one_that_stays_whatever_it_goes_for(category: str) -> None:
    made = inventory({"/keep": {}, "/other": {}, "/alone": {}})
    scan = scan_of(made, of(category, 0, 1, 2), groups(made, [0, 1]))
    assert chosen(scan, Choice(categories=(category,))) == ({"/other": "/keep", "/alone": ""}, {})


def test_categories_not_asked_for_never_appear() -> None:
    made = inventory({"/keep": {}, "/other": {}, "/big": {}, "/old": {}}, {"/empty": 0})
    folder = len(made.folders) - 1
    scan = scan_of(
        made, groups(made, [0, 1]), of("large", 2), of("stale", 3), of("empty-folders", len(made.files) + folder)
    )
    assert chosen(scan, Choice()) == ({"/other": "/keep"}, {})
    assert chosen(scan, Choice(categories=("stale",))) == ({"/old": ""}, {})
    assert chosen(scan, Choice(categories=())) == ({}, {})
    assert chosen(scan, Choice(categories=("nonsense",))) == ({}, {})
    assert list(chosen(scan)[0]) == ["/other", "/big", "/old", made.folder_path(folder).decode()]


def test_a_file_in_two_categories_is_one_step_of_the_first() -> None:
    made = inventory({"/x": {}})
    (step,), _ = choose_steps(scan_of(made, of("large", 0), of("stale", 0)), EVERYTHING, nothing_stays)
    assert step.category == "large"


def test_each_name_of_a_file_is_a_step() -> None:
    linked = {"inode": 7, "links": 2}
    made = inventory({"/a": {}, "/b1": {**linked, "modified": 9}, "/b2": {**linked, "modified": 9}})
    assert chosen(scan_of(made, groups(made, [0, 1]))) == ({"/b1": "/a", "/b2": "/a"}, {})
    kept_too = inventory({"/b1": {**linked}, "/b2": {**linked}, "/z": {"modified": 9}})
    assert chosen(scan_of(kept_too, groups(kept_too, [0, 2]), of("large", 0, 2))) == ({"/z": "/b1"}, {})


def test_a_file_with_a_name_that_was_not_seen_is_left_alone() -> None:
    made = inventory({"/a": {}, "/b": {"links": 2, "modified": 9}, "/c": {"links": 3}, "/d": {}})
    scan = scan_of(made, groups(made, [0, 1]), of("large", 2, 3))
    assert chosen(scan) == ({"/d": ""}, {"other-names": 2})


def test_what_stays_by_its_place_is_counted_by_the_reason() -> None:
    codes = {b"/p/a": "protected", b"/.h": "hidden", b"/.i": "hidden"}
    made = inventory({"/p/a": {}, "/.h": {}, "/.i": {}, "/x": {}})
    paths, left = chosen(scan_of(made, of("large", 0, 1, 2, 3)), stays=lambda path: codes.get(path, ""))
    assert paths == {"/x": ""}
    assert left == {"hidden": 2, "protected": 1}


def test_a_file_stays_when_any_of_its_names_does() -> None:
    linked = {"inode": 7, "links": 2}
    made = inventory({"/a": linked, "/b": linked})
    paths, left = chosen(scan_of(made, of("large", 0)), stays=lambda path: "hidden" if path == b"/b" else "")
    assert (paths, left) == ({}, {"hidden": 1})


def test_what_is_left_alone_is_not_counted_again_in_another_category() -> None:
    made = inventory({"/a": {}})
    _, left = chosen(scan_of(made, of("large", 0), of("stale", 0)), stays=lambda path: "hidden")
    assert left == {"hidden": 1}


def test_a_copy_that_stays_may_be_anywhere() -> None:
    made = inventory({"/.git/x": {}, "/y": {"modified": 9}})
    scan = scan_of(made, groups(made, [0, 1]))
    assert chosen(scan, stays=lambda path: "protected" if b".git" in path else "") == ({"/y": "/.git/x"}, {})


def test_a_step_has_all_that_was_seen() -> None:
    made = inventory(
        {
            "/a": {"size": 7, "allocated": 4096, "modified": 3, "inode": 11, "device": 2},
            "/b": {"size": 7, "modified": 9},
        }
    )
    scan = scan_of(made, of("large", 0, detail=7), groups(made, [0, 1]))
    (step,), _ = choose_steps(scan, EVERYTHING, nothing_stays)
    assert step.keeper is not None
    assert (step.path, step.keeper.path, step.keeper.identity) == (b"/b", b"/a", Identity(2, 11, 7, 3))
    assert (step.kind, step.category, step.detail, step.links) == (Kind.FILE, "duplicates", 0, 1)
    alone = scan_of(made, of("large", 0, detail=7))
    (big,), _ = choose_steps(alone, EVERYTHING, nothing_stays)
    assert (big.identity, big.allocated, big.detail) == (Identity(2, 11, 7, 3), 4096, 7)
    assert big.why == Why("since {}", Measure.BYTES)


def test_a_folder_is_known_by_its_inode_alone() -> None:
    made = inventory({"/x": {}}, {"/empty": 0, "/other": 0})
    rows = [row for row in range(len(made.folders)) if made.folder_path(row) in {b"/empty", b"/other"}]
    scan = scan_of(made, of("empty-folders", *(len(made.files) + row for row in rows)), of("large", 0))
    steps, _ = choose_steps(scan, EVERYTHING, nothing_stays)
    assert [(step.path, step.kind) for step in steps] == [
        (b"/empty", Kind.FOLDER), (b"/other", Kind.FOLDER), (b"/x", Kind.FILE),
    ]  # fmt: skip
    assert all((step.identity.size, step.identity.modified) == (0, 0) for step in steps[:2])
    assert all(step.keeper is None for step in steps)


def test_a_folder_and_a_file_of_the_same_row_do_not_shadow_each_other() -> None:
    made = inventory({"/x": {}, "/y": {}})
    (folder,) = (row for row in range(len(made.folders)) if made.folder_path(row) == b"/")
    scan = scan_of(made, of("empty-folders", len(made.files) + folder), of("large", folder), groups(made, [0, 1]))
    steps, _ = choose_steps(scan, EVERYTHING, nothing_stays)
    kept = {step.keeper.path for step in steps if step.keeper}
    assert {step.path for step in steps if step.kind is Kind.FILE} == {b"/x", b"/y"} - kept


FILE = st.fixed_dictionaries({"inode": st.integers(1, 5), "links": st.integers(1, 3), "modified": st.integers(0, 2)})
FILES = st.dictionaries(st.sampled_from([f"/{folder}/{name}" for folder in "abc" for name in "xyz"]), FILE, max_size=9)


@given(FILES, st.permutations(range(9)), st.randoms())
def test_any_scan_in_any_order_gives_the_same_steps_and_keeps_a_copy(
    files: dict[str, dict[str, int]], order: list[int], random: object
) -> None:
    files = {path: {**values, "links": 1, "inode": 50 + number} for number, (path, values) in enumerate(files.items())}
    paths = list(files)
    answers = set()
    for shuffled in (range(9), order):
        made = inventory({paths[number]: files[paths[number]] for number in shuffled if number < len(paths)})
        rows = {made.path(row).decode(): row for row in range(len(made.files))}
        members = [[rows[path] for path in paths[part::3]] for part in range(3)]
        big = [rows[path] for path in paths[::2]]
        random.shuffle(big)  # type: ignore[attr-defined]
        found = groups(made, *(group for group in members if len(group) > 1))
        steps, left = choose_steps(scan_of(made, found, of("large", *big)), EVERYTHING, nothing_stays)
        answers.add((frozenset(map(_told, steps)), left))
        gone = {step.path.decode() for step in steps}
        for part in range(3):
            if len(paths[part::3]) > 1:
                assert set(paths[part::3]) - gone, "one copy of each group stays"
        assert all(step.keeper.path.decode() not in gone for step in steps if step.keeper)
    assert len(answers) == 1


def _told(step: Step) -> tuple[bytes, bytes, str]:
    return step.path, step.keeper.path if step.keeper else b"", step.category


def test_nothing_found_is_nothing_to_do() -> None:
    made = inventory({"/x": {}})
    assert choose_steps(scan_of(made, groups(made), of("large")), EVERYTHING, nothing_stays) == ((), ())
