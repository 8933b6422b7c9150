"""Freeing for good: only what is ours, unchanged, and still told by its info file; then nothing of it is left."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from written_runs import last_file, records_of, rewrite

from cleanup.act import notes
from cleanup.act.history import replay
from cleanup.act.purge import free_space
from cleanup.act.records import Done, Ended, Purged, Purging, StillThere
from cleanup.model.run import Item, Whereabouts
from support.moving import Mover, ends, in_trash, snapshot
from support.scripts import change

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


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("touch -d @1 $it", "changed"), ("touch -r $it ref; echo >> $it; touch -r ref $it", "changed"),
        ("cp -p $it aside; mv aside $it", "not-ours"), ("rm $it", "gone"),
    ],
)  # fmt: skip
def test_a_file_changed_in_the_trash_is_not_freed(mover: Mover, tree: Tree, script: str, code: str) -> None:
    root = tree({"x": "1", "y": "2"})
    mover.move(root / "x", root / "y")
    path = there(item_of(mover))
    change(path.parent, f"it={path.name}; {script}")
    left = path.read_bytes() if path.exists() else b""
    # What is not there at all may be passed over without a word.
    assert {"x": code} | ends(mover.purge("last")) == {"x": code, "y": "done"}
    assert (path.read_bytes() if path.exists() else b"") == left


@pytest.mark.parametrize(
    "script",
    [
        "touch deep/new", "printf 3 > deep/y", "rm deep/y", "mv deep/y y",
        # An older file of the same length in the place of another one.
        "printf 9 > ../aside; touch -d @1 ../aside; mv ../aside deep/y",
        "printf 9 > ../aside; touch -d @1 ../aside; mv ../aside x",
    ],
)  # fmt: skip
def test_a_folder_changed_in_the_trash_is_not_freed(mover: Mover, tree: Tree, script: str) -> None:
    root = tree({"folder": {"x": "1", "deep": {"y": "2"}}})
    mover.move(root / "folder")
    path = there(item_of(mover))
    change(path, script)
    left = snapshot(path)
    assert ends(mover.purge("last")) == {"folder": "changed"}
    assert snapshot(path) == left
    assert mover.now() == [Whereabouts.IN_TRASH]
    assert ends(mover.undo()) == {"folder": "done"}


@pytest.mark.parametrize("kind", ["x", "folder", "link"])
@pytest.mark.parametrize(
    "script",
    ["sed -i s,/[a-z]*$,/elsewhere, $it", ": > $it", "rm $it", "mv $it copy; ln -s copy $it", "rm $it; mkdir $it"],
)
def test_what_its_info_file_does_not_tell_any_more_is_not_freed(
    mover: Mover, tree: Tree, kind: str, script: str
) -> None:
    root = tree({"x": "1", "folder": {"y": "2"}})
    (root / "link").symlink_to("nowhere")
    mover.move(root / kind)
    item = item_of(mover)
    change(info_of(item).parent, f"it={info_of(item).name}; {script}")
    assert ends(mover.purge("last")) == {kind: "not-ours"}
    assert os.path.lexists(there(item))
    assert mover.now() == [Whereabouts.IN_TRASH]
    assert ends(mover.undo()) == {kind: "done"}


def test_a_note_that_cannot_be_read_is_not_told_as_another_origin(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({"x": "1"})
    mover.move(root / "x")
    broken = OSError(errno.EIO, os.strerror(errno.EIO))
    monkeypatch.setattr(notes, "open_file", lambda *_: (_ for _ in ()).throw(broken))
    (result,) = mover.purge("last").results
    assert (result[1].code, result[1].message) == ("EIO", broken.strerror)
    assert there(item_of(mover)).read_text() == "1"


def test_what_was_caught_up_by_mistake_is_never_freed(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1"})
    mover.move(root / "x")
    file = last_file(mover)
    rewrite(file, [Done("1", conflict=True) if isinstance(record, Done) else record for record in records_of(file)])
    assert mover.purge("last").results == ()
    assert there(item_of(mover)).read_text() == "1"


def test_purging_is_written_down_before_and_the_end_after(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1", "y": "2"})
    mover.move(root / "x", root / "y")
    os.utime(there(item_of(mover, 1)), (1, 1))
    mover.purge("last")
    said = [record for record in records_of(last_file(mover)) if isinstance(record, Purging | Purged | StillThere)]
    assert said == [Purging("1"), Purged("1")]


def test_a_half_freed_folder_can_be_freed_later(mover: Mover, tree: Tree) -> None:
    """A purge that met an obstacle in the middle of a folder ended all the same; when that is gone, it goes on."""
    root = tree({"folder": {"a": "1", "deep": {"b": "2"}}})
    mover.move(root / "folder")
    file = last_file(mover)
    rewrite(file, [*records_of(file), Purging("1"), Ended(replay(file).run.started_at)])
    (there(item_of(mover)) / "a").unlink()
    assert ends(mover.undo()) == {"folder": "partly-freed"}
    assert ends(mover.purge("last")) == {"folder": "done"}
    assert in_trash(mover.trash) == set()


def test_a_file_changed_while_its_purge_was_cut_off_is_left(mover: Mover, tree: Tree) -> None:
    root = tree({"x": "1"})
    mover.move(root / "x")
    file = last_file(mover)
    rewrite(file, [*records_of(file), Purging("1")])
    os.utime(there(item_of(mover)), (1, 1))
    mover.undo()
    assert (root / "x").read_text() == "1"


def test_the_free_space_of_each_volume_is_asked_once(mover: Mover, tree: Tree, tmp_path: Path) -> None:
    root = tree({"x": "1", "y": "2"})
    mover.move(root / "x", root / "y")
    places = [item_of(mover).place.folder, item_of(mover, 1).place.folder, os.fsencode(tmp_path / "nowhere")]
    found = free_space(places)
    assert list(found) == [mover.trash.stat().st_dev]
