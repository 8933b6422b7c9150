"""The journal file itself: made whole or not at all, only ever added to, and never somebody else's."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from written_runs import END, HEAD, an_intent, records_of, write

from cleanup.act.journal import Journal, RunFile, is_closed, next_run_file, read_journal, run_files
from cleanup.act.records import VERSION, Done, Head, Record, Restored, line_of
from cleanup.model.errors import DocumentProblem, StateProblem


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def begin(state: Path, *records: Record) -> RunFile:
    file = next_run_file(state, HEAD.run)
    with Journal(file, HEAD) as journal:
        journal.add(records)
    return file


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_new_journal_is_its_users_alone_and_has_its_head(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        file = begin(tmp_path / "state", an_intent(), END)
    finally:
        os.umask(before)
    assert mode(file.path) == 0o600
    assert mode(file.path.parent) == 0o700
    assert records_of(file) == [HEAD, an_intent(), END]
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]


def test_a_journal_that_fails_in_its_making_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk tells an error when the head is flushed: no half of a journal stays."""

    def failing(file: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(StateProblem, match="Input/output error"):
        begin(tmp_path)
    monkeypatch.undo()
    assert os.listdir(tmp_path / "runs") == []


def test_a_record_is_flushed_before_anything_may_follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path)
    flushed: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _: flushed.append(file.path.read_bytes()))
    with Journal(file) as journal:
        journal.add([END])
    assert flushed == [file.path.read_bytes()]
    assert list(read_journal(file))[-1] == END


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path) -> None:
    taken = write(tmp_path, END)
    before = taken.path.read_bytes()
    unnamed = taken.path.with_suffix(".new")
    unnamed.write_text("of somebody else")
    with pytest.raises(StateProblem):
        Journal(taken, HEAD)
    assert taken.path.read_bytes() == before


@pytest.mark.parametrize("target", ["a file", "nothing"])
def test_a_link_in_its_place_is_not_written_through(tmp_path: Path, target: str) -> None:
    file = RunFile(1, "run-1", tmp_path / "runs" / "000001-run-1.journal")
    file.path.parent.mkdir()
    precious = tmp_path / "precious"
    if target == "a file":
        precious.write_text("mine")
    file.path.symlink_to(precious)
    with pytest.raises(StateProblem):
        Journal(file)
    assert not precious.exists() or precious.read_text() == "mine"


def test_a_journal_that_went_is_not_made_again_without_a_head(tmp_path: Path) -> None:
    file = write(tmp_path)
    file.path.unlink()
    with pytest.raises(StateProblem):
        Journal(file)
    assert not file.path.exists()


def test_a_runs_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs").touch()
    with pytest.raises(StateProblem):
        run_files(tmp_path)


def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    last = line_of(Done("1"))
    for end in range(1, len(last)):
        file = write(tmp_path, an_intent())
        with file.path.open("ab") as opened:
            opened.write(last[:end])
        with Journal(file) as journal:
            journal.add([Restored("1"), END])
        head, intent, *torn, restored, ended = read_journal(file)
        assert [head, intent, restored, ended] == [HEAD, an_intent(), Restored("1"), END], end
        assert torn == [None] * (end > 1)


@pytest.mark.parametrize("left", [bytes(1), bytes(10_000), b"\0\0old\nblock\0"])
def test_what_a_power_cut_leaves_behind_the_last_line_costs_no_line(tmp_path: Path, left: bytes) -> None:
    """The file had grown, and its new content was not on the disk yet: zeros, or what was there before."""
    file = begin(tmp_path)
    with Journal(file) as journal:
        journal.add([an_intent("1"), an_intent("2")])
    with file.path.open("ab") as opened:
        opened.write(left)
    assert not is_closed(file)
    with Journal(file) as journal:
        journal.add([Restored("1"), END])
    assert is_closed(file)
    told = list(read_journal(file))
    whole = [record for record in told if record is not None]
    assert whole == [HEAD, an_intent("1"), an_intent("2"), Restored("1"), END]
    assert told.count(None) == (2 if left.strip(b"\0") else 0)


@pytest.mark.parametrize(
    ("written", "closed"),
    [
        (b"", False),
        (line_of(END), True),
        (line_of(an_intent()), False),
        (line_of(END) + line_of(an_intent()), False),
        (line_of(an_intent()) + line_of(END), True),
        (line_of(an_intent()) * 200 + line_of(END), True),
        (line_of(END)[:-1], False),
        (line_of(END) + b"\n", True),
        (line_of(END) + b"\n" + bytes(600), True),
        (line_of(END) + line_of(an_intent()) + b"\n" + bytes(600), False),
        (line_of(END) + b"\n" + bytes(5000), False),
        (line_of(END) + b"\n0123", False),
        (line_of(END).replace(b"ended", b"Ended"), False),
        (line_of(END) + b"\n" + b"x" * 5000, False),
    ],
)
def test_the_last_line_tells_whether_anything_is_open(tmp_path: Path, written: bytes, closed: bool) -> None:
    file = write(tmp_path)
    with file.path.open("ab") as opened:
        opened.write(written)
    assert is_closed(file) is closed


def test_runs_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (1000000, 2, 999999, 10):
        write(tmp_path, number=number, run=f"run-{number}")
    for name in ("000003-x.new", "3-x.journal", "000003-X.journal", "000003-.journal", "x", "000003-x.journal~"):
        (tmp_path / "runs" / name).touch()
    assert [file.number for file in run_files(tmp_path)] == [2, 10, 999999, 1000000]
    assert next_run_file(tmp_path, "next").path.name == "1000001-next.journal"


def test_before_the_first_run_there_is_none_and_nothing_is_made(tmp_path: Path) -> None:
    assert run_files(tmp_path / "state") == []
    assert next_run_file(tmp_path / "state", "first").path == tmp_path / "state" / "runs" / "000001-first.journal"
    assert not (tmp_path / "state").exists()


NEWER = line_of(Head(VERSION + 1, "run-1", HEAD.started_at, "99.9", "host", "user", "", 1))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "first line is damaged"),
        (b"\n", "first line is damaged"),
        (line_of(END), "first line is damaged"),
        (line_of(HEAD)[:-3], "first line is damaged"),
        (b"\n" + b"\0" * 300, "first line is damaged"),
        (b"\n" + bytes(range(11, 256)) * 3, "first line is damaged"),
        (line_of(HEAD).replace(b"host", b"h\xffst"), "first line is damaged"),
        (line_of(HEAD).replace(b'"1.0"', b'"1.\xff"'), "first line is damaged"),
        (NEWER, r"newer cleanup \(99.9\)"),
        (NEWER.replace(b"99.9", b"99.8"), "newer cleanup"),
    ],
)
def test_a_journal_without_a_head_of_ours_is_told_by_its_run(tmp_path: Path, content: bytes, told: str) -> None:
    file = write(tmp_path)
    file.path.write_bytes(content)
    with pytest.raises(DocumentProblem, match=told) as problem:
        list(read_journal(file))
    assert "run-1" in problem.value.message
    assert problem.value.hint


@pytest.mark.parametrize("instead", ["folder", "nothing"])
def test_a_journal_that_cannot_be_read_is_told_by_its_run(tmp_path: Path, instead: str) -> None:
    file = write(tmp_path)
    file.path.unlink()
    if instead == "folder":
        file.path.mkdir()
    for read in (is_closed, lambda file: list(read_journal(file))):
        with pytest.raises(DocumentProblem, match="run-1 cannot be read"):
            read(file)
