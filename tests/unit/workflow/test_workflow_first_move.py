"""Before the first move on a volume a file of our own goes the same way; where it does not come back, nothing goes."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cleanup.act import trial_file
from cleanup.act.movers.freedesktop import Freedesktop
from cleanup.act.movers.mover import Moved
from cleanup.act.system import remove
from cleanup.model.errors import WayProblem
from cleanup.workflow import first_move, planning, self_test
from cleanup.workflow.self_test import try_way
from support.moving import Mover, ends, in_trash

STEPS = ["made", "moved", "found", "back", "freed"]


class Cut(BaseException):
    """The program ends here."""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    letter = tmp_path / "letters" / "letter.txt"
    letter.parent.mkdir()
    letter.write_text("the only copy")
    return letter


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """The folders that a file of ours went from, as on a system where that is done before the first move."""
    folders: list[bytes] = []

    def note(folder: bytes, *rest: object) -> object:
        folders.append(folder)
        return try_way(folder, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(first_move, "TRIES_FIRST", True)
    monkeypatch.setattr(first_move, "try_way", note)
    return folders


def move(mover: Mover, *paths: Path) -> dict[str, str]:
    return ends(first_move.carry_out(planning.plan_of_files(map(str, paths), mover.context), mover.context))


def test_the_way_is_tried_before_the_first_move_and_not_before_the_second(
    mover: Mover, letter: Path, tried: list[bytes]
) -> None:
    other = letter.with_name("other.txt")
    other.write_text("x")
    assert move(mover, letter) == {"letter.txt": "done"}
    assert move(mover, other) == {"other.txt": "done"}
    assert tried == [os.fsencode(letter.parent)]
    assert len(in_trash(mover.trash)) == 2
    assert os.listdir(letter.parent) == []
    assert not (mover.context.state / self_test.FOLDER).exists()


def test_each_volume_is_tried(
    mover: Mover, letter: Path, tried: list[bytes], tmp_path: Path, mount: Callable[..., Path]
) -> None:
    place = tmp_path / "elsewhere"
    place.mkdir()
    elsewhere = mount("-t", "tmpfs", "-o", "size=4m", "none", place)
    there = elsewhere / "there.txt"
    there.write_text("x")
    assert move(mover, letter, there) == {"letter.txt": "done", "there.txt": "done"}
    assert tried == [os.fsencode(letter.parent), os.fsencode(elsewhere)]


def test_what_has_no_trash_is_refused_for_that_and_not_tried(
    mover: Mover, letter: Path, tried: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    (mover.home / ".local" / "share").mkdir(parents=True)
    mover.trash.write_text("no folder")
    assert move(mover, letter) == {"letter.txt": "no-trash"}
    assert tried == []


def erased(_: Freedesktop, parent: int, name: bytes, *rest: object) -> Moved:
    """What some trashes do, and say that all is well."""
    remove(parent, name)
    return Moved()


def left(*_: object) -> Moved:
    return Moved()


def changed(way: Freedesktop, parent: int, name: bytes, intent: object, is_right: object) -> Moved:
    # Another file in its place: who writes into it would wait, since it is held open against that.
    with open(b"other", "xb", opener=lambda path, flags: os.open(path, flags, dir_fd=parent)) as file:
        file.write(b"!")
    os.replace(b"other", name, src_dir_fd=parent, dst_dir_fd=parent)
    return real_move(way, parent, name, intent, lambda *_: True)  # type: ignore[arg-type]


def refused(*_: object) -> Moved:
    raise PermissionError(13, "no")


real_move = Freedesktop.move


@pytest.mark.parametrize(
    ("broken", "step"), [(erased, "found"), (left, "moved"), (changed, "found"), (refused, "moved")]
)
def test_where_it_does_not_come_back_nothing_of_anybodys_moves(
    mover: Mover, letter: Path, tried: list[bytes], monkeypatch: pytest.MonkeyPatch, broken: object, step: str
) -> None:
    monkeypatch.setattr(Freedesktop, "move", broken)
    with pytest.raises(WayProblem, match=rf"did not come back to {letter.parent} \({step}: "):
        move(mover, letter)
    assert letter.read_text() == "the only copy"
    assert os.listdir(letter.parent) == ["letter.txt"]
    with pytest.raises(WayProblem):
        move(mover, letter)


@pytest.mark.parametrize("verb", ["restore", "purge"])
def test_a_way_back_that_does_nothing_is_found_out(
    mover: Mover, letter: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setattr(Freedesktop, verb, staticmethod(lambda *_: None))
    test = try_way(os.fsencode(letter.parent), mover.context)
    assert [tried.ok for tried in test.steps] == [True] * (len(test.steps) - 1) + [False]
    assert test.steps[-1].step == {"restore": "back", "purge": "freed"}[verb]
    assert test.steps[-1].found


def test_the_true_cause_is_told_where_nobody_knows_how_it_ended(
    mover: Mover, letter: Path, tried: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was “interrupted before its end”, which nobody had done."""

    def no_more(*_: object) -> Moved:
        raise OSError(errno.ENFILE, os.strerror(errno.ENFILE))

    monkeypatch.setattr(Freedesktop, "move", no_more)
    monkeypatch.setattr(Freedesktop, "end_of_move", no_more)
    with pytest.raises(WayProblem, match=os.strerror(errno.ENFILE)):
        move(mover, letter)


def test_a_folder_that_takes_no_file_fails_at_the_first_step(mover: Mover, tmp_path: Path) -> None:
    test = try_way(os.fsencode(tmp_path / "nowhere"), mover.context)
    assert (test.ok, test.mover, [tried.step for tried in test.steps]) == (False, "", ["made"])


def test_what_could_not_be_made_is_not_said_to_have_stayed_away(
    mover: Mover, letter: Path, tried: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(trial_file, "new_file", lambda *_: (_ for _ in ()).throw(full))
    with pytest.raises(WayProblem, match=rf"could be made in {letter.parent}: {full.strerror}\.$"):
        move(mover, letter)


@pytest.mark.parametrize("verb", ["move", "restore", "purge"])
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_what_was_cut_off_is_taken_away_by_the_next_one(
    mover: Mover, letter: Path, monkeypatch: pytest.MonkeyPatch, verb: str, before: bool
) -> None:
    real = getattr(Freedesktop, verb)

    def cut_off(*arguments: object) -> None:
        if not before:
            real(*arguments)
        raise Cut

    folder = os.fsencode(letter.parent)
    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(Freedesktop, verb, cut_off if verb == "move" else staticmethod(cut_off))
        try_way(folder, mover.context)
    test = try_way(folder, mover.context)
    assert (test.ok, [tried.step for tried in test.steps]) == (True, STEPS)
    assert os.listdir(folder) == [b"letter.txt"]
    assert in_trash(mover.trash) == set()
    assert not (mover.context.state / self_test.FOLDER).exists()


@pytest.mark.parametrize("at", [(trial_file, "flush_file"), (trial_file, "_look"), (planning, "plan_of_files")])
def test_what_was_made_and_not_yet_announced_is_taken_away_by_the_next_one(
    mover: Mover, letter: Path, monkeypatch: pytest.MonkeyPatch, at: tuple[object, str]
) -> None:
    """A kill there left a file of ours beside people's for ever: no journal knew of it."""

    def cut_off(*_: object) -> None:
        raise Cut

    folder = os.fsencode(letter.parent)
    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(*at, cut_off)
        try_way(folder, mover.context)
    assert len(os.listdir(folder)) == 2
    assert try_way(folder, mover.context).ok
    assert os.listdir(folder) == [b"letter.txt"]
    assert not (mover.context.state / self_test.FOLDER).exists()


def test_what_somebody_wrote_into_our_file_stays(mover: Mover, letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as patch, pytest.raises(Cut):
        patch.setattr(planning, "plan_of_files", cut_off)
        try_way(os.fsencode(letter.parent), mover.context)
    (ours,) = set(letter.parent.iterdir()) - {letter}
    ours.write_text("the only copy")
    assert try_way(os.fsencode(letter.parent), mover.context).ok
    assert ours.read_text() == "the only copy"


def test_nothing_but_a_file_of_ours_is_taken_away(mover: Mover, letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something else has its name by the time it is cleared up."""

    def taken(way: Freedesktop, parent: int, name: bytes, *rest: object) -> Moved:
        os.unlink(name, dir_fd=parent)
        os.rename("letter.txt", name, src_dir_fd=parent, dst_dir_fd=parent)
        raise PermissionError(13, "no")

    monkeypatch.setattr(Freedesktop, "move", taken)
    assert not try_way(os.fsencode(letter.parent), mover.context).ok
    (name,) = os.listdir(letter.parent)
    assert (letter.parent / name).read_text() == "the only copy"
