"""What was chosen of one scan, carried over to the next: only what is the same, and never the last of its copies."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from cleanup.model.rule import Rule, RuleName
from cleanup.plan.carried import carry_over
from cleanup.workflow.environment import Context
from cleanup.workflow.reviewing import begin
from support.reviewing import ALL, Drawing, ScannedFolder, draw
from support.selecting import EveryCopy

MESS: Drawing = {
    "a": {"one.txt": "1" * 9000, "two.txt": "2" * 9000, "three.txt": "3" * 9000, "big.bin": "b" * 600_000},
    "b": {"one.txt": "1" * 9000, "two.txt": "2" * 9000, "three.txt": "3" * 9000},
}


def anew(before: ScannedFolder, own: Path) -> ScannedFolder:
    """The same folder, scanned again, with what was chosen before."""
    after = ScannedFolder(before.root, own)
    context = Context.inside(before.root, own)
    after.selection = begin(after.scan.id, EveryCopy(categories=()), context)
    carry_over(before.selection, after.selection)
    return after


def test_marks_and_what_stays_for_them_are_the_same(tmp_path: Path) -> None:
    before = ScannedFolder(draw(tmp_path / "tree", MESS), tmp_path / "own", ALL)
    before.selection.keep(before.group("a/one.txt"), before.thing("b/one.txt"))
    before.selection.leave(before.thing("b/two.txt"))
    before.selection.skip(before.group("a/three.txt"))
    (before.root / "new.txt").write_text("1" * 9000)
    after = anew(before, tmp_path / "own")
    assert before.chosen == after.chosen == {"a/one.txt", "a/big.bin"}
    assert "b/one.txt" in after.kept
    after.selection.choose_all(after.selection.groups.every)
    assert after.chosen == {"a/one.txt", "a/big.bin", "b/two.txt", "new.txt"}, "what was skipped still is"


def test_what_changed_or_lost_its_copies_is_chosen_no_more(tmp_path: Path) -> None:
    before = ScannedFolder(draw(tmp_path / "tree", MESS), tmp_path / "own", ALL, large=5000)
    assert before.chosen >= {"b/one.txt", "b/two.txt", "a/big.bin"}
    (before.root / "a" / "one.txt").unlink()
    os.utime(before.root / "b" / "two.txt", (1, 1))
    after = ScannedFolder(before.root, tmp_path / "own", large=5000)
    after.selection = begin(after.scan.id, EveryCopy(categories=()), Context.inside(before.root, tmp_path / "own"))
    carry_over(before.selection, after.selection)
    assert after.thing("b/one.txt"), "it is listed still, as a large file, and its only copy"
    assert after.chosen == {"b/three.txt", "a/big.bin"}


def test_a_folder_that_stays_whole_still_does(tmp_path: Path) -> None:
    before = ScannedFolder(draw(tmp_path / "tree", MESS), tmp_path / "own")
    rule = Rule(RuleName.IN, os.fsencode(before.root / "b"))
    before.selection.apply(rule, np.flatnonzero(before.selection.asked()))
    after = anew(before, tmp_path / "own")
    assert after.chosen == {"a/one.txt", "a/two.txt", "a/three.txt"}
    assert after.selection.why_not(after.thing("b/one.txt")) == "held"


def test_copies_that_were_spared_still_are(tmp_path: Path) -> None:
    before = ScannedFolder(draw(tmp_path / "tree", MESS), tmp_path / "own")
    before.selection.spare(np.asarray([before.thing("b/one.txt"), before.thing("b/two.txt")]))
    after = anew(before, tmp_path / "own")
    after.selection.choose_all(after.selection.groups.every)
    assert after.chosen == {"b/three.txt", "a/big.bin"}
    assert after.selection.choose(after.group("b/one.txt"), after.thing("b/one.txt")) == ""
    assert "b/one.txt" in after.chosen, "a key on it chooses it"


def test_what_is_left_in_a_folder_is_one_step(tmp_path: Path) -> None:
    some = ScannedFolder(draw(tmp_path / "tree", MESS), tmp_path / "own")
    before = some.chosen
    some.selection.leave_these(np.asarray([some.thing("b/one.txt"), some.thing("b/two.txt")]))
    assert some.chosen == before - {"b/one.txt", "b/two.txt"}
    (change,), _ = some.selection.history()
    assert (change.name, change.path, change.more) == ("leave-these", os.fsencode(some.root / "b"), -2)
    some.selection.undo()
    assert some.chosen == before
