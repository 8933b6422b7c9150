"""From the records of a journal to what is known of its items."""

from __future__ import annotations

import os
import tracemalloc
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_runs import END, HEAD, NOON, an_intent, write

from cleanup.act.history import find_run_file, replay, replay_moved
from cleanup.act.journal import RunFile, run_files
from cleanup.act.records import (
    Began,
    Done,
    Ended,
    NotMoved,
    Purged,
    Purging,
    Record,
    Restored,
    Restoring,
    StillThere,
    line_of,
)
from cleanup.model.errors import DocumentProblem
from cleanup.model.plan import Identity, Kind
from cleanup.model.run import Item, Place, Run, Space, State, Status
from support.scripts import change

NOT_MOVED = NotMoved("1", Status.SKIPPED, "changed", "changed since it was shown")
BACK = (Restoring("1", b"/back"), Restored("1"))
STAYED = (Restoring("1", b"/back"), StillThere("1"))
KEPT = (Purging("1"), StillThere("1"))


def replayed(folder: Path, *records: Record) -> Run:
    return replay(write(folder, *records)).run


def only_item(folder: Path, *records: Record) -> Item:
    (item,) = replayed(folder, *records).items
    return item


@pytest.mark.parametrize(
    ("after", "state", "status", "to"),
    [
        ((), State.OPEN, Status.FAILED, b""),
        ((NOT_MOVED,), State.NOT_MOVED, Status.SKIPPED, b""),
        ((Done("1"),), State.IN_TRASH, Status.DONE, b""),
        ((Done("1"), Restoring("1", b"/back")), State.RESTORING, Status.DONE, b"/back"),
        ((Done("1"), *BACK), State.RESTORED, Status.DONE, b"/back"),
        ((Done("1"), *STAYED), State.IN_TRASH, Status.DONE, b""),
        ((Done("1"), *STAYED, *BACK), State.RESTORED, Status.DONE, b"/back"),
        ((Done("1"), *STAYED, Restoring("1", b"/there")), State.RESTORING, Status.DONE, b"/there"),
        ((Done("1"), Purging("1")), State.PURGING, Status.DONE, b""),
        ((Done("1"), Purging("1"), Purged("1")), State.PURGED, Status.DONE, b""),
        ((Done("1"), *KEPT), State.IN_TRASH, Status.DONE, b""),
        ((Done("1"), *KEPT, *STAYED, Purging("1"), Purged("1")), State.PURGED, Status.DONE, b""),
        ((Done("1"), *KEPT, *BACK), State.RESTORED, Status.DONE, b"/back"),
        ((Done("1", conflict=True, message="another"),), State.IN_TRASH, Status.FAILED, b""),
        ((Done("1", conflict=True), *BACK), State.RESTORED, Status.FAILED, b"/back"),
    ],
)
def test_an_item_is_where_its_last_record_says(
    tmp_path: Path, after: tuple[Record, ...], state: State, status: Status, to: bytes
) -> None:
    item = only_item(tmp_path, an_intent(), *after)
    assert (item.state, item.status, item.restored_to) == (state, status, to)


Story = tuple[Record, ...]
STORIES: tuple[tuple[Story, State], ...] = (
    ((an_intent(),), State.OPEN),
    ((an_intent(), NOT_MOVED), State.NOT_MOVED),
    ((NOT_MOVED,), State.NOT_MOVED),
    ((an_intent(), Done("1"), *STAYED, *BACK), State.RESTORED),
    ((an_intent(), Done("1"), *KEPT, Purging("1"), Purged("1")), State.PURGED),
    ((an_intent(), Done("1"), Restoring("1", b"/x")), State.RESTORING),
    ((an_intent(), Done("1")), State.IN_TRASH),
)


@given(stories=st.lists(st.sampled_from(STORIES), max_size=6), data=st.data())
def test_items_do_not_disturb_each_other_however_their_records_are_mixed(
    stories: list[tuple[Story, State]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    left = [[_of_step(record, str(number)) for record in story] for number, (story, _) in enumerate(stories)]
    mixed: list[Record] = []
    while waiting := [records for records in left if records]:
        mixed.append(data.draw(st.sampled_from(waiting)).pop(0))
        if data.draw(st.integers(0, 5)) == 0:
            mixed += [END, Began("undo", NOON, "1.0")]
    folder = tmp_path_factory.mktemp("state")
    run = replayed(folder, *mixed)
    assert {item.step: item.state for item in run.items} == {
        str(number): state for number, (_, state) in enumerate(stories)
    }


def _of_step(record: Record, step: str) -> Record:
    values = {name: getattr(record, name) for name in record.__struct_fields__}
    return type(record)(**(values | {"step": step}))


@pytest.mark.parametrize(
    "record", [Done("2"), Restored("2"), Restoring("2", b"/x"), StillThere("2"), Purging("2"), Purged("2")]
)
def test_what_is_said_of_a_step_never_announced_is_passed_over(tmp_path: Path, record: Record) -> None:
    run = replayed(tmp_path, record, an_intent(), Done("1"), record, END)
    assert [item.step for item in run.items] == ["1"]
    assert run.damaged_lines == 0


def test_a_second_head_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    assert replayed(tmp_path, an_intent(), HEAD, Done("1"), END) == replayed(tmp_path, an_intent(), Done("1"), END)


def test_a_step_held_back_is_told_though_it_was_never_announced(tmp_path: Path) -> None:
    held = NotMoved("7", Status.SKIPPED, "is-keeper", "it is the copy that stays", b"/k", Kind.LINK, "large", 12)
    item = only_item(tmp_path, held)
    assert (item.path, item.kind, item.category, item.size) == (b"/k", Kind.LINK, "large", 12)
    assert (item.code, item.message, item.status) == ("is-keeper", "it is the copy that stays", Status.SKIPPED)


def test_what_the_move_found_counts_more_than_what_was_announced(tmp_path: Path) -> None:
    place, identity = Place(b"/other", b"name"), Identity(9, 9, 9, 9)
    item = only_item(tmp_path, an_intent(links=3), Done("1", place, identity, links=2))
    assert (item.place, item.identity, item.links) == (place, identity, 2)
    plain = only_item(tmp_path, an_intent(links=3), Done("1"))
    assert (plain.place, plain.identity, plain.links) == (an_intent().place, an_intent().identity, 3)


def test_a_conflict_is_no_success_and_is_not_freed(tmp_path: Path) -> None:
    run = replayed(
        tmp_path, an_intent(), Done("1", identity=Identity(1, 7, 3, 3), conflict=True, message="another"), END
    )
    (item,) = run.items
    assert (item.code, item.message, item.identity.inode) == ("conflict", "another", 7)
    assert run.space == Space(0, 0, 0)
    assert list(run.to_free()) == []
    assert run.count(Status.FAILED) == 1


def test_damaged_lines_are_counted_and_the_rest_is_told(tmp_path: Path) -> None:
    file = write(tmp_path, an_intent("1"), an_intent("2"), Done("1"), Done("2"), END)
    lines = file.path.read_bytes().split(b"\n")
    lines[4] = lines[4].replace(b"done", b"gone")
    lines.insert(3, b"0123")
    lines.append(b"0123456789abcdef {")
    file.path.write_bytes(b"\n".join(lines))
    run = replay(file).run
    assert run.damaged_lines == 3
    assert [item.state for item in run.items] == [State.OPEN, State.IN_TRASH]


def test_every_cut_of_a_journal_is_told_and_never_more_than_was_written(tmp_path: Path) -> None:
    records = [an_intent("1"), an_intent("2"), Done("1"), NOT_MOVED, Restoring("1", b"/x"), Restored("1"), END]
    borders = list(accumulate(len(line_of(record)) for record in [HEAD, *records]))
    content = write(tmp_path, *records).path.read_bytes()
    runs = [replayed(tmp_path / "whole", *records[:count]) for count in range(len(records) + 1)]
    for end in range(borders[0], len(content)):
        file = write(tmp_path)
        file.path.write_bytes(content[:end])
        run = replay(file).run
        torn = end not in borders and end - 1 not in borders
        assert run.damaged_lines == torn, end
        assert replace(run, damaged_lines=0) == runs[sum(border <= end for border in borders) - 1], end


@pytest.mark.parametrize(
    ("ends", "complete", "freed", "finished"),
    [
        ((), False, 0, HEAD.started_at),
        ((Ended(NOON),), True, 0, NOON),
        ((Ended(NOON, complete=False),), False, 0, NOON),
        ((Ended(NOON, complete=False), Ended(NOON.replace(year=2030))), False, 0, NOON),
        ((Ended(NOON), Ended(NOON, freed=5), Ended(NOON, complete=False, freed=7)), True, 12, NOON),
    ],
)
def test_the_first_end_is_that_of_the_run(
    tmp_path: Path, ends: tuple[Ended, ...], complete: bool, freed: int, finished: object
) -> None:
    run = replayed(tmp_path, an_intent(), Done("1"), *ends)
    assert (run.complete, run.space.freed_bytes, run.finished_at) == (complete, freed, finished)


def one_name(step: str, inode: int, links: int) -> tuple[Record, Record]:
    return an_intent(step, links=links, identity=Identity(1, inode, 10, 5)), Done(step)


@pytest.mark.parametrize(
    ("records", "moved", "reclaimable"),
    [
        ((*one_name("1", 100, 1), *one_name("2", 101, 1)), 20, 8192),
        ((*one_name("1", 100, 2), *one_name("2", 100, 2)), 10, 4096),
        ((*one_name("1", 100, 3), *one_name("2", 100, 3)), 10, 0),
        ((*one_name("1", 100, 2), *one_name("2", 101, 2)), 20, 0),
        ((*one_name("1", 100, 2), an_intent("2", links=2), NotMoved("2", Status.FAILED, "x", "y")), 10, 0),
        ((an_intent("1", links=2), Done("1", links=1)), 10, 4096),
        ((an_intent("1", links=1), Done("1", links=2)), 10, 0),
        ((an_intent("1", size=0, allocated=0), Done("1")), 0, 0),
        ((an_intent("1"), Done("1"), *BACK), 10, 4096),
        ((an_intent("1"),), 0, 0),
    ],
)
def test_space_counts_each_physical_file_once_and_only_when_all_its_names_moved(
    tmp_path: Path, records: tuple[Record, ...], moved: int, reclaimable: int
) -> None:
    assert replayed(tmp_path, *records, END).space == Space(moved, reclaimable, 0)


def test_open_items_are_those_under_way(tmp_path: Path) -> None:
    def of(step: str, *after: Record) -> list[Record]:
        return [an_intent(step), *after]

    file = write(
        tmp_path, *of("1"), *of("2", Done("2")), *of("3", Done("3"), Restoring("3", b"/x")),
        *of("4", Done("4"), Purging("4")), *of("5", Done("5"), Restored("5")), *of("6", Done("6"), Purged("6")),
    )  # fmt: skip
    assert [item.step for item in replay(file).open_items()] == ["1", "3", "4"]


def test_runs_are_found_by_their_id_or_as_the_last(tmp_path: Path) -> None:
    with pytest.raises(DocumentProblem, match="Nothing was moved"):
        find_run_file(tmp_path, "last")
    files = [write(tmp_path, END, number=number, run=f"run-{number}") for number in (9, 10)]
    assert find_run_file(tmp_path, "last") == files[1]
    assert find_run_file(tmp_path, "run-9") == files[0]
    with pytest.raises(DocumentProblem, match="There is no run") as problem:
        find_run_file(tmp_path, "run-1")
    assert "run-10, run-9" in problem.value.hint


def test_the_last_run_to_bring_back_is_the_newest_that_moved_anything(tmp_path: Path) -> None:
    for number, end in ((9, Done("1")), (10, NOT_MOVED)):
        write(tmp_path, an_intent(), end, END, number=number, run=f"run-{number}")
    states = {name: replay_moved(tmp_path, name).run.items[0].state for name in ("last", "run-9", "run-10")}
    assert states == {"last": State.IN_TRASH, "run-9": State.IN_TRASH, "run-10": State.NOT_MOVED}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root believes nobody")
@pytest.mark.parametrize("script", ["chown 65534 runs", "chmod 777 runs"])
def test_root_believes_no_runs_from_where_others_may_write(tmp_path: Path, script: str) -> None:
    """A journal that somebody else made could have root bring any file to any place."""
    write(tmp_path, END)
    assert [file.run for file in run_files(tmp_path)] == ["run-1"]
    change(tmp_path, script)
    with pytest.raises(DocumentProblem):
        run_files(tmp_path)


def test_a_run_without_steps_is_a_run(tmp_path: Path) -> None:
    run = replayed(tmp_path, END)
    assert (run.items, run.complete, run.space) == ((), True, Space(0, 0, 0))
    assert isinstance(find_run_file(tmp_path, "last"), RunFile)


def test_a_run_of_many_files_takes_little_memory(tmp_path: Path) -> None:
    """Under 1,200 bytes an item, 800 when this was written; so half a million of them fit beside a desktop."""
    steps = 20_000
    records: list[Record] = []
    for number in range(steps):
        name = b"IMG_%06d.0123456789ab.jpg" % number
        place = Place(b"/home/user/.local/share/Trash/files", name, b"/home/user/.local/share/Trash/info/" + name)
        records += [an_intent(f"{number}", b"/home/user/Pictures/" + name, place=place), Done(f"{number}")]
    file = write(tmp_path, *records, END)
    del records
    tracemalloc.start()
    try:
        run = replay(file).run
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(run.items) == steps
    assert held / steps < most / steps < 1200
