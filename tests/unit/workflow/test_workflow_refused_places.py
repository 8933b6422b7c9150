"""Places that never move, whoever names them and however: home, system, trash, own folders, and all above these."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanup.model.errors import UsageProblem
from cleanup.model.plan import Manifest
from cleanup.workflow import planning
from cleanup.workflow.destinations import destinations
from support.kinds import Mount, Tree
from support.moving import Mover, a_plan, a_step, ends, in_trash, snapshot

NO_MANIFEST = Manifest(0, 0, 0, 0, 0, "")


def refused(mover: Mover, path: Path | str) -> str:
    """The code with which a path is refused in a plan; naming it is wrong usage, and not even a plan is made.

    Nothing can move here even if it were not refused: no folder holds what the step says.
    """
    with pytest.raises(UsageProblem):
        planning.plan_of_files([str(path)], mover.context)
    manifest = NO_MANIFEST if os.path.isdir(path) and not os.path.islink(path) else None
    (item,) = mover.carry_out(a_plan(a_step(path, manifest=manifest))).items
    return item.code


@pytest.fixture
def used(mover: Mover, tree: Tree) -> Mover:
    """Somebody who has something in the trash, and a journal."""
    mover.move(tree({"x": "1"}) / "x")
    return mover


def test_home_and_all_above_it(used: Mover) -> None:
    for path in (used.home, *used.home.parents[:-1]):
        assert refused(used, path) == "protected", path
    assert used.home.is_dir()


def test_the_trash_and_all_in_and_above_it(used: Mover) -> None:
    before = snapshot(used.trash)
    (name,) = in_trash(used.trash)
    inside = used.trash / "files" / os.fsdecode(name)
    for path in (used.trash, *used.trash.parents[:3]):
        assert refused(used, path) == "protected", path
    for path in (used.trash / "files", used.trash / "info", inside, used.trash / "info" / f"{inside.name}.trashinfo"):
        assert refused(used, path) == "in-trash", path
    assert snapshot(used.trash) == before


def test_the_programs_own_folders_and_all_in_and_above_them(used: Mover) -> None:
    (journal,) = (used.own / "state" / "runs").iterdir()
    for path in (used.own, used.own / "state", used.own / "state" / "runs", journal):
        assert refused(used, path) == "protected", path
    assert journal.exists()


def test_the_folders_that_were_scanned_and_all_above_them(mover: Mover, tree: Tree) -> None:
    root = tree({"one": {"scanned": {"x": "1"}}})
    roots = (os.fsencode(root / "one" / "scanned"),)
    paths = [root / "one" / "scanned", root / "one", root]
    run = mover.carry_out(a_plan(*map(a_step, paths), a_step(root / "one" / "scanned" / "x"), roots=roots))
    assert {item.code for item in run.items if item.path in map(os.fsencode, paths)} <= {"protected", "inside"}
    assert (root / "one" / "scanned").is_dir()
    again = mover.carry_out(a_plan(a_step(root / "one"), roots=roots))
    assert ends(again) == {"one": "protected"}
    assert (root / "one" / "scanned").is_dir()


@pytest.mark.root
@pytest.mark.parametrize("how", ["another file system", "the same one"])
def test_a_place_where_something_is_mounted_and_a_folder_that_holds_one(
    mover: Mover, tree: Tree, mount: Mount, how: str
) -> None:
    root = tree({"above": {"place": {}}, "other": {"x": "1"}})
    place = root / "above" / "place"
    if how == "another file system":
        mount("-t", "tmpfs", "none", place)
        (place / "x").write_text("1")
    else:
        mount("--bind", root / "other", place)
    before = snapshot(root)
    assert refused(mover, place) == "mount-point"
    assert refused(mover, root / "above") == "mount-point"
    assert snapshot(root) == before
    assert in_trash(mover.trash) == set()


@pytest.mark.root
def test_a_mount_that_came_after_the_plan(mover: Mover, tree: Tree, mount: Mount) -> None:
    root = tree({"above": {"place": {}, "x": "1"}})
    plan = a_plan(a_step(root / "above"))
    mount("-t", "tmpfs", "none", root / "above" / "place")
    assert ends(mover.carry_out(plan)) == {"above": "mount-point"}
    assert os.path.ismount(root / "above" / "place")


@pytest.mark.root
def test_a_file_that_is_a_mount_point_itself_stays(mover: Mover, tree: Tree, mount: Mount) -> None:
    root = tree({"x": "1", "over": "2"})
    mount("--bind", root / "over", root / "x")
    plan = a_plan(a_step(root / "x"))
    assert [place.code for place in destinations(plan, mover.context)] == ["mount-point"]
    assert ends(mover.carry_out(plan))["x"] != "done"
    assert (root / "x").read_text() == "2"
    assert in_trash(mover.trash) == set()


@pytest.mark.root
def test_something_mounted_in_an_item_in_the_trash_is_not_freed_with_it(mover: Mover, tree: Tree, mount: Mount) -> None:
    root = tree({"folder": {"place": {}, "x": "1"}, "other": {"precious": "1"}})
    run = mover.move(root / "folder").id
    (name,) = in_trash(mover.trash)
    place = mover.trash / "files" / os.fsdecode(name) / "place"
    mount("--bind", root / "other", place)
    assert ends(mover.purge(run))["folder"] != "done"
    assert (root / "other" / "precious").read_text() == "1"
