"""What goes wrong on Windows: bins that others hold or wrote into, drives that vanish, a scan that is ended."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bins import Bin, bin_on
from holding import WRITE, held
from limits import paths_have_an_end

import cleanup
from cleanup.disk.system.windows import calls
from cleanup.disk.system.windows.errors import error_of
from cleanup.model.errors import UsageProblem
from cleanup.model.run import Item
from support.moving import Mover, a_plan, a_step, ends

pytestmark = pytest.mark.usefixtures("bins")

Tree = Callable[..., Path]
_BEGIN = struct.Struct("<QQQ")
_AT = 132000000000000000


def pair(item: Item) -> tuple[Path, Path]:
    return Path(os.fsdecode(item.place.path)), Path(os.fsdecode(item.place.info))


STRANGE = {
    "empty": b"",
    "cut in its beginning": _BEGIN.pack(2, 5, _AT)[:17],
    "cut in its path": _BEGIN.pack(2, 5, _AT) + struct.pack("<I", 40) + "C:\\a".encode("utf-16-le"),
    "a length beyond the file": _BEGIN.pack(2, 5, _AT) + struct.pack("<I", 2**32 - 1) + "C:\\a\0".encode("utf-16-le"),
    "the longest path": _BEGIN.pack(2, 5, _AT) + struct.pack("<I", 32767) + f"C:\\{'x' * 32763}\0".encode("utf-16-le"),
    "half characters": _BEGIN.pack(2, 2**63, 2**63 - 1) + struct.pack("<I", 4) + b"\0\xd8\0\xd8a\0\0\0",
    "an older one, cut": _BEGIN.pack(1, 5, 0) + b"x" * 100,
}


@pytest.mark.parametrize("note", STRANGE.values(), ids=STRANGE)
def test_notes_of_strangers_are_in_nobodys_way_and_stay(mover: Mover, letter: Path, note: bytes) -> None:
    mover.move(letter)
    theirs = bin_on(letter.drive) / "$ISTRANGE.txt", bin_on(letter.drive) / "$RSTRANGE.txt"
    theirs[0].write_bytes(note)
    theirs[1].write_text("theirs")
    assert ends(mover.undo()) == {"letter.txt": "done"}
    assert ends(mover.purge(mover.move(letter).id)) == {"letter.txt": "done"}
    assert (theirs[0].read_bytes(), theirs[1].read_text()) == (note, "theirs")


@pytest.mark.parametrize("note", [None, *STRANGE.values()], ids=["gone", *STRANGE])
def test_without_its_note_a_thing_comes_back_and_is_not_freed(mover: Mover, letter: Path, note: bytes | None) -> None:
    run = mover.move(letter)
    there, noted = pair(run.items[0])
    noted.unlink() if note is None else noted.write_bytes(note)
    assert set(ends(mover.purge(run.id)).values()) <= {"not-ours"}
    assert there.read_text() == "the only copy"
    assert ends(mover.undo()) == {"letter.txt": "done"}
    assert letter.read_text() == "the only copy"


def test_what_somebody_holds_in_the_bin_stays_there_and_comes_later(mover: Mover, letter: Path) -> None:
    run = mover.move(letter)
    there, note = pair(run.items[0])
    with held(there):
        assert ends(mover.undo()) == {"letter.txt": "EBUSY"}
        assert ends(mover.purge(run.id)) == {"letter.txt": "EBUSY"}
    with held(note):
        assert ends(mover.purge(run.id)) == {"letter.txt": "EBUSY"}
    assert there.read_text() == "the only copy"
    assert ends(mover.undo()) == {"letter.txt": "done"}
    assert letter.read_text() == "the only copy"


def test_a_note_that_somebody_holds_stays_alone_and_is_in_nobodys_way(mover: Mover, letter: Path, bins: Bin) -> None:
    """Explorer shows nothing for a note without its thing."""
    _, note = pair(mover.move(letter).items[0])
    with held(note, share=calls.SHARE_READ):
        assert ends(mover.undo()) == {"letter.txt": "done"}
    assert letter.read_text() == "the only copy"
    assert bins.new("$") == [note]
    run = mover.move(letter)
    assert ends(mover.purge(run.id)) == {"letter.txt": "done"}
    assert bins.new("$") == [note]


def test_a_bin_that_somebody_holds_takes_nothing(mover: Mover, letter: Path) -> None:
    mover.move(letter)
    mover.undo()
    with held(bin_on(letter.drive), calls.LIST):
        assert ends(mover.move(letter)) == {"letter.txt": "no-trash"}
    assert letter.read_text() == "the only copy"
    assert ends(mover.move(letter)) == {"letter.txt": "done"}


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose path has more than 400 letters, with two copies of one content."""
    folder = Path("\\\\?\\" + str(tmp_path)).joinpath(*(letter * 95 for letter in "abcd"))
    folder.mkdir(parents=True)
    for name in ("one.txt", "two.txt", "kept.txt"):
        (folder / name).write_text("the same")
    assert len(str(folder)) > 400
    paths_have_an_end(monkeypatch)
    return folder


def plain(path: Path) -> str:
    return str(path).removeprefix("\\\\?\\")


def test_of_deep_copies_one_that_somebody_writes_to_stays(mover: Mover, deep: Path) -> None:
    """Compared with the copy that stays, right before the move, at a path that only part by part can be reached."""
    plan = a_plan(*(a_step(plain(deep / name), plain(deep / "kept.txt")) for name in ("one.txt", "two.txt")))
    with held(deep / "one.txt", WRITE, calls.SHARE_ALL):
        assert ends(mover.carry_out(plan)) == {"one.txt": "EBUSY", "two.txt": "done"}
    assert ends(mover.undo()) == {"two.txt": "done"}
    assert sorted(os.listdir(deep)) == ["kept.txt", "one.txt", "two.txt"]


def test_where_the_deep_copy_that_stays_cannot_be_read_nothing_goes(mover: Mover, deep: Path) -> None:
    plan = a_plan(a_step(plain(deep / "one.txt"), plain(deep / "kept.txt")))
    with held(deep / "kept.txt"):
        assert ends(mover.carry_out(plan)) == {"one.txt": "keeper-gone"}
    (deep / "kept.txt").write_text("another")
    assert set(ends(mover.carry_out(plan)).values()) <= {"keeper-changed", "different", "keeper-gone"}
    assert sorted(os.listdir(deep)) == ["kept.txt", "one.txt", "two.txt"]


# ERROR_PATH_NOT_FOUND and ERROR_DEVICE_NOT_CONNECTED: which one comes, the driver decides.
@pytest.mark.parametrize("code", [3, 1167])
@pytest.mark.parametrize("after", [1, 2, 5, 20, 60, 120, 180, 240])
def test_what_was_open_on_a_drive_that_vanishes_answers_nothing_any_more(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, after: int, code: int
) -> None:
    """Under Wine it does, so a stand-in fails from one call on: a scan says so, or that there is no such folder."""
    root = tree({f"folder {n}": {f"{m}.txt": f"{m % 3}" * 500 for m in range(9)} for n in range(9)})
    asked = 0
    there: set[int] = set()

    def failing(name: str) -> Callable[..., Any]:
        real = getattr(calls, name)

        def call(what: int | str, *more: Any, **named: Any) -> Any:
            nonlocal asked
            is_there = what in there or (isinstance(what, str) and str(root) in what)
            asked += is_there
            if is_there and asked >= after:
                raise error_of(code, str(what))
            answer = real(what, *more, **named)
            if name in {"open_in", "open_path"}:
                there.add(answer) if is_there else there.discard(answer)
            return answer

        return call

    for name in ("open_in", "open_path", "ask", "next_portion", "read", "number"):
        monkeypatch.setattr(calls, name, failing(name))
    try:
        found = cleanup.scan([root])
    except UsageProblem:
        assert after < 20
    else:
        assert asked < after or found.troubles


@pytest.mark.parametrize("name", ["SIGBREAK", "SIGINT"])
def test_ctrl_break_ends_a_scan_as_ctrl_c_does(tree: Tree, name: str) -> None:
    """With what there is so far: 130, and a document that says that it is not complete."""
    root = tree({f"{n}": {"x": "1"} for n in range(60)})
    code = (
        "import signal, sys; from cleanup.disk.system.windows import calls; from cleanup.__main__ import main\n"
        "real, seen = calls.next_portion, []\n"
        "def next_portion(*given):\n"
        "    seen.append(1)\n"
        f"    if len(seen) == 20: signal.raise_signal(signal.{name})\n"
        "    return real(*given)\n"
        "calls.next_portion = next_portion\n"
        "sys.argv = ['cleanup', 'scan', sys.argv[1], '--format', 'json', '--quiet', '--jobs', '1']\n"
        "main()"
    )
    assert hasattr(signal, name)
    done = subprocess.run([sys.executable, "-c", code, root], capture_output=True, check=False)
    assert done.returncode == 130, done
    assert b'"complete":false' in done.stdout.replace(b" ", b""), done.stderr
