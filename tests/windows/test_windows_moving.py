"""To the Recycle Bin and back on Windows: pairs as Windows has them, and refusals before anything moves."""

from __future__ import annotations

import ctypes
import os
import stat
import winreg
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from bins import Bin
from holding import WRITE, held
from limits import paths_have_an_end

from cleanup.act import bin_note
from cleanup.disk.system import account, facts_by_path, facts_of
from cleanup.disk.system.windows import bins as rules
from cleanup.disk.system.windows import calls, rights
from cleanup.model.errors import WayProblem
from cleanup.model.run import Item, Whereabouts
from cleanup.model.way import SYSTEM, Way
from cleanup.workflow import first_move, moving, planning, undoing
from cleanup.workflow.destinations import destinations
from support.moving import Mover, a_plan, a_step, ends

pytestmark = pytest.mark.usefixtures("bins")

_HIDDEN_AND_SYSTEM = 0x2 | 0x4
_OTHER = "S-1-5-21-1-2-3-1001"


def place(item: Item) -> Path:
    return Path(os.fsdecode(item.place.path))


def attributes(path: Path) -> int:
    return int(ctypes.WinDLL("kernel32").GetFileAttributesW(str(path)))


def problem(mover: Mover, path: Path | str) -> str:
    """What is told of the place that a thing goes to."""
    (told,) = destinations(planning.plan_of_files([str(path)], mover.context), mover.context)
    return told.problem


def test_a_pair_lies_in_the_bin_as_windows_has_it(mover: Mover, letter: Path) -> None:
    (item,) = mover.move(letter).items
    there = place(item)
    assert there.parent == Path(letter.drive + "\\$Recycle.Bin", account())
    assert there.suffix == ".txt"
    note = bin_note.read(there.with_name("$I" + there.name[2:]).read_bytes())
    assert note is not None
    assert (note.path, note.size) == (str(letter), 13)
    for each in (there.parent, there.parent.parent, there.parent / "desktop.ini"):
        assert attributes(each) & _HIDDEN_AND_SYSTEM == _HIDDEN_AND_SYSTEM
    mover.undo()
    assert letter.read_text() == "the only copy"


def test_a_folder_comes_back_whole_and_can_be_freed(mover: Mover, tmp_path: Path) -> None:
    album = tmp_path / "album"
    (album / "deeper" / "still").mkdir(parents=True)
    for name in ("a.txt", "deeper/b.txt", "deeper/still/c.txt"):
        (album / name).write_text(name)
    (album / "deeper" / "b.txt").chmod(stat.S_IREAD)
    assert ends(mover.move(album)) == {"album": "done"}
    assert ends(mover.undo()) == {"album": "done"}
    assert (album / "deeper" / "still" / "c.txt").read_text() == "deeper/still/c.txt"
    run = mover.move(album)
    assert ends(mover.purge(run.id)) == {"album": "done"}
    assert not os.path.lexists(place(run.items[0]))
    assert mover.now() == [Whereabouts.PURGED]


def test_what_is_read_only_moves_comes_back_so_and_can_be_freed(mover: Mover, letter: Path) -> None:
    letter.chmod(stat.S_IREAD)
    mover.move(letter)
    assert ends(mover.undo()) == {"letter.txt": "done"}
    assert not letter.stat().st_mode & stat.S_IWRITE
    assert ends(mover.purge(mover.move(letter).id)) == {"letter.txt": "done"}


@pytest.mark.parametrize("share", [calls.SHARE_READ, calls.SHARE_ALL])
def test_what_somebody_writes_to_stays_and_the_rest_goes_on(mover: Mover, letter: Path, bins: Bin, share: int) -> None:
    """Also where that program would let others take it away."""
    other = letter.with_name("other.txt")
    other.write_text("x")
    with held(letter, WRITE, share):
        assert ends(mover.move(letter, other)) == {"letter.txt": "EBUSY", "other.txt": "done"}
    assert letter.read_text() == "the only copy"
    assert [bin_note.read(each.read_bytes()).path for each in bins.new("$I")] == [str(other)]
    mover.undo()


def test_paths_of_400_letters_move_and_come_back(mover: Mover, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = Path("\\\\?\\" + str(tmp_path)).joinpath(*(letter * 90 for letter in "abcd"))
    deep.mkdir(parents=True)
    (deep / "letter.txt").write_text("the only copy")
    path = str(deep / "letter.txt").removeprefix("\\\\?\\")
    assert len(path) > 400
    paths_have_an_end(monkeypatch)
    # By a plan: Wine cannot tell the real path of one so long that is typed.
    assert ends(mover.carry_out(a_plan(a_step(path)))) == {"letter.txt": "done"}
    assert not (deep / "letter.txt").exists()
    assert ends(mover.undo()) == {"letter.txt": "done"}
    assert (deep / "letter.txt").read_text() == "the only copy"
    again = mover.carry_out(a_plan(a_step(path)))
    assert ends(mover.purge(again.id)) == {"letter.txt": "done"}


def test_each_drive_has_its_own_bin(mover: Mover, letter: Path) -> None:
    there = Path("U:\\there.txt" if letter.drive != "U:" else "T:\\there.txt")
    there.write_text("x")
    run = mover.move(letter, there)
    assert {place(item).drive for item in run.items} == {letter.drive, there.drive}
    assert ends(mover.undo()) == {"letter.txt": "done", "there.txt": "done"}
    there.unlink()


def test_a_quarantine_takes_things_of_its_own_drive_only(mover: Mover, letter: Path, tmp_path: Path) -> None:
    plan = planning.plan_of_files([str(letter)], mover.context)
    other = Path("U:\\aside" if letter.drive != "U:" else "T:\\aside")
    (told,) = destinations(plan, mover.context, Way(other))
    assert "on Windows nothing is moved to a folder on another volume" in told.problem
    (told,) = destinations(plan, mover.context, Way(tmp_path / "aside"))
    assert told.problem == ""
    assert letter.read_text() == "the only copy"


def test_a_quarantine_on_the_same_drive_takes_things_and_gives_them_back(mover: Mover, letter: Path) -> None:
    other = letter.with_name("other.txt")
    other.write_text("x")
    plan = planning.plan_of_files([str(letter), str(other)], mover.context)
    run = moving.carry_out(plan, mover.context, Way(letter.parent / "aside"))
    assert ends(run) == {"letter.txt": "done", "other.txt": "done"}
    assert run.complete and not letter.exists()
    assert ends(mover.undo()) == {"letter.txt": "done", "other.txt": "done"}
    assert letter.read_text() == "the only copy"


@pytest.mark.parametrize(("drive", "said"), [("N:\\", "is a network drive"), ("R:\\", "is a removable drive")])
def test_drives_where_windows_erases_are_refused(mover: Mover, drive: str, said: str) -> None:
    path = Path(drive, "x.txt")
    path.write_text("x")
    try:
        assert said in problem(mover, path)
        assert "--quarantine" in problem(mover, path)
        assert ends(mover.move(path)) == {"x.txt": "no-trash"}
        assert path.read_text() == "x"
    finally:
        path.unlink()


def test_the_systems_own_way_is_tried_with_a_file_of_ours_first(mover: Mover, letter: Path, bins: Bin) -> None:
    """Under Wine the shell says that it moved to the bin, and erases: that is found out before anything else moves."""
    plan = planning.plan_of_files([str(letter)], mover.context)
    try:
        run = first_move.carry_out(plan, mover.context, Way(by=SYSTEM))
    except WayProblem as problem:
        assert "a test file of cleanup’s own did not come back" in problem.message
        assert letter.read_text() == "the only copy"
    else:
        assert [place(item) for item in run.items] == bins.new("$R")
        assert ends(mover.undo()) == {"letter.txt": "done"}
        assert letter.read_text() == "the only copy"


@pytest.fixture
def settings_of_bin(letter: Path) -> Iterator[str]:
    """The key of the registry with the settings of the drive's bin; all in it is taken away at the end."""
    key = f"{rules._BIN}\\{rules._guid(letter.drive + os.sep)}"
    winreg.CreateKey(winreg.HKEY_CURRENT_USER, key).Close()
    yield key
    winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("NukeOnDelete", 1, "is switched off"),
        ("MaxCapacity", 0, "too large for the Recycle Bin"),
        ("MaxCapacity", 9, ""),
    ],
)
def test_the_settings_of_the_bin_are_kept(
    mover: Mover, letter: Path, settings_of_bin: str, name: str, value: int, said: str
) -> None:
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, settings_of_bin, access=winreg.KEY_WRITE) as key:
        winreg.SetValueEx(key, name, 0, winreg.REG_DWORD, value)
    assert said in problem(mover, letter)
    assert bool(problem(mover, letter)) is bool(said)
    assert ends(mover.move(letter)) == {"letter.txt": "no-trash" if said else "done"}


def test_the_bin_of_another_user_is_left_alone(mover: Mover, letter: Path) -> None:
    other = Path(letter.drive + "\\$Recycle.Bin", _OTHER)
    other.mkdir(parents=True, exist_ok=True)
    theirs = other / "$RAAAAAA.txt"
    theirs.write_text("theirs")
    with pytest.raises(Exception, match="trash"):
        mover.move(theirs)
    (item,) = mover.move(letter).items
    assert place(item).parent.name == account()
    assert theirs.read_text() == "theirs"


def test_a_note_that_a_power_cut_left_empty_is_written_again(
    mover: Mover, letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise OSError(5, "the power failed")

    with monkeypatch.context() as patch:
        patch.setattr("cleanup.act.movers.recycle_bin.RecycleBin.flush", fail)
        (item,) = mover.move(letter).items
    note = Path(os.fsdecode(item.place.info))
    note.write_bytes(b"")
    other = letter.with_name("other.txt")
    other.write_text("x")
    mover.move(other)
    told = bin_note.read(note.read_bytes())
    assert told is not None
    assert told.path == str(letter)


@pytest.fixture
def storage_sense() -> Iterator[Callable[..., None]]:
    """Writes the user's settings of Storage Sense; what was there before is there again at the end."""
    key = winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, rules._SENSE, access=winreg.KEY_READ | winreg.KEY_WRITE)
    before = {}
    for name in ("01", "08", "256"):
        with suppress(OSError):
            before[name] = winreg.QueryValueEx(key, name)

    def write(**values: int) -> None:
        for name, value in values.items():
            winreg.SetValueEx(key, name.removeprefix("_"), 0, winreg.REG_DWORD, value)

    yield write
    for name in ("01", "08", "256"):
        with suppress(OSError):
            winreg.DeleteValue(key, name)
        if name in before:
            winreg.SetValueEx(key, name, 0, before[name][1], before[name][0])
    key.Close()


@pytest.mark.parametrize(
    ("settings", "days"),
    [
        ({}, None),
        ({"_01": 1, "_08": 1, "_256": 14}, 14),
        ({"_01": 1, "_08": 1}, 30),
        ({"_01": 0, "_08": 1, "_256": 14}, None),
        ({"_01": 1, "_08": 0, "_256": 14}, None),
        ({"_01": 1, "_08": 1, "_256": 0}, None),
    ],
)
def test_history_tells_from_when_on_windows_empties_the_bin(
    mover: Mover, letter: Path, storage_sense: Callable[..., None], settings: dict[str, int], days: int | None
) -> None:
    storage_sense(**settings)
    mover.move(letter)
    (past,) = undoing.look_back(mover.context)
    assert past.run is not None
    assert past.emptied_from == (None if days is None else past.run.started_at + timedelta(days))
    mover.undo()
    assert undoing.look_back(mover.context)[0].emptied_from is None


@pytest.mark.parametrize("theirs", [True, False])
def test_a_copy_of_another_owner_keeps_nothing_from_staying(
    mover: Mover, letter: Path, monkeypatch: pytest.MonkeyPatch, theirs: bool
) -> None:
    """Wine knows one owner: who owns the copy that stays is a stand-in's word."""
    keeper = letter.with_name("keeper.txt")
    keeper.write_text("the only copy")
    number = facts_by_path(str(keeper)).st_ino
    real = rights.owner_of
    monkeypatch.setattr(
        rights, "owner_of", lambda file: _OTHER if theirs and facts_of(file).st_ino == number else real(file)
    )
    run = mover.carry_out(a_plan(a_step(letter, keeper)))
    assert ends(run) == {"letter.txt": "other-owner" if theirs else "done"}
