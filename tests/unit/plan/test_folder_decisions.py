"""Decisions about whole folders: which copies go by one of them, what stays instead, and what is left in the folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cleanup.model.choice import Choice
from cleanup.model.look_line import LineKind
from cleanup.plan.folder_after import FolderAfter, after, sums_of
from cleanup.plan.past import Change
from support.reviewing import Drawing, ScannedFolder, draw
from support.selecting import EveryCopy

Scanned = Callable[..., ScannedFolder]
BACKUP: Drawing = {
    "Documents": {f"{name}.txt": name * 500 for name in "abcd"},
    "Downloads": {"a.txt": "a" * 500},
    "Desktop": {"note.txt": "a note"},
    "Music": {"song.txt": "sung"},
    "Backup": {**{f"{name}.txt": name * 500 for name in "abc"}, "only.txt": "here"},
}


@pytest.fixture
def scanned(tmp_path: Path) -> Scanned:
    def make(drawing: Drawing, choice: Choice = Choice(), **options: object) -> ScannedFolder:  # noqa: B008
        return ScannedFolder(draw(tmp_path / "tree", drawing), tmp_path / "own", choice=choice, **options)

    return make


def line_about(scanned: ScannedFolder, folder: str) -> int:
    """The number of the line about this folder."""
    wanted = os.fsencode(scanned.root / folder)
    return next(n for n, line in enumerate(scanned.selection.by_folder.lines) if line.folder == wanted)


def name_of(change: Change | None) -> str:
    assert change is not None
    return change.name


def let_go(scanned: ScannedFolder, folder: str) -> str:
    return scanned.selection.let_go(*scanned.selection.by_folder.things(line_about(scanned, folder)))


def test_one_decision_moves_the_copies_of_a_folder_and_is_one_step_back(scanned: Scanned) -> None:
    home = scanned(BACKUP)
    before = home.chosen, home.kept
    assert home.chosen == {"Downloads/a.txt"}
    line = line_about(home, "Backup")
    assert after(home.selection, line) == FolderAfter(files=4, gone=3)
    assert let_go(home, "Backup") == ""
    assert home.chosen == {"Downloads/a.txt", "Backup/a.txt", "Backup/b.txt", "Backup/c.txt"}
    assert home.kept == {f"Documents/{name}.txt" for name in "abc"}
    sums = sums_of(home.selection, line)
    assert (sums.copies, sums.going, sums.bytes_going) == (3, 3, sums.bytes)
    assert name_of(home.selection.undo()) == "let-go"
    assert (home.chosen, home.kept) == before
    assert name_of(home.selection.redo()) == "let-go"
    assert len(home.chosen) == 4


def test_only_the_groups_that_are_wanted_are_decided_about(scanned: Scanned) -> None:
    home = scanned(BACKUP)
    wanted = np.zeros(len(home.selection.groups), dtype=np.bool_)
    wanted[home.group("Backup/b.txt")] = True
    home.selection.let_go(*home.selection.by_folder.things(line_about(home, "Backup"), wanted))
    assert home.chosen == {"Downloads/a.txt", "Backup/b.txt"}


def test_the_copies_of_a_picked_folder_go_and_others_stay_for_them(scanned: Scanned) -> None:
    left = {f"{trip}/{number}": f"{trip}{number}" * 300 for trip in "wxyz" for number in range(1, 6)}
    trips = {trip: {**{name[2:]: left[name] for name in left if name[0] == trip}} for trip in "wxyz"}
    home = scanned({"Best": {trip: left[f"{trip}/1"] for trip in "wxyz"}, "Pictures": trips})
    line = line_about(home, "Best")
    assert home.selection.by_folder.lines[line].kind is LineKind.PICKED
    assert home.kept & {f"Best/{trip}" for trip in "wxyz"}, "the older ones stay by themselves"
    assert let_go(home, "Best") == ""
    assert home.chosen == {f"Best/{trip}" for trip in "wxyz"}
    assert home.kept == {f"Pictures/{trip}/1" for trip in "wxyz"}
    assert home.selection.copies.rule(home.group("Best/x")) == "by-hand"
    assert name_of(home.selection.undo()) == "let-go"
    assert home.chosen == set()
    assert after(home.selection, line) == FolderAfter(4, 4)


def test_what_another_decision_lets_go_does_not_stay_for_it(scanned: Scanned) -> None:
    home = scanned({"Backup": {"a": "a" * 500}, "Old backup": {"a": "a" * 500}, "Downloads": {"new": {"a": "a" * 500}}})
    for folder in sorted({os.path.relpath(line.folder.decode(), home.root) for line in home.selection.by_folder.lines}):
        let_go(home, folder)
        assert home.kept - home.chosen, "one stays"
    assert len(home.chosen) == 2


@pytest.mark.parametrize("in_wholes", [False, True])
def test_wholes_are_decided_about_only_by_those_who_said_so(scanned: Scanned, *, in_wholes: bool) -> None:
    project = {".git": {"HEAD": "ref: refs/heads/main"}, "a.c": "a" * 3000, "b.c": "b" * 3000}
    home = scanned({"p": {**project, "p.c": "p"}, "q": {**project, "q.c": "q"}}, Choice(in_wholes=in_wholes))
    line = line_about(home, "p")
    assert home.selection.by_folder.lines[line].kind is LineKind.TWO_WHOLES
    assert sums_of(home.selection, line).may_go is in_wholes
    assert let_go(home, "p") == ("" if in_wholes else "in-whole")
    assert home.chosen == ({"p/a.c", "p/b.c"} if in_wholes else set())
    assert home.selection.changes == int(in_wholes)


def test_a_whole_folder_goes_as_one(scanned: Scanned) -> None:
    album = {name: name * 900 for name in "abc"}
    home = scanned(
        {"Music": {"One": album}, "Old backup": {"One": album}}, categories=("duplicates", "duplicate-folders")
    )
    line = line_about(home, "Old backup")
    assert after(home.selection, line) == FolderAfter(3, 3, whole=True)
    assert let_go(home, "Old backup") == ""
    assert home.chosen == {"Old backup"}


def test_a_copy_in_the_same_folder_stays(scanned: Scanned) -> None:
    home = scanned({"tax": {"one": "t" * 900, "two": "t" * 900, "other": "o"}})
    line = line_about(home, "tax")
    assert after(home.selection, line) == FolderAfter(3, 1)
    assert let_go(home, "tax") == ""
    assert len(home.chosen) == 1
    assert home.kept


def test_what_was_kept_by_its_folder_is_chosen_only_by_a_key_on_it(scanned: Scanned) -> None:
    home = scanned(BACKUP)
    selection, line = home.selection, line_about(home, "Backup")
    things, groups = selection.by_folder.things(line)
    selection.let_go(things, groups)
    selection.spare(things)
    assert home.chosen == {"Downloads/a.txt"}
    assert sums_of(selection, line).spared
    selection.choose_all(selection.groups.every)
    selection.invert(selection.groups.every)
    selection.leave_all(selection.groups.every)
    selection.choose_all(selection.groups.every)
    assert home.chosen == {"Downloads/a.txt"}
    selection.choose(home.group("Backup/b.txt"), home.thing("Backup/b.txt"))
    selection.choose_group(home.group("Backup/c.txt"))
    assert home.chosen == {"Downloads/a.txt", "Backup/b.txt", "Backup/c.txt"}
    selection.keep(home.group("Documents/a.txt"), home.thing("Documents/a.txt"))
    assert "Backup/a.txt" in home.chosen
    while name_of(selection.undo()) != "spare":
        pass
    assert home.chosen == {"Downloads/a.txt", "Backup/a.txt", "Backup/b.txt", "Backup/c.txt"}


def test_groups_that_were_set_aside_stay_as_they_are(scanned: Scanned) -> None:
    home = scanned(BACKUP)
    home.selection.skip(home.group("Backup/a.txt"))
    home.selection.never_ask(home.group("Backup/b.txt"))
    let_go(home, "Backup")
    assert home.chosen == {"Backup/c.txt"}


def test_who_lets_rules_choose_among_all_copies_is_asked_about_no_folder(scanned: Scanned) -> None:
    assert scanned(BACKUP, EveryCopy()).selection.by_folder.lines == ()
