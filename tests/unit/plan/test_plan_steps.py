"""From findings to steps: only what was asked for, with all that was seen of it (what goes: ``test_selection``)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cleanup.model.finding import Measure, Why
from cleanup.model.plan import Identity, Kind, Step
from cleanup.model.scan import Scan
from cleanup.plan.steps import choose_steps
from support.selecting import CATEGORIES, EveryCopy, nothing_stays, scan_of


def steps(scan: Scan, *categories: str) -> list[Step]:
    """The steps for these categories."""
    found, _ = choose_steps(scan, EveryCopy(categories), nothing_stays)
    assert [step.id for step in found] == [str(number) for number in range(1, len(found) + 1)]
    return [*found]


def told(found: list[Step]) -> dict[str, str]:
    """The path of each step with that of its copy that stays."""
    paths = {step.path.decode(): step.keeper.path.decode() if step.keeper else "" for step in found}
    assert len(paths) == len(found), "a path twice"
    return paths


def test_all_copies_but_the_one_that_stays() -> None:
    files = {"/a (1)": {}, "/a": {}, "/b": {"modified": 5}, "/c": {"modified": 3}, "/d": {"modified": 4}}
    scan = scan_of(files, [["/a (1)", "/a"], ["/b", "/c", "/d"]])
    assert told(steps(scan, "duplicates")) == {"/a (1)": "/a", "/b": "/c", "/d": "/c"}


@pytest.mark.parametrize("category", ["large", "stale"])
def test_a_redundant_copy_goes_only_beside_the_one_that_stays_whatever_it_goes_for(category: str) -> None:
    files = ["/keep", "/other", "/alone"]
    found = steps(scan_of(files, [files[:2]], files, files), category)
    assert told(found) == {"/other": "/keep", "/alone": ""}
    assert {step.category for step in found} == {category}


def test_categories_not_asked_for_never_appear() -> None:
    scan = scan_of(["/keep", "/other", "/big", "/old"], [["/keep", "/other"]], ["/big"], ["/old"], ["/empty"])
    assert told([*choose_steps(scan, EveryCopy(), nothing_stays)[0]]) == {"/other": "/keep"}
    assert told(steps(scan, "stale")) == {"/old": ""}
    assert steps(scan) == steps(scan, "nonsense") == []
    assert [*told(steps(scan, *CATEGORIES))] == ["/other", "/big", "/old", "/empty"]


def test_a_step_has_all_that_was_seen() -> None:
    seen = {"size": 7, "allocated": 4096, "modified": 3, "inode": 11, "device": 2}
    scan = scan_of({"/a": seen, "/b": {"size": 7, "modified": 9, "device": 2}}, [["/a", "/b"]], ["/a"])
    (step,) = steps(scan, "large", "duplicates")
    assert step.keeper is not None
    assert (step.path, step.keeper.path, step.keeper.identity) == (b"/b", b"/a", Identity(2, 11, 7, 3))
    assert (step.kind, step.category, step.detail, step.links) == (Kind.FILE, "duplicates", 0, 1)
    large = scan_of({"/a": seen}, large=["/a"]).findings[1]
    reasons = (replace(large.reasons[0], why=Why("since {}", Measure.BYTES)),)
    alone = replace(scan, findings=(replace(large, reasons=reasons, details=np.array([7])),))
    (big,) = steps(alone, "large")
    assert (big.identity, big.allocated, big.detail) == (Identity(2, 11, 7, 3), 4096, 7)
    assert big.why == Why("since {}", Measure.BYTES)


def test_a_folder_is_known_by_its_inode_alone() -> None:
    found = steps(scan_of(["/x"], large=["/x"], folders=["/empty", "/other"]), *CATEGORIES)
    assert [(step.path, step.kind, step.keeper) for step in found] == [
        (b"/x", Kind.FILE, None), (b"/empty", Kind.FOLDER, None), (b"/other", Kind.FOLDER, None),
    ]  # fmt: skip
    assert all((step.identity.size, step.identity.modified) == (0, 0) for step in found[1:])
    assert all(step.identity.inode >= 5000 for step in found[1:])
