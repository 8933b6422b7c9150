"""Files that go to a folder of the user's own instead of the trash: what is left of it when they are gone again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.model.run import Run
from cleanup.model.way import Way
from cleanup.workflow import moving, planning
from support.kinds import Tree
from support.moving import Mover, ends


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    return tmp_path / "aside"


def move(mover: Mover, aside: Path, *paths: Path) -> Run:
    plan = planning.plan_of_files(map(str, paths), mover.context)
    return moving.carry_out(plan, mover.context, Way(aside))


def test_when_all_came_back_the_runs_folder_goes_and_the_users_own_stays(mover: Mover, tree: Tree, aside: Path) -> None:
    root = tree({"x": "1", "y": "2"})
    first, second = move(mover, aside, root / "x"), move(mover, aside, root / "y")
    assert sorted(os.listdir(aside)) == sorted([first.id, second.id])
    assert ends(mover.undo(first.id)) == {"x": "done"}
    assert os.listdir(aside) == [second.id]
    assert ends(mover.purge(second.id)) == {"y": "done"}
    assert os.listdir(aside) == []


def test_what_somebody_else_put_there_keeps_the_runs_folder(mover: Mover, tree: Tree, aside: Path) -> None:
    root = tree({"x": "1", "y": "2"})
    run = move(mover, aside, root / "x", root / "y")
    (aside / run.id / "of somebody else").write_text("theirs")
    assert ends(mover.undo(run.id)) == {"x": "done", "y": "done"}
    assert sorted(os.listdir(aside / run.id)) == [".nosearch", "of somebody else"]


def test_the_runs_folder_stays_while_something_is_in_it(mover: Mover, tree: Tree, aside: Path) -> None:
    root = tree({"x": "1", "y": "2"})
    run = move(mover, aside, root / "x", root / "y")
    (root / "x").write_text("another")
    assert ends(mover.undo(run.id)) == {"x": "taken", "y": "done"}
    assert len(os.listdir(aside / run.id)) == 2
    assert ends(mover.purge(run.id)) == {"x": "done"}
    assert os.listdir(aside) == []
