"""Bringing items back: where to, in which order, what is left, and what is foreseen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
import pytest
from written_runs import cut_off_after, last_file, records_of

from cleanup.act import journal, trashed
from cleanup.act.foreseeing import foresee
from cleanup.act.history import replay
from cleanup.act.records import Began, Ended, Record, Restored, Restoring, StillThere
from cleanup.act.undo import RestoreOptions, to_bring_back
from cleanup.model.coverage import Volume
from cleanup.model.errors import StateProblem
from cleanup.model.run import Item, State, Whereabouts
from cleanup.workflow import undoing
from support.moving import Mover, ends, in_trash, snapshot
from support.scripts import change

Tree = Callable[..., Path]


def items_of(mover: Mover) -> Sequence[Item]:
    return replay(last_file(mover)).run.items


def test_without_an_aim_an_item_goes_to_where_it_came_from(mover: Mover, tree: Tree) -> None:
    root = tree({"x.txt": "1"})
    mover.move(root / "x.txt")
    (item,) = items_of(mover)
    assert RestoreOptions().target(item) == os.fsencode(root / "x.txt")
    assert RestoreOptions(rename=True).target(item) == os.fsencode(root / "x.txt")
    assert RestoreOptions(root / "to").target(item) == os.fsencode(f"{root}/to{root}/x.txt")
    (root / "x.txt").touch()
    assert RestoreOptions().target(item) == os.fsencode(root / "x.txt")
    assert RestoreOptions(rename=True).target(item) == os.fsencode(root / "x (restored 1).txt")
    assert RestoreOptions(root / "to", rename=True).target(item) == os.fsencode(f"{root}/to{root}/x.txt")


@pytest.mark.parametrize("state", State)
def test_only_what_is_in_the_trash_is_brought_back_the_last_first(mover: Mover, tree: Tree, state: State) -> None:
    root = tree({"a": "1", "b": "2", "c": "3"})
    mover.move(root / "a", root / "b", root / "c")
    first, second, third = items_of(mover)
    asked = [first, msgspec.structs.replace(second, state=state), third]
    expected = ["c", "b", "a"] if state is State.IN_TRASH else ["c", "a"]
    wanted, others = to_bring_back(asked, lambda _: True)
    assert [os.path.basename(item.path).decode() for item in wanted] == expected
    assert others == 0
    assert to_bring_back(asked, lambda path: path.endswith(b"/a")) == ([first], len(expected) - 1)


def test_two_items_that_need_a_new_name_get_two(mover: Mover, tree: Tree) -> None:
    """One item has the very name that another one would be given."""
    root = tree({"x": "first", "x (restored 1)": "second"})
    mover.move(root / "x", root / "x (restored 1)")
    (root / "x").write_text("new")
    assert set(ends(mover.undo(rename=True)).values()) == {"done"}
    assert sorted(path.read_text() for path in root.iterdir()) == ["first", "new", "second"]
    assert in_trash(mover.trash) == set()


def test_each_item_is_written_down_before_and_after(mover: Mover, tree: Tree) -> None:
    root = tree({"a": "1", "b": "2"})
    mover.move(root / "a", root / "b")
    (root / "a").touch()
    mover.undo()
    said = [
        msgspec.structs.replace(record, touched=None) if isinstance(record, Restored) else record
        for record in records_of(last_file(mover))
        if isinstance(record, Restoring | Restored | StillThere)
    ]
    assert said == [
        Restoring("2", os.fsencode(root / "b")), Restoring("1", os.fsencode(root / "a")),
        Restored("2"), StillThere("1"),
    ]  # fmt: skip


def test_the_ends_of_a_batch_are_written_with_what_comes_next(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_BATCH", 2)
    root = tree({name: name for name in "abc"})
    mover.move(*(root / name for name in "abc"))
    flushes: list[list[type[Record]]] = []
    add = journal.Journal.add

    def heard(self: journal.Journal, records: Iterable[Record]) -> None:
        written = list(records)
        flushes.append([type(record) for record in written])
        add(self, written)

    monkeypatch.setattr(journal.Journal, "add", heard)
    assert set(ends(mover.undo()).values()) == {"done"}
    assert flushes == [[Began], [Restoring] * 2, [Restored, Restored, Restoring], [Restored], [Ended]]
    assert sorted(os.listdir(root)) == ["a", "b", "c"]


def test_a_journal_that_fails_between_two_batches_leaves_each_item_in_a_known_place(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_BATCH", 1)
    root = tree({name: name for name in "abc"})
    mover.move(*(root / name for name in "abc"))
    add = journal.Journal.add

    def failing(self: journal.Journal, records: Iterable[Record]) -> None:
        written = list(records)
        if any(isinstance(record, Restored) for record in written):
            raise StateProblem("full", "make room")
        add(self, written)

    with monkeypatch.context() as patch, pytest.raises(StateProblem):
        patch.setattr(journal.Journal, "add", failing)
        mover.undo()
    assert [name for name in "abc" if (root / name).exists()] == ["c"]
    assert set(ends(mover.undo()).values()) == {"done"}
    assert sorted(os.listdir(root)) == ["a", "b", "c"]
    assert mover.now() == [Whereabouts.RESTORED] * 3
    assert in_trash(mover.trash) == set()


def test_a_second_try_goes_to_another_place_after_a_first_in_vain(mover: Mover, tree: Tree) -> None:
    root = tree({"a": "1"})
    mover.move(root / "a")
    (root / "a").mkdir()
    assert ends(mover.undo()) == {"a": "taken"}
    assert mover.now() == [Whereabouts.IN_TRASH]
    assert ends(mover.undo(to=root / "to")) == {"a": "done"}
    (item,) = items_of(mover)
    assert item.restored_to == os.fsencode(f"{root}/to{root}/a")
    assert mover.now() == [Whereabouts.RESTORED]


@pytest.mark.parametrize(
    ("script", "end"),
    [
        (":", "done"), ("ln -s nowhere folder/x", "taken"), ("rm $there", "gone"),
        ("echo > other; mv other $there", "not-ours"), ("rmdir folder", "done"),
        ("mv folder aside; ln -s aside folder", "ENOTDIR"),
    ],
)  # fmt: skip
def test_what_is_foreseen_is_what_happens(mover: Mover, tree: Tree, script: str, end: str) -> None:
    root = tree({"folder": {"x": "1"}})
    mover.move(root / "folder" / "x")
    (item,) = items_of(mover)
    change(root, f"there='{os.fsdecode(item.place.path)}'; {script}")
    before = snapshot(root), snapshot(mover.home)
    seen = foresee(item, RestoreOptions())
    assert (snapshot(root), snapshot(mover.home)) == before
    assert ends(mover.undo()) == {"x": end}
    assert (seen.code or seen.status.value) == end, "foreseen otherwise than it went"


def test_an_undo_asked_to_stop_leaves_the_rest_and_can_go_on(mover: Mover, tree: Tree) -> None:
    root = tree({name: name for name in "abc"})
    mover.move(*(root / name for name in "abc"))
    steps: list[bytes] = []
    mover.listen.advance = lambda files, size, where: steps.append(where)  # type: ignore[method-assign]
    mover.listen.stopped = lambda: len(steps) >= 1  # type: ignore[method-assign]
    undone = mover.undo()
    assert not undone.complete
    assert ends(undone) == {"c": "done", "b": "interrupted", "a": "interrupted"}
    mover.listen.stopped = lambda: False  # type: ignore[method-assign]
    assert ends(mover.undo()) == {"b": "done", "a": "done"}


@pytest.mark.parametrize("killed_after", [Restoring, Restored])
def test_an_undo_that_was_cut_off_goes_on_with_the_rest(
    mover: Mover, tree: Tree, killed_after: type[Restoring | Restored]
) -> None:
    root = tree({"a": "1", "b": "2"})
    before = snapshot(root)
    mover.move(root / "a", root / "b")
    undoing.undo("last", lambda path: path.endswith(b"/b"), RestoreOptions(), mover.context)
    cut_off_after(last_file(mover), killed_after)
    mover.undo()
    assert snapshot(root) == before
    assert in_trash(mover.trash) == set()
    assert mover.now() == [Whereabouts.RESTORED] * 2


@pytest.mark.parametrize(("filesystem", "comes_back"), [("exfat", True), ("fuse.sshfs", True), ("ext4", False)])
def test_where_numbers_do_not_last_an_item_is_known_by_its_name_size_and_time(
    mover: Mover, tree: Tree, monkeypatch: pytest.MonkeyPatch, filesystem: str, *, comes_back: bool
) -> None:
    root = tree({"a": "1", "b": "2"})
    run = mover.move(root / "a", root / "b")
    there, other = (Path(os.fsdecode(item.place.path)) for item in run.items)
    for path, script in ((there, "cp -p it other; mv other it"), (other, "cp it other; mv other it")):
        change(path.parent, script.replace("it", path.name))
    drive = Volume("/", filesystem, access_times=False, reason="")
    monkeypatch.setattr(trashed, "mount_table", lambda: (drive,))
    assert ends(mover.undo()) == {"a": "done" if comes_back else "not-ours", "b": "not-ours"}
