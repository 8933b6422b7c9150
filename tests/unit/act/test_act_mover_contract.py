"""What every mover owes, from a plan to what was freed, asked of all in the registry and of one that is a plug-in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from trial import a_drive_of_windows, a_shell_of_windows

from cleanup.act.movers import registry
from cleanup.act.movers.freedesktop import Freedesktop
from cleanup.act.movers.mover import Mover, MoverRequest
from cleanup.act.movers.quarantine import Quarantine
from cleanup.act.movers.recycle_bin import RecycleBin
from cleanup.act.movers.system_bin import SystemBin
from cleanup.act.movers.system_movers import SystemRecycleBin, SystemTrash
from cleanup.model.run import Whereabouts
from cleanup.workflow import planning
from cleanup.workflow.destinations import destinations
from plugins.dated_mover import Dated
from support import moving as support
from support.moving import ends

# What another system alone can do is not tried here; Linux tries all.
_NOT_HERE = {Freedesktop, SystemBin, SystemTrash} if os.name == "nt" else set()
WAYS = [way for way in (*registry.MOVERS.values(), Dated) if way not in _NOT_HERE]


class Cut(BaseException):
    """The program ends here."""


@pytest.fixture(params=WAYS, ids=lambda way: way.name)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[Mover]:
    """One way after the other, the only one that takes a run."""
    way: type[Mover] = request.param
    begins: dict[type[Mover], Callable[[MoverRequest], Mover]] = {
        RecycleBin: lambda request: RecycleBin(request.clock),
        SystemBin: lambda request: SystemBin(request.home),
        SystemTrash: lambda request: SystemTrash(request.home),
        SystemRecycleBin: lambda request: SystemRecycleBin(request.clock),
        Quarantine: lambda request: Quarantine(tmp_path / "aside", request.run or "none"),
    }
    a_drive_of_windows(monkeypatch, tmp_path)
    if way is SystemRecycleBin:
        a_shell_of_windows(monkeypatch)
    if way in begins:
        monkeypatch.setattr(way, "begin", begins[way])
    monkeypatch.setattr(registry, "MOVERS", {way.name: way})
    return way


@pytest.fixture
def mover(way: type[Mover], home: Path) -> support.Mover:
    return support.Mover(home)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    letter = tmp_path / "letter.txt"
    letter.write_text("the only copy")
    return letter


def cut(monkeypatch: pytest.MonkeyPatch, way: type[Mover], verb: str, *, before: bool) -> None:
    """Let the program end right before or after this verb."""
    real = getattr(way, verb)

    def cut_off(*arguments: Any) -> None:
        if not before:
            real(*arguments)
        raise Cut

    monkeypatch.setattr(way, verb, cut_off if verb in {"move", "flush"} else staticmethod(cut_off))


def test_names_are_those_of_the_registry_and_differ() -> None:
    assert [name for name, way in registry.MOVERS.items() if way.name != name] == []
    assert len({way.name for way in WAYS}) == len(WAYS)


def test_the_destination_is_told_and_not_made(
    way: type[Mover], mover: support.Mover, letter: Path, tmp_path: Path
) -> None:
    plan = planning.plan_of_files([str(letter)], mover.context)
    before = set(tmp_path.rglob("*"))
    (told,) = destinations(plan, mover.context)
    assert (told.problem, told.aside) == ("", way.aside)
    assert set(tmp_path.rglob("*")) == before
    (item,) = mover.carry_out(plan).items
    # Where only the system knows, nothing is promised.
    assert not told.trash or item.place.folder.startswith(told.trash)


def test_what_moved_comes_back_as_it_was(way: type[Mover], mover: support.Mover, letter: Path) -> None:
    before = letter.lstat()
    run = mover.move(letter)
    (item,) = run.items
    assert (ends(run), item.mover, item.aside) == ({"letter.txt": "done"}, way.name, way.aside)
    assert Path(os.fsdecode(item.place.path)).read_text() == "the only copy"
    assert mover.now() == [Whereabouts.IN_TRASH]
    assert ends(mover.undo()) == {"letter.txt": "done"}
    after = letter.lstat()
    assert (after.st_ino, after.st_mtime_ns, after.st_mode) == (before.st_ino, before.st_mtime_ns, before.st_mode)
    assert not os.path.lexists(item.place.path)
    assert not item.place.info or not os.path.lexists(item.place.info)


def test_undo_replaces_nothing(mover: support.Mover, letter: Path) -> None:
    (item,) = mover.move(letter).items
    letter.write_text("somebody else's")
    assert ends(mover.undo()) == {"letter.txt": "taken"}
    assert letter.read_text() == "somebody else's"
    assert Path(os.fsdecode(item.place.path)).read_text() == "the only copy"


def test_what_is_freed_is_gone_and_nothing_is_left_of_it(mover: support.Mover, letter: Path) -> None:
    run = mover.move(letter)
    (item,) = run.items
    assert ends(mover.purge(run.id)) == {"letter.txt": "done"}
    assert mover.now() == [Whereabouts.PURGED]
    assert not os.path.lexists(item.place.path)
    assert not item.place.info or not os.path.lexists(item.place.info)


def test_what_changed_in_the_trash_is_not_freed(mover: support.Mover, letter: Path) -> None:
    run = mover.move(letter)
    there = Path(os.fsdecode(run.items[0].place.path))
    there.write_text("written to in the trash")
    assert ends(mover.purge(run.id)) == {"letter.txt": "changed"}
    assert there.read_text() == "written to in the trash"


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_move_that_was_cut_off_is_put_in_order(
    way: type[Mover], mover: support.Mover, letter: Path, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    with monkeypatch.context() as patch, pytest.raises(Cut):
        cut(patch, way, "move", before=before)
        mover.move(letter)
    assert letter.exists() is before
    undone = mover.undo()
    assert ends(undone) == ({} if before else {"letter.txt": "done"})
    assert letter.read_text() == "the only copy"


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_way_back_that_was_cut_off_is_put_in_order(
    way: type[Mover], mover: support.Mover, letter: Path, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    (item,) = mover.move(letter).items
    with monkeypatch.context() as patch, pytest.raises(Cut):
        cut(patch, way, "restore", before=before)
        mover.undo()
    assert ends(mover.undo()) == ({"letter.txt": "done"} if before else {})
    assert letter.read_text() == "the only copy"
    assert not os.path.lexists(item.place.path)


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_purge_that_was_cut_off_is_finished_and_never_undone(
    way: type[Mover], mover: support.Mover, letter: Path, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    run = mover.move(letter)
    with monkeypatch.context() as patch, pytest.raises(Cut):
        cut(patch, way, "purge", before=before)
        mover.purge(run.id)
    assert ends(mover.undo()) == {}
    assert mover.now() == [Whereabouts.PURGED]
    assert not os.path.lexists(run.items[0].place.path)


def test_a_flush_that_fails_ends_the_run_and_nothing_is_lost(
    way: type[Mover], mover: support.Mover, letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Mover) -> None:
        raise OSError(5, os.strerror(5))

    with monkeypatch.context() as patch:
        patch.setattr(way, "flush", fail)
        assert not mover.move(letter).complete
    assert ends(mover.undo()) == {"letter.txt": "done"}
    assert letter.read_text() == "the only copy"
