"""A scan that was used up says so: what moved since is in no sum, and comes back into them with an undo."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup import api
from cleanup.model.scan import Scan, Sum
from cleanup.workflow.environment import Context
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


def test_lines_by_folder_hold_until_something_of_them_was_moved(context: Context, tree: Tree) -> None:
    root = tree({"a": "same", "a (1)": "same", "x": {"b": "other", "c": "other"}, "y": {"d": "third", "e": "third"}})
    lines = api.scan([root], context=context, remember=True).savings.look_by_folder
    assert sorted(line.folder.rpartition(b"/")[2] for line in lines) == [b"x", b"y"]
    api.trash([root / "a (1)"], context=context)
    assert again(context).savings.look_by_folder == lines
    api.trash([root / "x/b"], context=context)
    assert again(context).savings.look_by_folder == ()
