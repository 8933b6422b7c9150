"""What may be moved and what not: files without permissions, links of all sorts, hard links, pipes, changed folders."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cleanup.model.errors import UsageProblem
from cleanup.model.plan import Kind
from support.kinds import Mount, Tree
from support.moving import Mover, a_plan, a_step, ends, in_trash, snapshot, whatever_touched

SPECIAL = ["pipe", "socket", "device"]


@contextmanager
def special(path: Path, what: str) -> Iterator[Path]:
    """A pipe that nobody writes to, a socket, or a device."""
    match what:
        case "pipe":
            os.mkfifo(path)
        case "socket":
            with socket.socket(socket.AF_UNIX) as one:
                here = os.open(path.parent, os.O_RDONLY)
                one.bind(f"/proc/self/fd/{here}/{path.name}")
                os.close(here)
        case "device":
            if os.geteuid() != 0:
                pytest.skip("needs to be root to make a device")
            os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    yield path


@pytest.mark.parametrize("what", SPECIAL)
def test_a_thing_that_is_no_file_is_refused_by_name(mover: Mover, tree: Tree, what: str) -> None:
    root = tree({"file": "1"})
    with special(root / "odd", what), pytest.raises(UsageProblem, match="odd"):
        mover.move(root / "file", root / "odd")
    assert (root / "file").exists()


@pytest.mark.parametrize("what", SPECIAL)
def test_a_plan_with_a_thing_that_is_no_file_neither_moves_nor_waits_for_it(
    mover: Mover, tree: Tree, what: str
) -> None:
    root = tree({"file": "1"})
    with special(root / "odd", what) as odd:
        run = mover.carry_out(a_plan(a_step(odd), a_step(root / "file")))
        assert ends(run) == {"odd": "special", "file": "done"}
        assert odd.exists()


@pytest.mark.parametrize("what", SPECIAL)
def test_a_copy_that_stays_turned_into_a_thing_that_is_no_file(mover: Mover, tree: Tree, what: str) -> None:
    root = tree({"keep": "same", "go": "same"})
    plan = a_plan(a_step(root / "go", root / "keep"))
    (root / "keep").unlink()
    with special(root / "keep", what):
        assert ends(mover.carry_out(plan)) == {"go": "keeper-changed"}
    assert (root / "go").read_text() == "same"


@pytest.mark.parametrize("what", SPECIAL)
def test_a_folder_that_holds_such_a_thing_moves_with_it_and_comes_back(mover: Mover, tree: Tree, what: str) -> None:
    root = tree({"folder": {"file": "1"}})
    with special(root / "folder" / "odd", what):
        before = {name: value[:3] for name, value in snapshot(root).items()}
        assert ends(mover.move(root / "folder")) == {"folder": "done"}
        assert ends(mover.undo()) == {"folder": "done"}
        assert {name: value[:3] for name, value in snapshot(root).items()} == before


def test_a_link_moves_itself_whatever_it_leads_to(mover: Mover, tree: Tree) -> None:
    root = tree({"precious": "1", "folder": {"x": "2"}, "links": {}})
    targets = {
        "to file": root / "precious", "to folder": root / "folder", "dangling": root / "nowhere",
        "loop": root / "links" / "loop", "to root": Path("/"), "to home": mover.home, "relative": Path("../precious"),
    }  # fmt: skip
    for name, target in targets.items():
        (root / "links" / name).symlink_to(target)
    before = snapshot(root)
    run = mover.move(*(root / "links" / name for name in targets))
    assert ends(run) == dict.fromkeys(targets, "done")
    assert {item.kind for item in run.items} == {Kind.LINK}
    assert all(os.path.islink(mover.trash / "files" / os.fsdecode(name)) for name in in_trash(mover.trash))
    assert ((root / "precious").read_text(), (root / "folder" / "x").read_text()) == ("1", "2")
    mover.undo()
    assert snapshot(root) == before


@pytest.mark.root
def test_a_link_to_another_volume_goes_to_the_trash_of_its_own(mover: Mover, tree: Tree, mount: Mount) -> None:
    root = tree({"drive": {}})
    drive = mount("-t", "tmpfs", "none", root / "drive")
    (drive / "x").write_text("there")
    (root / "link").symlink_to(drive / "x")
    assert ends(mover.move(root / "link")) == {"link": "done"}
    assert len(in_trash(mover.trash)) == 1
    assert os.listdir(drive) == ["x"]
    assert ends(mover.undo()) == {"link": "done"}
    assert (root / "link").read_text() == "there"


def test_one_of_two_hard_links_moves_and_frees_nothing(mover: Mover, tree: Tree) -> None:
    root = tree({"one": "x" * 5000})
    os.link(root / "one", root / "two")
    before = snapshot(root)
    run = mover.move(root / "one")
    assert ends(run) == {"one": "done"}
    assert (run.space.moved_bytes, run.space.reclaimable_bytes) == (5000, 0)
    assert (root / "two").stat().st_nlink == 2
    mover.undo()
    assert snapshot(root) == before
    freed = mover.purge(mover.move(root / "one").id)
    assert (ends(freed), freed.expected_bytes, freed.freed_bytes) == ({"one": "done"}, 0, 0)
    assert (root / "two").read_text() == "x" * 5000


def test_both_hard_links_free_their_blocks_once(mover: Mover, tree: Tree) -> None:
    root = tree({"one": "x" * 5000})
    os.link(root / "one", root / "two")
    allocated = (root / "one").stat().st_blocks * 512
    before = snapshot(root)
    run = mover.move(root / "one", root / "two")
    assert ends(run) == {"one": "done", "two": "done"}
    assert (run.space.moved_bytes, run.space.reclaimable_bytes) == (5000, allocated)
    mover.undo()
    assert snapshot(root) == before
    assert (root / "one").samefile(root / "two")


def test_a_name_that_appeared_since_the_plan_frees_nothing(mover: Mover, tree: Tree) -> None:
    root = tree({"one": "x" * 5000})
    step = a_step(root / "one")
    os.link(root / "one", root / "two")
    assert ends(mover.carry_out(a_plan(step))) == {"one": "changed"}
    # As older plans have it, without the time of the last change.
    run = mover.carry_out(a_plan(replace(step, identity=whatever_touched(step.identity))))
    assert (ends(run), run.space.reclaimable_bytes) == ({"one": "done"}, 0)


def test_hard_links_are_one_file_and_never_each_others_copy(mover: Mover, tree: Tree) -> None:
    root = tree({"one": "same", "lone": {}})
    os.link(root / "one", root / "lone" / "two")
    assert mover.plan_of_duplicates(root).steps == ()
    assert ends(mover.carry_out(a_plan(a_step(root / "one", root / "lone" / "two")))) == {"one": "is-keeper"}
    assert (root / "one").exists()


def test_a_file_with_names_that_the_scan_did_not_see_is_left_alone_by_rules(
    mover: Mover, tree: Tree, tmp_path: Path
) -> None:
    root = tree({"a": "same", "b": "same"})
    os.link(root / "b", tmp_path / "outside")
    plan = mover.plan_of_duplicates(root)
    assert plan.steps == ()
    assert [(left.code, left.files) for left in plan.left_alone] == [("other-names", 1)]


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "new").write_text("2"),
        lambda folder: (folder / "x").write_text("22"),
        lambda folder: (folder / "x").unlink(),
        lambda folder: (folder / "x").rename(folder / "y"),
        lambda folder: (folder / "deep" / "er" / "new").mkdir(),
        lambda folder: (folder / "deep" / "er" / "z").write_text("3333"),
        lambda folder: shutil.copytree(folder.rename(folder.with_name("aside")), folder),
    ],
    ids=["added", "written", "gone", "renamed", "folder added deep down", "written deep down", "replaced"],
)
def test_a_folder_that_changed_since_the_plan_stays(mover: Mover, tree: Tree, change: Callable[[Path], object]) -> None:
    root = tree({"folder": {"x": "1", "deep": {"er": {"z": "3"}}}})
    plan = a_plan(a_step(root / "folder"))
    change(root / "folder")
    before = snapshot(root)
    assert ends(mover.carry_out(plan)) == {"folder": "changed"}
    assert snapshot(root) == before
    assert in_trash(mover.trash) == set()


def test_a_folder_without_a_list_of_what_it_holds_stays(mover: Mover, tree: Tree) -> None:
    root = tree({"folder": {"x": "1"}})
    assert ends(mover.carry_out(a_plan(a_step(root / "folder", manifest=None)))) == {"folder": "no-manifest"}
    assert (root / "folder" / "x").exists()


@pytest.mark.parametrize("swap", ["parent", "grandparent"])
def test_nothing_is_taken_from_behind_a_link_that_took_the_place_of_a_folder(
    mover: Mover, tree: Tree, swap: str
) -> None:
    root = tree({"one": {"two": {"x": "1"}}})
    plan = a_plan(a_step(root / "one" / "two" / "x"))
    real = {"parent": root / "one" / "two", "grandparent": root / "one"}[swap]
    real.rename(root / "aside")
    real.symlink_to(root / "aside")
    before = snapshot(root)
    assert ends(mover.carry_out(plan)) == {"x": "changed"}
    assert snapshot(root) == before


@pytest.mark.parametrize("mode", [0o444, 0o000, 0o7777])
def test_the_mode_time_and_attributes_of_a_file_survive(mover: Mover, tree: Tree, mode: int) -> None:
    root = tree({"x": "1"})
    try:
        os.setxattr(root / "x", "user.origin", b"somewhere")
    except OSError as error:
        pytest.skip(f"no attributes here: {error}")
    os.utime(root / "x", ns=(1, -1_234_567_891))
    (root / "x").chmod(mode)
    before = snapshot(root)
    assert ends(mover.move(root / "x")) == {"x": "done"}
    mover.undo()
    assert snapshot(root) == before
    assert os.getxattr(root / "x", "user.origin") == b"somewhere"
