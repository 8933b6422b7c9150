"""Undo where something is in its way: taken names, gone or turned folders, an emptied trash, an edited one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.model.run import Status, Whereabouts
from support.disks import ext4_image
from support.kinds import Mount, Tree
from support.moving import Mover, a_plan, a_step, bytes_in_trash, drives_at, ends, in_trash, snapshot


def only_item(mover: Mover) -> Path:
    """The one thing that lies in the home trash."""
    (name,) = in_trash(mover.trash)
    return mover.trash / "files" / os.fsdecode(name)


def only_info(mover: Mover) -> Path:
    return mover.trash / "info" / (only_item(mover).name + ".trashinfo")


def _full_folder(path: Path) -> None:
    path.mkdir()
    (path / "x").write_text("newer")


TAKING: dict[str, Callable[[Path], object]] = {
    "file": lambda path: path.write_text("newer"),
    "empty folder": lambda path: path.mkdir(),
    "folder": _full_folder,
    "link": lambda path: path.symlink_to("nowhere"),
    "link to a folder": lambda path: path.symlink_to(path.parent),
}


@pytest.mark.parametrize("take", TAKING.values(), ids=TAKING)
@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_a_taken_name_is_never_replaced_and_the_item_stays_in_the_trash(
    tree: Tree, mover: Mover, take: Callable[[Path], object], kind: str
) -> None:
    root = tree({"file": "ours", "folder": {"in it": "ours"}})
    (root / "link").symlink_to("file")
    path = root / kind
    mover.move(path)
    take(path)
    before, trash = snapshot(root), snapshot(mover.trash)
    assert ends(mover.undo()) == {kind: "taken"}
    assert (snapshot(root), snapshot(mover.trash)) == (before, trash)
    assert mover.now() == [Whereabouts.IN_TRASH]
    result = mover.undo(rename=True).results[0]
    assert result.status is Status.DONE
    assert result.to == os.fsencode(path) + b" (restored 1)"
    assert in_trash(mover.trash) == set()
    assert {name: value for name, value in snapshot(root).items() if b"(restored" not in name} == before


def test_a_renamed_one_takes_the_first_name_that_is_free_and_keeps_its_ending(tree: Tree, mover: Mover) -> None:
    root = tree({"photo.jpg": "ours"})
    mover.move(root / "photo.jpg")
    tree({"photo.jpg": "newer", "photo (restored 1).jpg": "too"}, root)
    assert ends(mover.undo(rename=True)) == {"photo.jpg": "done"}
    assert {path.name: path.read_text() for path in root.iterdir()} == {
        "photo.jpg": "newer", "photo (restored 1).jpg": "too", "photo (restored 2).jpg": "ours",
    }  # fmt: skip


def test_the_longest_name_can_be_renamed_too(tree: Tree, mover: Mover) -> None:
    root = tree({"n" * 255: "ours"})
    mover.move(root / ("n" * 255))
    tree({"n" * 255: "newer"}, root)
    assert ends(mover.undo(rename=True)) == {"n" * 255: "done"}
    assert sorted(path.read_text() for path in root.iterdir()) == ["newer", "ours"]


def test_folders_that_are_gone_are_made_again(tree: Tree, mover: Mover) -> None:
    root = tree({"one": {"two": {"three": {"x": "ours"}}}})
    mover.move(root / "one" / "two" / "three" / "x")
    shutil.rmtree(root / "one")
    assert ends(mover.undo()) == {"x": "done"}
    assert (root / "one" / "two" / "three" / "x").read_text() == "ours"
    assert in_trash(mover.trash) == set()


@pytest.mark.parametrize("above", ["one", "one/two"])
def test_nothing_is_put_behind_a_link_that_took_the_place_of_a_folder(tree: Tree, mover: Mover, above: str) -> None:
    root = tree({"one": {"two": {"x": "ours"}}, "elsewhere": {"two": {}}})
    mover.move(root / "one" / "two" / "x")
    shutil.rmtree(root / above)
    (root / above).symlink_to(root / "elsewhere")
    before = snapshot(root)
    (result,) = mover.undo().results
    assert (result.status, result.to) == (Status.FAILED, b"")
    assert "--to" in result.message
    assert snapshot(root) == before
    assert bytes_in_trash(mover.trash) == {b"ours"}


def test_a_file_in_the_place_of_its_folder_is_left_and_others_come_back(tree: Tree, mover: Mover) -> None:
    root = tree({"folder": {"x": "ours"}, "y": "ours too"})
    mover.move(root / "folder" / "x", root / "y")
    (root / "folder").rmdir()
    (root / "folder").write_text("newer")
    assert ends(mover.undo()) == {"x": "ENOTDIR", "y": "done"}
    assert (root / "folder").read_text() == "newer"
    assert bytes_in_trash(mover.trash) == {b"ours"}


def test_after_the_trash_was_emptied_of_one_the_others_come_back(tree: Tree, mover: Mover) -> None:
    root = tree({"a": "1", "b": "2", "c": "3"})
    mover.move(*(root / name for name in "abc"))
    for name in in_trash(mover.trash):
        if name.startswith(b"b"):
            (mover.trash / "files" / os.fsdecode(name)).unlink()
            (mover.trash / "info" / (os.fsdecode(name) + ".trashinfo")).unlink()
    assert ends(mover.undo()) == {"a": "done", "b": "gone", "c": "done"}
    assert sorted(os.listdir(root)) == ["a", "c"]
    assert mover.now() == [Whereabouts.RESTORED, Whereabouts.GONE, Whereabouts.RESTORED]
    mover.move(root / "a")
    shutil.rmtree(mover.trash)
    assert ends(mover.undo()) == {"a": "gone"}


def test_what_somebody_brought_back_and_trashed_again_is_theirs(tree: Tree, mover: Mover) -> None:
    root = tree({"x": "ours"})
    run = mover.move(root / "x").id
    item, info = only_item(mover), only_info(mover)
    # As a file manager does it: out, and in again under the plain name.
    item.rename(mover.trash / "files" / "x")
    info.rename(mover.trash / "info" / "x.trashinfo")
    before = snapshot(mover.trash)
    assert ends(mover.undo(run)) == {"x": "gone"}
    assert ends(mover.purge(run)) == {}
    assert snapshot(mover.trash) == before
    assert os.listdir(root) == []


@pytest.mark.parametrize("other", ["file", "folder", "link"])
def test_something_else_under_our_name_in_the_trash_is_not_ours(tree: Tree, mover: Mover, other: str) -> None:
    root = tree({"x": "ours"})
    run = mover.move(root / "x").id
    item = only_item(mover)
    item.rename(mover.home / "kept open, so that its number is not free")
    TAKING[other](item)
    before = snapshot(mover.trash)
    assert ends(mover.undo(run)) == {"x": "not-ours"}
    assert ends(mover.purge(run)) == {}
    assert snapshot(mover.trash) == before
    assert os.listdir(root) == []


def test_a_second_undo_leaves_what_was_made_at_the_place_since(tree: Tree, mover: Mover) -> None:
    root = tree({"a": "1"})
    run = mover.move(root / "a").id
    mover.undo(run)
    (root / "a").rename(root / "elsewhere")
    assert mover.undo(run).results == ()
    assert os.listdir(root) == ["elsewhere"]


def test_an_undo_of_a_run_with_failures_brings_back_what_was_moved_alone(tree: Tree, mover: Mover) -> None:
    root = tree({"moved": "1", "changed": "2", "gone": "3", "last": "4"})
    plan = a_plan(*(a_step(root / name) for name in ("moved", "changed", "gone", "last")))
    (root / "changed").write_text("another")
    (root / "gone").unlink()
    before = snapshot(root)
    assert ends(mover.carry_out(plan)) == {"moved": "done", "changed": "changed", "gone": "gone", "last": "done"}
    assert list(ends(mover.undo()).items()) == [("last", "done"), ("moved", "done")], "the last moved comes first"
    assert snapshot(root) == before
    assert mover.undo().results == ()


def test_one_path_in_two_runs_gets_its_own_bytes_back_from_each(tree: Tree, mover: Mover) -> None:
    root = tree({"x": "first"})
    first = mover.move(root / "x").id
    (root / "x").write_text("second")
    second = mover.move(root / "x").id
    assert ends(mover.undo(first)) == {"x": "done"}
    assert (root / "x").read_text() == "first"
    assert ends(mover.undo(second)) == {"x": "taken"}
    (root / "x").rename(root / "aside")
    assert ends(mover.undo(second)) == {"x": "done"}
    assert ((root / "x").read_text(), (root / "aside").read_text()) == ("second", "first")
    assert in_trash(mover.trash) == set()


@pytest.mark.parametrize(
    "content",
    [b"", None, b"[Trash Info]\nPath=../../etc\nDeletionDate=2020-01-01T00:00:00\n",
     b"[Trash Info]\nPath=/etc/evil\n", b"\xff" * 100_000],
    ids=["emptied", "removed", "tampered", "another path", "nonsense"],
)  # fmt: skip
def test_undo_goes_by_the_journal_whatever_became_of_the_info_file(
    tree: Tree, mover: Mover, content: bytes | None
) -> None:
    root = tree({"folder": {"x": "ours"}})
    before = snapshot(root)
    run = mover.move(root / "folder" / "x").id
    info = only_info(mover)
    if content is None:
        info.unlink()
    else:
        info.write_bytes(content)
    kept = snapshot(mover.trash)
    assert ends(mover.purge(run)) == {"x": "not-ours"}, "what tells another origin may be somebody's by now"
    assert snapshot(mover.trash) == kept
    assert ends(mover.undo(run)) == {"x": "done"}
    assert snapshot(root) == before
    assert in_trash(mover.trash) == set()
    assert not os.path.exists("/etc/evil")


def test_an_info_file_that_became_a_link_is_not_followed(tree: Tree, mover: Mover) -> None:
    root = tree({"x": "ours"})
    run = mover.move(root / "x").id
    precious = mover.home / "precious"
    precious.write_text(f"[Trash Info]\nPath={root / 'x'}\n")
    info = only_info(mover)
    info.unlink()
    info.symlink_to(precious)
    assert ends(mover.purge(run)) == {"x": "not-ours"}
    assert ends(mover.undo(run)) == {"x": "done"}
    assert precious.exists()


def test_what_was_changed_in_the_trash_is_brought_back_but_not_freed(tree: Tree, mover: Mover) -> None:
    root = tree({"x": "ours"})
    run = mover.move(root / "x").id
    only_item(mover).write_text("written to by a program that had it open")
    assert ends(mover.purge(run)) == {"x": "changed"}
    assert ends(mover.undo(run)) == {"x": "done"}
    assert (root / "x").read_text() == "written to by a program that had it open"


@pytest.mark.root
def test_a_file_that_got_the_number_of_ours_is_not_taken_for_it(home: Path, mover: Mover, tmp_path: Path) -> None:
    """ext4 gives the lowest free inode number to the next file: the one of the item that others erased."""
    with drives_at(tmp_path / "drive") as drives:
        drives.plug("-o", "loop", ext4_image(tmp_path / "image"))
        drive = drives.place
        (drive / "x").write_text("ours")
        run = mover.move(drive / "x")
        (item,) = run.items
        lain = Path(os.fsdecode(item.place.path))
        lain.unlink()
        other = lain.with_name("of somebody")
        other.write_text("theirs")
        if other.stat().st_ino != item.identity.inode:
            pytest.skip("the file system gave it another number")
        assert ends(mover.undo(run.id)) == {"x": "gone"}
        assert ends(mover.purge(run.id)) == {}
        # Even under the very name: freeing asks for size and time too.
        other.rename(lain)
        assert ends(mover.purge(run.id)) == {"x": "changed"}
        assert lain.read_text() == "theirs"
        assert os.listdir(drive).count("x") == 0


@pytest.mark.root
def test_a_drive_that_is_not_there_is_told_and_works_again_when_it_is(mover: Mover, tmp_path: Path) -> None:
    with drives_at(tmp_path / "keep") as keep, drives_at(tmp_path / "drive") as drives:
        keep.plug("-t", "tmpfs", "none")
        drives.plug("--bind", keep.place)
        drive = drives.place
        (drive / "x").write_text("ours")
        before = snapshot(drive)
        run = mover.move(drive / "x").id
        drives.unplug()
        assert ends(mover.undo(run)) == {"x": "unmounted"}
        assert mover.now(run) == [Whereabouts.UNMOUNTED]
        assert ends(mover.purge(run)) == {}
        assert os.listdir(drive) == []
        drives.plug("-t", "tmpfs", "another")
        (drive / "x").write_text("of the other drive")
        others = snapshot(drive)
        assert ends(mover.undo(run)) == {"x": "unmounted"}
        assert ends(mover.purge(run)) == {}
        assert snapshot(drive) == others
        drives.unplug()
        drives.plug("--bind", keep.place)
        assert ends(mover.undo(run)) == {"x": "done"}
        assert {name: value for name, value in snapshot(drive).items() if b".Trash" not in name} == before


@pytest.mark.root
def test_into_a_folder_on_another_volume_nothing_is_copied(
    tree: Tree, mover: Mover, mount: Mount, tmp_path: Path
) -> None:
    root = tree({"x": "ours"})
    (tmp_path / "drive").mkdir()
    drive = mount("-t", "tmpfs", "none", tmp_path / "drive")
    mover.move(root / "x")
    assert ends(mover.undo(to=drive)) == {"x": "EXDEV"}
    assert bytes_in_trash(mover.trash) == {b"ours"}
    assert [path for path in drive.rglob("*") if path.is_file()] == []


def test_a_look_at_an_item_never_follows_a_link_in_place_of_the_trash(tree: Tree, mover: Mover) -> None:
    root = tree({"x": "ours"})
    run = mover.move(root / "x").id
    aside = mover.home / "aside"
    mover.trash.rename(aside)
    mover.trash.symlink_to(aside)
    assert ends(mover.undo(run))["x"] != "done"
    assert ends(mover.purge(run)).get("x") != "done"
    assert bytes_in_trash(aside) == {b"ours"}
