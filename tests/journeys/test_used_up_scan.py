"""A scan that was used up says so: what moved since is in no sum, and comes back into them with an undo."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup import api
from cleanup.model.look_line import LookLine
from cleanup.model.scan import Scan, Sum
from cleanup.plan.groups import Groups
from cleanup.workflow.environment import Context
from cleanup.workflow.reviewing import changed_things
from support.kinds import Tree


def again(context: Context) -> Scan:
    found = api.load("last", context=context)
    assert isinstance(found, Scan)
    return found


@pytest.fixture
def context(home: Path, tmp_path: Path) -> Context:
    return Context.inside(home, tmp_path / "own")


def test_what_moved_since_is_subtracted_until_it_is_back(context: Context, tree: Tree) -> None:
    root = tree({"a": "same", "a (1)": "same", "b": "other", "b (1)": "other", "b (2)": "other"})
    first = api.scan([root], context=context, remember=True)
    assert first.savings.safe.files == 3
    api.trash([root / "a (1)", root / "b (1)"], context=context)
    left = again(context).savings
    assert (left.safe.files, left.moved_since.files) == (1, 2)
    plan = api.plan(context=context)
    assert [step.path.rpartition(b"/")[2] for step in plan.steps] == [b"b (2)"]
    assert {each.code: each.files for each in plan.left_alone}["moved"] == 2
    api.trash(plan, context=context)
    assert again(context).savings.safe == Sum()
    assert api.plan(context=context).steps == ()
    api.undo(context=context)
    assert again(context).savings.safe.files == 1


def test_where_the_copy_that_stayed_was_moved_a_person_is_asked(context: Context, tree: Tree) -> None:
    root = tree({"b": "other", "b (1)": "other", "b (2)": "other"})
    api.scan([root], context=context, remember=True)
    api.trash([root / "b"], context=context)
    assert (again(context).savings.safe, again(context).savings.look.files) == (Sum(), 1)
    assert api.plan(context=context).steps == ()
    run = api.trash(api.plan(keep=["first-path"], context=context), context=context)
    assert [item.status for item in run.items] == ["done"]
    assert len([path for path in root.iterdir() if path.is_file()]) == 1


def test_lines_by_folder_tell_of_what_is_left(context: Context, tree: Tree) -> None:
    x = {"b": "other", "c": "other", "d": "third", "e": "third"}
    root = tree({"a": "same", "a (1)": "same", "x": x, "y": {"f": "fourth", "g": "fourth"}})
    lines = api.scan([root], context=context, remember=True).savings.look_by_folder
    assert told(lines) == {"x": (2, 4), "y": (1, 2)}
    api.trash([root / "a (1)"], context=context)
    assert again(context).savings.look_by_folder == lines
    api.trash([root / "x/b"], context=context)
    left = again(context)
    assert told(left.savings.look_by_folder) == {"x": (1, 3), "y": (1, 2)}
    (copies,) = [found for found in left.findings if found.category.name == "duplicates"]
    of_lines = {left.savings.look_by_folder[number - 1].folder for number in copies.told.tolist() if number}
    assert {folder.rpartition(b"/")[2] for folder in of_lines} == {b"x", b"y"}
    api.trash([root / "x/e", root / "x/d"], context=context)
    assert told(again(context).savings.look_by_folder) == {"y": (1, 2)}
    api.undo(context=context)
    assert again(context).savings.look_by_folder == left.savings.look_by_folder


def test_a_folder_that_was_brought_back_did_not_change(context: Context, tree: Tree) -> None:
    root = tree({"a": {"f": "same", "g": "other"}, "b": {"f": "same", "g": "other"}, "c": {"f": "same", "x": "x"}})
    api.scan([root], context=context, remember=True, only=["duplicates", "duplicate-folders"])
    plan = api.plan(keep=["first-path"], context=context)
    assert [step.path for step in plan.steps if step.kind == "folder"] == [os.fsencode(root / "b")]
    api.trash(plan, context=context)
    api.undo(context=context)
    groups = Groups(again(context))
    assert [changed.tolist() for changed in changed_things(groups, context.state, lambda: False)] == [[]]


def told(lines: tuple[LookLine, ...]) -> dict[str, tuple[int, int]]:
    """For each folder how many files a line tells of, and how many there are."""
    return {line.folder.rpartition(b"/")[2].decode(): (line.files, line.files_in_folder) for line in lines}


def test_where_a_copy_is_asked_about_since_the_other_went_no_line_tells_of_it(context: Context, tree: Tree) -> None:
    root = tree({"b": "other", "b (1)": "other", "b (2)": "other", "y": {"f": "fourth", "g": "fourth"}})
    api.scan([root], context=context, remember=True)
    api.trash([root / "b"], context=context)
    assert again(context).savings.look_by_folder == ()
