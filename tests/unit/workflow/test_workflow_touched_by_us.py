"""What our own moves did to a file is no change of it; what anybody else did is."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.act import apply
from cleanup.act.system import folders
from cleanup.workflow.changes import changed_steps
from support.kinds import Tree
from support.moving import Mover, a_plan, a_step, ends
from support.scripts import change


def test_a_plan_still_holds_after_an_undo(mover: Mover, tree: Tree) -> None:
    root = tree({"go": "same", "keep": "same", "kept": "same", "stay": "same"})
    plan = a_plan(a_step(root / "go", root / "keep"), a_step(root / "kept", root / "stay"))
    for _ in range(2):
        assert ends(mover.carry_out(plan)) == {"go": "done", "kept": "done"}
        mover.undo()
    (root / "kept").chmod(0o600)
    assert ends(mover.carry_out(plan)) == {"go": "done", "kept": "changed"}


def test_the_page_of_a_plan_tells_what_the_move_will_say(mover: Mover, tree: Tree) -> None:
    root = tree({"go": "same", "keep": "same", "also": "same"})
    plan = a_plan(a_step(root / "go", root / "keep"), a_step(root / "also"))
    assert changed_steps(plan, mover.context.state) == 0
    mover.carry_out(plan)
    mover.undo()
    assert changed_steps(plan, mover.context.state) == 0
    seen = (root / "also").stat()
    (root / "also").write_text("else")
    os.utime(root / "also", ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert changed_steps(plan, mover.context.state) == 1
    (root / "keep").chmod(0o600)
    assert changed_steps(plan, mover.context.state) == 2
    assert ends(mover.carry_out(plan)) == {"go": "keeper-changed", "also": "changed"}


def test_a_file_that_was_brought_back_may_be_the_one_that_stays(mover: Mover, tree: Tree) -> None:
    root = tree({"one": "same", "two": "same"})
    plan = a_plan(a_step(root / "two", root / "one"))
    assert ends(mover.move(root / "one")) == {"one": "done"}
    mover.undo()
    assert ends(mover.carry_out(plan)) == {"two": "done"}


def test_all_names_of_one_file_move_in_one_run_or_in_two(mover: Mover, tree: Tree) -> None:
    root = tree({"a": "same", "keep": "same"})
    os.link(root / "a", root / "b")
    os.link(root / "a", root / "c")
    steps = [a_step(root / name, root / "keep") for name in "abc"]
    assert ends(mover.carry_out(a_plan(*steps[:2]))) == {"a": "done", "b": "done"}
    assert ends(mover.carry_out(a_plan(steps[2]))) == {"c": "done"}


def test_what_was_changed_in_the_trash_is_another_one(mover: Mover, tree: Tree) -> None:
    root = tree({"go": "same", "keep": "same"})
    plan = a_plan(a_step(root / "go", root / "keep"))
    run = mover.carry_out(plan)
    place = Path(os.fsdecode(run.items[0].place.path))
    change(place.parent, f"touch -r {place.name} ref; echo S > {place.name}; touch -r ref {place.name}; rm ref")
    mover.undo()
    assert ends(mover.carry_out(plan)) == {"go": "changed"}


@pytest.mark.parametrize("known", [True, False])
def test_an_error_that_comes_after_the_move_is_no_failure(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch, *, known: bool
) -> None:
    """A network drive can lose the answer and not the question."""
    root = tree({"go": "1", "plain": "2"})
    plan = a_plan(a_step(root / "go"), a_step(root / "plain"))
    rename = folders._RENAME
    assert rename is not None
    answers = iter([-1])

    def lost(*arguments: object) -> int:
        return rename(*arguments) or next(answers, 0)  # type: ignore[arg-type]

    monkeypatch.setattr(folders, "_RENAME", lost)
    if not known:
        monkeypatch.setattr(apply, "cut_off", lambda _: replace_nothing())
    run = mover.carry_out(plan)
    assert ends(run) == {"go": "done" if known else "unfinished", "plain": "done"}
    monkeypatch.undo()
    mover.undo()
    assert ((root / "go").read_text(), (root / "plain").read_text()) == ("1", "2")


def replace_nothing() -> None:
    raise OSError


def test_a_document_without_the_time_of_changes_is_checked_by_what_it_has(mover: Mover, tree: Tree) -> None:
    root = tree({"go": "same", "keep": "same"})
    step = a_step(root / "go", root / "keep")
    older = replace(step, identity=replace(step.identity, changed=0))
    (root / "go").chmod(0o600)
    assert ends(mover.carry_out(a_plan(step))) == {"go": "changed"}
    assert ends(mover.carry_out(a_plan(older))) == {"go": "done"}
