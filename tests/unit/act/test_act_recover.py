"""What is made of a run that was cut off: by its journal cut back, and the disk as it would have been then."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from written_runs import last_file, records_of, rewrite

from cleanup.act.history import replay
from cleanup.act.journal import is_closed
from cleanup.act.naming import origin_in
from cleanup.act.records import Began, Ended, Head, Intent, Purged, Purging
from cleanup.act.recover import recover
from cleanup.model.run import Item, State, Whereabouts
from support.disks import ext4_image
from support.moving import Drives, Mover, drives_at, ends, in_trash, snapshot
from support.scripts import change

Tree = Callable[..., Path]


def moved(mover: Mover, *paths: Path) -> list[Intent]:
    """Move these things, and let the journal end after their intents, as if it was killed before it wrote more."""
    mover.move(*paths)
    file = last_file(mover)
    records = [record for record in records_of(file) if isinstance(record, Head | Intent)]
    rewrite(file, records)
    return [record for record in records if isinstance(record, Intent)]


def taken_back(intent: Intent) -> None:
    """Where a thing was before the rename: its info file is there already."""
    os.rename(intent.place.path, intent.path)


def recovered(mover: Mover) -> list[Item]:
    """The items of the last run after a recovery; a second one changes nothing."""
    state = mover.own / "state"
    recover(state, mover.listen)
    content = last_file(mover).path.read_bytes()
    told = len(mover.listen.warnings)
    recover(state, mover.listen)
    assert last_file(mover).path.read_bytes() == content
    assert len(mover.listen.warnings) == told
    return list(replay(last_file(mover)).run.items)


@pytest.fixture
def root(tree: Tree) -> Path:
    root = tree({"x": "1", "y": "2", "folder": {"z": "3", "deep": {}}})
    (root / "link").symlink_to("nowhere")
    return root


KINDS = ["x", "folder", "link"]


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_after_the_rename_it_lies_in_the_trash_and_comes_back(mover: Mover, root: Path, kind: str) -> None:
    before = snapshot(root)
    moved(mover, root / kind)
    (item,) = recovered(mover)
    assert (item.state, item.status) == (State.IN_TRASH, "done")
    assert is_closed(last_file(mover))
    assert not replay(last_file(mover)).run.complete
    assert ends(mover.undo()) == {kind: "done"}
    assert snapshot(root) == before
    assert in_trash(mover.trash) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_before_the_rename_it_is_where_it_was(mover: Mover, root: Path, kind: str) -> None:
    before = snapshot(root)
    (intent,) = moved(mover, root / kind)
    taken_back(intent)
    (item,) = recovered(mover)
    assert (item.state, item.code) == (State.NOT_MOVED, "interrupted")
    assert snapshot(root) == before
    assert in_trash(mover.trash) == set(), "its info file was there already, and goes"


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_and_nowhere(mover: Mover, root: Path, kind: str) -> None:
    (intent,) = moved(mover, root / kind)
    path = os.fsdecode(intent.place.path)
    shutil.rmtree(path) if kind == "folder" else os.unlink(path)
    (item,) = recovered(mover)
    assert (item.state, item.code) == (State.NOT_MOVED, "gone")
    assert in_trash(mover.trash) == set()


def test_a_file_with_another_name_elsewhere_keeps_all_its_own(mover: Mover, root: Path) -> None:
    os.link(root / "x", root / "other")
    (intent,) = moved(mover, root / "x")
    os.link(intent.place.path, intent.path)
    recovered(mover)
    assert os.stat(root / "x").st_nlink == 2
    assert in_trash(mover.trash) == set()


# The item is kept for a moment, so that the other one cannot get its inode number.
STRANGERS = [
    f"mv $it aside; {other}; rm aside"
    for other in ("echo another > $it", "ln -s precious $it", "mkfifo $it", "mkdir -p $it/inside")
]
"""Something else under the unique name: caught up since it took the item's place right before the rename."""


def put_stranger(intent: Intent, script: str) -> None:
    change(Path(os.fsdecode(intent.place.folder)), f"it='{os.fsdecode(intent.place.name)}'; {script}")


@pytest.mark.parametrize("script", STRANGERS)
def test_a_stranger_that_was_caught_up_gets_its_place_back(mover: Mover, root: Path, script: str) -> None:
    (intent,) = moved(mover, root / "x")
    put_stranger(intent, script)
    caught = os.lstat(intent.place.path)
    (item,) = recovered(mover)
    assert (item.state, item.code, item.status) == (State.NOT_MOVED, "changed", "skipped")
    assert os.path.samestat(os.lstat(root / "x"), caught)
    assert in_trash(mover.trash) == set()


@pytest.mark.parametrize("script", STRANGERS)
def test_a_stranger_whose_place_is_taken_stays_in_the_trash_until_it_is_free(
    mover: Mover, root: Path, script: str
) -> None:
    (intent,) = moved(mover, root / "x")
    put_stranger(intent, script)
    caught = os.lstat(intent.place.path)
    (root / "x").write_text("a third one")
    (item,) = recovered(mover)
    assert (item.state, item.code, item.status) == (State.IN_TRASH, "conflict", "failed")
    assert in_trash(mover.trash) == {intent.place.name}
    assert ends(mover.undo()) == {"x": "taken"}
    assert (root / "x").read_text() == "a third one"
    (root / "x").unlink()
    assert mover.purge("last").results == (), "it is nobody's to free"
    assert ends(mover.undo()) == {"x": "done"}
    assert os.path.samestat(os.lstat(root / "x"), caught)


def test_a_stranger_whose_folder_is_gone_stays_in_the_trash(mover: Mover, root: Path) -> None:
    (intent,) = moved(mover, root / "folder" / "z")
    put_stranger(intent, STRANGERS[0])
    shutil.rmtree(root / "folder")
    (item,) = recovered(mover)
    assert (item.state, item.code) == (State.IN_TRASH, "conflict")
    assert ends(mover.undo()) == {"z": "done"}
    assert (root / "folder" / "z").read_text() == "another\n"


@pytest.mark.parametrize("wrong", ["the folder is no trash", "the note tells of another file"])
def test_a_stranger_that_only_an_edited_journal_names_stays_where_it_is(mover: Mover, root: Path, wrong: str) -> None:
    (intent,) = moved(mover, root / "x")
    put_stranger(intent, STRANGERS[0])
    place = intent.place
    if wrong == "the folder is no trash":
        shutil.copytree(mover.trash, root / "mine")
        files, info = (os.fsencode(root / "mine" / name) for name in ("files", "info"))
        place = replace(place, folder=files, info=os.path.join(info, os.path.basename(place.info)))
    else:
        Path(os.fsdecode(place.info)).write_text(WHOLE.format("/somewhere/else"))
    head = next(record for record in records_of(last_file(mover)) if isinstance(record, Head))
    rewrite(last_file(mover), [head, msgspec.structs.replace(intent, place=place)])
    before, content = snapshot(root), in_trash(mover.trash)
    recover(mover.own / "state", mover.listen)
    assert (snapshot(root), in_trash(mover.trash)) == (before, content)


def test_what_took_the_place_of_a_moved_file_is_left_alone(mover: Mover, root: Path) -> None:
    (intent,) = moved(mover, root / "x")
    (root / "x").write_text("new")
    (item,) = recovered(mover)
    assert item.state is State.IN_TRASH
    assert (root / "x").read_text() == "new"
    assert in_trash(mover.trash) == {intent.place.name}


WHOLE = "[Trash Info]\nPath={}\nDeletionDate=2026-09-19T12:00:00\n"


def test_an_info_file_cut_at_any_byte_is_whole_again(mover: Mover, tree: Tree) -> None:
    root = tree({os.fsdecode(b"\xff n%me\n"): "1"})
    (intent,) = moved(mover, next(root.iterdir()))
    info = Path(os.fsdecode(intent.place.info))
    content = info.read_bytes()
    journal = last_file(mover).path.read_bytes()
    wrong = []
    for end in range(len(content)):
        info.write_bytes(content[:end])
        last_file(mover).path.write_bytes(journal)
        recovered(mover)
        if origin_in(info.read_bytes(), b"") != intent.path or b"\nDeletionDate=2" not in info.read_bytes():
            wrong.append((end, content[:end]))
    assert wrong == []


@pytest.mark.parametrize(
    "script",
    [
        "rm $it",
        ": > $it",
        "head -c 90 /dev/zero > $it",
        "echo mine > victim; ln -sf $PWD/victim $it",
        "rm $it; mkdir $it",
    ],
)
def test_an_info_file_that_is_none_is_made_anew(mover: Mover, root: Path, script: str) -> None:
    (intent,) = moved(mover, root / "x")
    info = Path(os.fsdecode(intent.place.info))
    change(root, f"it='{info}'; {script}")
    before = snapshot(root)
    recovered(mover)
    if "mkdir" in script:
        assert info.is_dir(), "not ours: left as it is"
    else:
        assert not info.is_symlink()
        assert origin_in(info.read_bytes(), b"") == intent.path
        assert in_trash(mover.trash) == {intent.place.name}
    assert snapshot(root) == before
    assert ends(mover.undo()) == {"x": "done"}


def test_what_a_mending_left_half_done_does_not_stand_in_the_way(mover: Mover, root: Path) -> None:
    (intent,) = moved(mover, root / "x")
    info = Path(os.fsdecode(intent.place.info))
    info.write_bytes(b"")
    info.with_name(".mended-" + info.name).write_text("half")
    recovered(mover)
    assert in_trash(mover.trash) == {intent.place.name}
    assert origin_in(info.read_bytes(), b"") == intent.path


@pytest.mark.root
@pytest.mark.parametrize("shared", [False, True])
def test_an_info_file_on_a_volume_is_mended_with_a_relative_path(
    mover: Mover, tmp_path: Path, mount: Callable[..., Path], shared: bool
) -> None:
    top = tmp_path / "drive"
    top.mkdir()
    mount("-t", "tmpfs", "-o", "mode=755", "none", top)
    if shared:
        (top / ".Trash").mkdir()
        (top / ".Trash").chmod(0o1777)
    (top / "folder").mkdir()
    (top / "folder" / "x").write_text("1")
    (intent,) = moved(mover, top / "folder" / "x")
    info = Path(os.fsdecode(intent.place.info))
    assert (".Trash/" in str(info)) is shared
    info.write_bytes(b"")
    recovered(mover)
    assert b"\nPath=folder/x\n" in info.read_bytes()


def test_what_somebody_else_tells_in_an_info_file_is_not_changed(mover: Mover, root: Path) -> None:
    (intent,) = moved(mover, root / "x")
    info = Path(os.fsdecode(intent.place.info))
    info.write_text(WHOLE.format("/somewhere/else"))
    recovered(mover)
    assert info.read_text() == WHOLE.format("/somewhere/else")


def test_items_of_one_run_are_told_each_by_itself(mover: Mover, root: Path) -> None:
    there, back = moved(mover, root / "x", root / "y")
    taken_back(back)
    assert [item.state for item in recovered(mover)] == [State.IN_TRASH, State.NOT_MOVED]
    assert in_trash(mover.trash) == {there.place.name}
    (warning,) = mover.listen.warnings
    assert "2 unfinished items" in warning


def test_a_recovery_that_was_cut_off_itself_is_done_again(mover: Mover, root: Path) -> None:
    moved(mover, root / "x", root / "y")
    open_records = records_of(last_file(mover))
    recovered(mover)
    everything = records_of(last_file(mover))
    for count in range(len(open_records), len(everything)):
        rewrite(last_file(mover), everything[:count])
        assert [item.state for item in recovered(mover)] == [State.IN_TRASH] * 2
    assert ends(mover.undo()) == {"x": "done", "y": "done"}
    assert sum(isinstance(record, Began) for record in everything) == 1


def test_a_journal_that_cannot_be_read_is_told_and_others_are_put_in_order(mover: Mover, root: Path) -> None:
    mover.move(root / "y")
    last_file(mover).path.write_bytes(b"nonsense")
    (intent,) = moved(mover, root / "x")
    recover(mover.own / "state", mover.listen)
    (item,) = replay(last_file(mover)).run.items
    assert item.state is State.IN_TRASH
    assert in_trash(mover.trash) >= {intent.place.name}
    assert any("cannot be read" in warning for warning in mover.listen.warnings)


@pytest.mark.root
def test_items_on_a_drive_that_is_away_stay_as_they_are_until_it_is_back(mover: Mover, tmp_path: Path) -> None:
    image = tmp_path / "image"
    with drives_at(tmp_path / "drive") as drives:
        _plug(drives, image)
        (drives.place / "x").write_text("1")
        moved(mover, drives.place / "x")
        journal = last_file(mover).path.read_bytes()
        drives.unplug()
        for _ in range(2):
            recover(mover.own / "state", mover.listen)
            assert last_file(mover).path.read_bytes() == journal
        assert "is its drive connected" in mover.listen.warnings[-1]
        _plug(drives, image)
        (item,) = recovered(mover)
        assert item.state is State.IN_TRASH
        assert ends(mover.undo()) == {"x": "done"}
        assert (drives.place / "x").read_text() == "1"


def with_another_number(mover: Mover) -> None:
    """As if the computer had started again, and counted its drives in another order than for the last run."""
    file = last_file(mover)
    rewrite(
        file,
        [
            msgspec.structs.replace(record, identity=replace(record.identity, device=record.identity.device + 1))
            if isinstance(record, Intent)
            else record
            for record in records_of(file)
        ],
    )


def purge_cut_off(mover: Mover, run: str) -> None:
    """Free a run, as if it was killed before it wrote down that anything is gone."""
    mover.purge(run)
    file = last_file(mover)
    rewrite(file, [record for record in records_of(file) if not isinstance(record, Purged | Ended)])


def test_a_purge_is_finished_when_its_device_has_another_number_by_then(mover: Mover, root: Path) -> None:
    run = mover.move(root / "x", root / "y", root / "folder")
    notes = {item.place.info: Path(os.fsdecode(item.place.info)).read_bytes() for item in run.items}
    purge_cut_off(mover, run.id)
    first = min(notes)
    Path(os.fsdecode(first)).write_bytes(notes[first])
    with_another_number(mover)
    assert {item.state for item in recovered(mover)} == {State.PURGED}
    assert os.listdir(mover.trash / "info") == []
    assert not any("is its drive connected" in warning for warning in mover.listen.warnings)


@pytest.mark.root
def test_a_purge_that_an_error_stops_again_is_finished_once_it_can_be(
    mover: Mover, root: Path, mount: Callable[..., Path]
) -> None:
    (item,) = mover.move(root / "x").items
    records = [record for record in records_of(last_file(mover)) if not isinstance(record, Ended)]
    rewrite(last_file(mover), [*records, Purging(item.step)])
    place = mount("--bind", mover.trash, mover.trash)
    mount("-o", "remount,bind,ro", place)
    recover(mover.own / "state", mover.listen)
    assert replay(last_file(mover)).run.items[0].state is State.PURGING
    mount("-o", "remount,bind,rw", place)
    assert [item.state for item in recovered(mover)] == [State.PURGED]
    assert in_trash(mover.trash) == set()


def test_what_others_took_out_of_the_home_trash_is_gone_whatever_the_number_of_its_device(
    mover: Mover, root: Path
) -> None:
    run = mover.move(root / "x", root / "y")
    Path(os.fsdecode(run.items[0].place.path)).unlink()
    with_another_number(mover)
    assert mover.now(run.id) == [Whereabouts.GONE, Whereabouts.IN_TRASH]


@pytest.mark.root
def test_a_purge_on_a_drive_goes_on_when_the_drive_is_back_under_another_number(mover: Mover, tmp_path: Path) -> None:
    image = tmp_path / "image"
    with drives_at(tmp_path / "drive") as drives:
        _plug(drives, image)
        (drives.place / "x").write_text("1")
        run = mover.move(drives.place / "x")
        purge_cut_off(mover, run.id)
        with_another_number(mover)
        drives.unplug()
        recover(mover.own / "state", mover.listen)
        assert "is its drive connected" in mover.listen.warnings[-1]
        assert replay(last_file(mover)).run.items[0].state is State.PURGING
        _plug(drives, image)
        assert [item.state for item in recovered(mover)] == [State.PURGED]


def _plug(drives: Drives, image: Path) -> None:
    drives.plug("-o", "loop", image if image.exists() else ext4_image(image))
