"""Freeing for good: only what is ours, unchanged, and still told by its info file; then nothing of it is left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from written_runs import cut_off_after, last_file, records_of, rewrite

from cleanup.act.history import replay
from cleanup.act.purge import free_space
from cleanup.act.records import Done, Ended, Intent, Purged, Purging, StillThere
from cleanup.model.run import Item, State, Whereabouts
from support.moving import Mover, ends, in_trash, snapshot

Tree = Callable[..., Path]


def item_of(mover: Mover, number: int = 0) -> Item:
    return replay(last_file(mover)).run.items[number]


def info_of(item: Item) -> Path:
    return Path(os.fsdecode(item.place.info))


def there(item: Item) -> Path:
    return Path(os.fsdecode(item.place.path))


def test_what_was_moved_is_freed_with_its_info_and_nothing_else_is(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1", "folder": {"deep": {"y": "2"}}, "mine": "3"})
    (root / "link").symlink_to(root / "mine")
    (root / "folder" / "out").symlink_to(root)
    mover.move(root / "x", root / "folder", root / "link")
    (mover.trash / "files" / "theirs").write_text("4")
    (mover.trash / "info" / "theirs.trashinfo").write_text("[Trash Info]\nPath=/theirs\n")
    assert ends(mover.purge("last")) == {"x": "done", "folder": "done", "link": "done"}
    assert in_trash(mover.trash) == {b"theirs"}
    assert (root / "mine").read_text() == "3"
    assert mover.now() == [Whereabouts.PURGED] * 3
    assert mover.undo().results == ()


def touch(path: Path) -> None:
    seen = path.lstat()
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1), follow_symlinks=False)


def grow(path: Path) -> None:
    seen = path.stat()
    with path.open("a") as file:
        file.write("x")
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def another(path: Path) -> None:
    seen = path.stat()
    aside = path.with_name("aside")
    aside.write_bytes(path.read_bytes())
    os.utime(aside, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    aside.replace(path)


@pytest.mark.parametrize(
    ("change", "code"),
    [(touch, "changed"), (grow, "changed"), (another, "not-ours"), (Path.unlink, "gone")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_file_changed_in_the_trash_is_not_freed(
    mover: Mover, tree: Tree, change: Callable[[Path], None], code: str
) -> None:
    root = tree({"x": "1", "y": "2"})
    mover.move(root / "x", root / "y")
    path = there(item_of(mover))
    change(path)
    left = path.read_bytes() if path.exists() else b""
    # What is not there at all may be passed over without a word.
    assert {"x": code} | ends(mover.purge("last")) == {"x": code, "y": "done"}
    assert (path.read_bytes() if path.exists() else b"") == left


def put(path: Path) -> None:
    (path / "deep" / "new").write_text("precious")


def change_inside(path: Path) -> None:
    (path / "deep" / "y").write_text("3")


def take(path: Path) -> None:
    (path / "deep" / "y").unlink()


def rename_inside(path: Path) -> None:
    (path / "deep" / "y").rename(path / "y")


def swap(path: Path) -> None:
    """An older file of the same length in the place of another one, as ``mv`` does it."""
    aside = path.parent / "aside"
    aside.write_text("9")
    os.utime(aside, (1, 1))
    aside.replace(path)


def swap_deep(path: Path) -> None:
    swap(path / "deep" / "y")


def swap_at_top(path: Path) -> None:
    swap(path / "x")


@pytest.mark.parametrize("change", [put, change_inside, take, rename_inside, swap_deep, swap_at_top])
def test_a_folder_changed_in_the_trash_is_not_freed(mover: Mover, tree: Tree, change: Callable[[Path], None]) -> None:
    root = tree({"folder": {"x": "1", "deep": {"y": "2"}}})
    mover.move(root / "folder")
    path = there(item_of(mover))
    change(path)
    left = snapshot(path)
    assert ends(mover.purge("last")) == {"folder": "changed"}
    assert snapshot(path) == left
    assert mover.now() == [Whereabouts.IN_TRASH]
    assert ends(mover.undo()) == {"folder": "done"}


@pytest.mark.parametrize("kind", ["x", "folder", "link"])
@pytest.mark.parametrize("edit", ["another path", "empty", "gone", "a link", "a folder"])
def test_what_its_info_file_does_not_tell_any_more_is_not_freed(mover: Mover, tree: Tree, kind: str, edit: str) -> None:
    root = tree({"x": "1", "folder": {"y": "2"}})
    (root / "link").symlink_to("nowhere")
    mover.move(root / kind)
    item = item_of(mover)
    info = info_of(item)
    content = info.read_bytes()
    info.unlink()
    if edit == "another path":
        info.write_bytes(content.replace(kind.encode(), b"elsewhere"))
    elif edit == "empty":
        info.touch()
    elif edit == "a link":
        (root / "copy").write_bytes(content)
        info.symlink_to(root / "copy")
    elif edit == "a folder":
        info.mkdir()
    assert ends(mover.purge("last")) == {kind: "not-ours"}
    assert os.path.lexists(there(item))
    assert mover.now() == [Whereabouts.IN_TRASH]
    assert ends(mover.undo()) == {kind: "done"}


def test_what_was_caught_up_by_mistake_is_never_freed(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1"})
    mover.move(root / "x")
    file = last_file(mover)
    rewrite(file, [replace_done(record, conflict=True) for record in records_of(file)])
    assert mover.purge("last").results == ()
    assert there(item_of(mover)).read_text() == "1"


def replace_done(record: object, **changes: object) -> object:
    return Done(record.step, **changes) if isinstance(record, Done) else record  # type: ignore[arg-type]


def test_a_hard_link_frees_its_name_and_not_the_bytes(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1" * 10_000})
    os.link(root / "x", root / "other")
    mover.move(root / "x")
    freed = mover.purge("last")
    assert (freed.freed_bytes, freed.expected_bytes) == (0, 0)
    assert (root / "other").stat().st_nlink == 1


def test_purging_is_written_down_before_and_the_end_after(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1", "y": "2"})
    mover.move(root / "x", root / "y")
    touch(there(item_of(mover, 1)))
    mover.purge("last")
    said = [record for record in records_of(last_file(mover)) if isinstance(record, Purging | Purged | StillThere)]
    assert said == [Purging("1"), Purged("1")]


@pytest.mark.parametrize("kind", ["x", "folder"])
@pytest.mark.parametrize("erased", ["nothing", "part", "all but the info", "all"])
def test_a_purge_that_was_cut_off_is_finished_and_never_undone(
    mover: Mover, tree: Tree, kind: str, erased: str
) -> None:
    root = tree({"x": "1", "folder": {"a": "1", "deep": {"b": "2"}}})
    mover.move(root / kind)
    item = item_of(mover)
    saved = mover.home / "saved"
    before = records_of(last_file(mover))
    rewrite(last_file(mover), [*before, Purging("1")])
    if erased == "part" and kind == "folder":
        (there(item) / "deep" / "b").unlink()
    elif erased.startswith("all"):
        shutil.rmtree(there(item)) if kind == "folder" else there(item).unlink()
        if erased == "all":
            info_of(item).unlink()
    assert mover.undo().results == ()
    assert in_trash(mover.trash) == set()
    assert mover.now() == [Whereabouts.PURGED]
    assert not saved.exists()


def test_a_half_freed_folder_can_be_freed_later(mover: Mover, tree: Tree) -> None:
    """A purge that met an obstacle in the middle of a folder ended all the same; when that is gone, it goes on."""
    root = tree({"folder": {"a": "1", "deep": {"b": "2"}}})
    mover.move(root / "folder")
    file = last_file(mover)
    rewrite(file, [*records_of(file), Purging("1"), Ended(replay(file).run.started_at)])
    (there(item_of(mover)) / "a").unlink()
    assert mover.undo().results == ()
    assert ends(mover.purge("last")) == {"folder": "done"}
    assert in_trash(mover.trash) == set()


def test_a_file_changed_while_its_purge_was_cut_off_is_left(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1"})
    mover.move(root / "x")
    file = last_file(mover)
    rewrite(file, [*records_of(file), Purging("1")])
    touch(there(item_of(mover)))
    mover.undo()
    assert (root / "x").read_text() == "1"


def test_a_journal_that_names_a_foreign_place_frees_nothing_there(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1", "precious": "2"})
    mover.move(root / "x")
    file = last_file(mover)
    intent = cut_off_after(file, Intent)
    place = replace(intent.place, folder=os.fsencode(root), name=b"precious")
    rewrite(file, [*records_of(file), Done("1", place), Ended(replay(file).run.started_at)])
    assert item_of(mover).state is State.IN_TRASH
    assert set(ends(mover.purge("last")).values()) <= {"not-ours"}
    assert (root / "precious").read_text() == "2"


def test_the_free_space_of_each_volume_is_asked_once(mover: Mover, tree: Tree, tmp_path: Path) -> None:
    root = tree({"x": "1", "y": "2"})
    mover.move(root / "x", root / "y")
    places = [item_of(mover).place.folder, item_of(mover, 1).place.folder, os.fsencode(tmp_path / "nowhere")]
    found = free_space(places)
    assert list(found) == [mover.trash.stat().st_dev]
