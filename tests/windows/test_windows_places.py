"""Places that are odd on Windows: drives made by subst, shares, names in other capitals, a full state drive."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from bins import Bin
from drives import filled

import cleanup as looked
from cleanup.model.errors import UsageProblem
from support.moving import Mover, ends

pytestmark = pytest.mark.usefixtures("bins")

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Tree = Callable[..., Path]
_CAPITALS = Path("C:\\tests\\capitals")
_SHOWN = Path("T:\\shown")
_TAKE_AWAY = 2


def said_by(done: subprocess.CompletedProcess[bytes]) -> str:
    assert b"Traceback" not in done.stderr
    return " ".join((done.stdout + done.stderr).decode("utf-8").split())


@pytest.fixture
def shown() -> Iterator[Path]:
    """A file on a drive made by subst; Wine has such a drive, but needs to be told that it was made so."""
    if not os.path.isdir("S:\\"):
        pytest.skip("no drive S:, which tests/windows/set-up.sh makes")
    define = ctypes.WinDLL("kernel32").DefineDosDeviceW
    # It takes the folder for a volume of its own, until it is told.
    define(_TAKE_AWAY, "S:", None)
    assert define(0, "S:", str(_SHOWN))
    (_SHOWN / "a.txt").write_text("the only copy")
    yield Path("S:\\a.txt")
    (_SHOWN / "a.txt").unlink()
    define(_TAKE_AWAY, "S:", None)


def test_a_drive_made_by_subst_is_scanned_and_nothing_leaves_it_but_to_a_quarantine(cleanup: Run, shown: Path) -> None:
    done = cleanup("scan", shown.drive + os.sep)
    assert done.returncode == 0
    assert "in 1 file" in said_by(done)
    done = cleanup("trash", "--yes", shown)
    assert done.returncode == 3
    assert "is a folder shown as a drive" in said_by(done)
    assert shown.read_text() == "the only copy"
    assert cleanup("trash", "--yes", "--quarantine", "S:\\put aside", shown).returncode == 0
    assert not shown.exists()
    assert cleanup("undo").returncode == 0
    assert shown.read_text() == "the only copy"


@pytest.mark.parametrize(
    "path",
    [
        "\\\\server\\share",
        "\\\\server\\share\\x.txt",
        "\\\\?\\",
        "\\\\?\\UNC\\server\\share",
        "Q:\\",
        "Q:",
        "\\\\",
        "C:\\a\ud800",
    ],
)
def test_places_that_are_not_there_are_told_so(mover: Mover, path: str) -> None:
    for asked in (lambda: looked.scan(path), lambda: mover.move(path)):
        with pytest.raises(UsageProblem) as told:
            asked()
        assert told.value.hint and "PowerShell" not in told.value.hint


def test_of_names_that_differ_in_capitals_the_one_that_was_named_goes(mover: Mover) -> None:
    if not _CAPITALS.is_dir() or sorted(os.listdir(_CAPITALS)) != ["SAME", "Same", "same"]:
        pytest.skip("no files whose names differ in capitals alone: tests/windows/set-up.sh makes them, anew each time")
    assert [len(step.path) for step in mover.plan_of_duplicates(_CAPITALS).steps] == [len(str(_CAPITALS)) + 5] * 2
    assert ends(mover.move(_CAPITALS / "SAME")) == {"SAME": "done"}
    assert sorted(os.listdir(_CAPITALS)) == ["Same", "same"]
    # To Windows its place is taken, as long as another one is there that differs in capitals alone.
    assert ends(mover.undo()) == {"SAME": "taken"}
    both = mover.move(_CAPITALS / "Same", _CAPITALS / "same")
    assert os.listdir(_CAPITALS) == []
    mover.undo(both.id, rename=True)
    mover.undo(both.id, rename=True)
    assert len(os.listdir(_CAPITALS)) == 2


def test_what_was_typed_in_other_capitals_comes_back_as_it_was(mover: Mover, tree: Tree) -> None:
    root = tree({"Letter.txt": "1", "Album": {"Inner": {"X": "2"}}})
    mover.move(root / "LETTER.TXT", str(root).upper() + "\\album\\inner")
    assert (os.listdir(root), os.listdir(root / "Album")) == (["Album"], [])
    mover.undo()
    assert (sorted(os.listdir(root)), os.listdir(root / "Album")) == (["Album", "Letter.txt"], ["Inner"])


@pytest.fixture
def full_state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """The program's own folders on a drive with no room for one byte more; gives what makes room again."""
    if not os.path.isdir("U:\\"):
        pytest.skip("no drive U:, which tests/windows/set-up.sh makes")
    state = Path("U:\\state")
    (state / "cleanup").mkdir(parents=True)
    monkeypatch.setenv("LOCALAPPDATA", str(state))
    with filled(state.parent) as filling:
        yield lambda: filling.unlink(missing_ok=True)
    rmtree(state)


def test_with_a_full_state_drive_nothing_moves_and_a_scan_says_what_it_could_not_keep(
    cleanup: Run, letter: Path, full_state: Callable[[], None], bins: Bin
) -> None:
    done = cleanup("scan", letter.parent)
    assert done.returncode == 0
    assert "could not be remembered" in said_by(done)
    done = cleanup("trash", "--yes", letter)
    assert done.returncode in {3, 4}
    assert "No space left on device" in said_by(done), said_by(done)
    assert letter.read_text() == "the only copy"
    assert bins.new("$") == []
    full_state()
    assert cleanup("trash", "--yes", letter).returncode == 0
    assert cleanup("undo").returncode == 0
    assert letter.read_text() == "the only copy"
