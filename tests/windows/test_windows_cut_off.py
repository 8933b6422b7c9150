"""A run on Windows that ends anywhere, by itself, by a full drive or by somebody's hand, loses nothing."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from bins import Bin
from drives import filled

from cleanup.act import bin_folder, journal, trashed, undo
from cleanup.act.movers import cut_off_rename, noted_move
from cleanup.model.errors import DocumentProblem
from support.moving import Mover, ends
from support.processes import line_of

pytestmark = pytest.mark.usefixtures("bins")

CHANGING = ("new_file", "flush_file", "flush_folder", "rename_without_replacing", "remove", "remove_folder")
MODULES = (bin_folder, journal, trashed, undo, cut_off_rename, noted_move)


class Cut(BaseException):
    """The program ends here."""


def let_it_end(patch: pytest.MonkeyPatch, at: int, *, before: bool) -> None:
    """The program ends before or after the call of this number that changes anything."""
    calls = itertools.count()

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            here = next(calls) == at
            if here and before:
                raise Cut
            done = real(*arguments, **named)
            if here:
                if isinstance(done, int) and real.__name__ == "new_file":
                    # As the end of a process does.
                    os.close(done)
                raise Cut
            return done

        return call

    for module in MODULES:
        for name in CHANGING:
            if hasattr(module, name):
                patch.setattr(module, name, counted(getattr(module, name)))


def letters(letter: Path, bins: Bin) -> list[str]:
    """The contents of the letter where it was and in the bin."""
    return [place.read_text() for place in (letter, *bins.new("$R")) if place.exists()]


@pytest.mark.parametrize(
    "steps", [pytest.param((1, 4), id="two"), pytest.param(range(1000), id="each", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("verb", ["move", "undo", "purge"])
def test_an_end_at_any_step_loses_nothing(
    mover: Mover, tmp_path: Path, bins: Bin, verb: str, before: bool, steps: Sequence[int]
) -> None:
    letter = tmp_path / "letter.txt"
    for at in steps:
        letter.write_text(f"the only copy {at}")
        run = mover.move(letter).id if verb != "move" else ""
        verbs: dict[str, Callable[[], object]] = {
            "move": lambda: mover.move(letter), "undo": mover.undo, "purge": lambda run=run: mover.purge(run),
        }  # fmt: skip
        with pytest.MonkeyPatch.context() as patch:
            let_it_end(patch, at, before=before)
            try:
                verbs[verb]()
            except Cut:
                cut = True
            else:
                cut = False
        if verb != "purge":
            assert letters(letter, bins) == [f"the only copy {at}"]
            with suppress(DocumentProblem):
                # Of a run that was cut off before it had a journal there is nothing to bring back.
                mover.undo()
            assert letter.read_text() == f"the only copy {at}"
        elif cut:
            assert ends(mover.undo()) in ({}, {"letter.txt": "done"})
            mover.purge(mover.move(letter).id) if letter.exists() else None
        letter.unlink(missing_ok=True)
        assert letters(letter, bins) == []
        assert bins.new("$I") == []
        if not cut:
            assert at > 2
            return


def test_who_is_ended_by_force_lets_go_of_the_lock(mover: Mover, home: Path, tmp_path: Path, bins: Bin) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("the only copy")
    code = (
        "import sys, time; from pathlib import Path; from cleanup.act.movers import noted_move\n"
        "def wait(*_): print('there', flush=True); time.sleep(60)\n"
        "noted_move.rename_without_replacing = wait\n"
        "from support.moving import Mover; Mover(Path(sys.argv[1])).move(sys.argv[2])"
    )
    tests = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([tests, *filter(None, sys.path)])}
    with subprocess.Popen(
        [sys.executable, "-c", code, home, letter], stdout=subprocess.PIPE, env=environment
    ) as running:
        line_of(running, "there")
        running.kill()
    (note,) = bins.new("$I")
    other = tmp_path / "other.txt"
    other.write_text("x")
    assert ends(mover.move(other)) == {"other.txt": "done"}
    assert letter.read_text() == "the only copy"
    assert not note.exists()
    assert ends(mover.undo()) == {"other.txt": "done"}
    assert bins.new("$I") == []


@pytest.fixture
def full_drive() -> Iterator[Path]:
    """A drive with no room for one byte more."""
    letter = Path("U:\\letter.txt")
    letter.write_text("the only copy")
    with filled(letter.parent):
        yield letter
    letter.unlink(missing_ok=True)


def test_on_a_full_drive_nothing_moves_and_nothing_is_lost(mover: Mover, full_drive: Path) -> None:
    assert ends(mover.move(full_drive)) in ({"letter.txt": "ENOSPC"}, {"letter.txt": "no-trash"})
    assert full_drive.read_text() == "the only copy"
