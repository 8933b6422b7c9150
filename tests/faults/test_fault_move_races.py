"""Files that others change, replace, or lead elsewhere while they are moved: what moves is what was shown, or nothing.

A run is held up at each of its steps in turn, and the change made just then.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from killing import Person, Program, below, in_trash, lonely_infos

OLD, NEW, PRECIOUS = b"the old content", b"another content", b"precious"


class Victim:
    """A file that is to be moved, held open by somebody; a folder with a file of the same name stands elsewhere."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "folder"
        self.file = self.folder / "file"
        self.elsewhere = root / "elsewhere"
        for folder in (self.folder, self.elsewhere):
            folder.mkdir(parents=True)
        self.file.write_bytes(OLD)
        (self.elsewhere / "file").write_bytes(PRECIOUS)
        self.held = os.open(self.file, os.O_RDONLY)
        self.waits = False

    def write_on(self, how: int = 0) -> None:
        """Write on into the file, wherever it is by now."""
        file = os.open(f"/proc/self/fd/{self.held}", os.O_WRONLY | os.O_APPEND | how)
        os.write(file, b", and more")
        os.close(file)

    def contents(self, trash: Path) -> list[bytes]:
        """What all files, and those of the trash, hold; a precious one is where it was."""
        assert (self.elsewhere / "file").read_bytes() == PRECIOUS
        assert lonely_infos(trash) == []
        return sorted(content for _, (_, _, content) in [*below(self.root), *in_trash(trash)] if content)


def replace(victim: Victim) -> None:
    """Another file takes its name; the old one is gone, if it had not moved."""
    (victim.root / "new").write_bytes(NEW)
    (victim.root / "new").replace(victim.file)


def append(victim: Victim) -> None:
    """Somebody who has it open wants to write on, and has to wait while it is looked at."""
    try:
        victim.write_on(os.O_NONBLOCK)
    except BlockingIOError:
        victim.waits = True


def link(victim: Victim) -> None:
    """A link to something precious takes its name; the file gets another one."""
    if victim.file.exists():
        victim.file.rename(victim.root / "aside")
    victim.file.symlink_to(victim.elsewhere / "file")


def lead_folder_away(victim: Victim) -> None:
    """Its folder gets another name, and a link to elsewhere has the folder's."""
    victim.folder.rename(victim.root / "moved")
    victim.folder.symlink_to(victim.elsewhere)


def check_replaced(victim: Victim, trash: Path) -> None:
    assert victim.file.read_bytes() == NEW
    assert set(victim.contents(trash)) <= {NEW, OLD, PRECIOUS}


def check_appended(victim: Victim, trash: Path) -> None:
    assert victim.contents(trash) == sorted([OLD + b", and more", PRECIOUS])


def check_linked(victim: Victim, trash: Path) -> None:
    assert victim.contents(trash) == sorted([OLD, PRECIOUS, os.fsencode(victim.elsewhere / "file")])
    assert os.readlink(victim.file) == str(victim.elsewhere / "file")


def check_led_away(victim: Victim, trash: Path) -> None:
    assert victim.contents(trash) == sorted([OLD, PRECIOUS, os.fsencode(victim.elsewhere)])
    assert os.readlink(victim.folder) == str(victim.elsewhere)


Change = Callable[[Victim], None]
Check = Callable[[Victim, Path], None]
CHANGES: list[tuple[Change, Check]] = [
    (replace, check_replaced), (append, check_appended), (link, check_linked), (lead_folder_away, check_led_away)
]  # fmt: skip


def only_result(person: Person, program: Program) -> tuple[str, str | None, str | None]:
    """How the one item of the last run ended, and where it is told to lie now."""
    (result,) = program.run(person, "history", "last", "-f", "json").document["results"]
    return result["status"], result["code"], result["trashed_to"]


@pytest.mark.parametrize(("change", "check"), CHANGES)
def test_a_change_at_any_moment_of_a_run_loses_nothing_and_moves_nothing_else(
    program: Program, tmp_path: Path, change: Change, check: Check
) -> None:
    ends = set()
    for at in count(1):
        home, root = tmp_path / f"home {at}", tmp_path / f"root {at}"
        home.mkdir()
        person, victim = Person(home), Victim(root)
        try:
            ran = program.run(person, "trash", "--yes", "-q", victim.file, at=at, stop=True)
            if ran.code is not None:
                break
            change(victim)
            ran = program.go_on()
            assert ran.code in {0, 3}, (at, ran.told)
            if victim.waits:
                victim.write_on()
            check(victim, person.trash)
            status, code, place = only_result(person, program)
            ends.add((status, code))
            assert (status == "done") == (place is not None) == (ran.code == 0), at
            if place is not None:
                assert Path(place).read_bytes().startswith(OLD)
            ran = program.run(person, "undo")
            assert ran.code == (0 if change is append or status != "done" else 3), (at, ran.told)
            check(victim, person.trash)
        finally:
            os.close(victim.held)
            shutil.rmtree(root)
    assert ("done", None) in ends
    stayed = {("skipped", "changed"), ("skipped", "gone"), ("skipped", "in-use")}
    assert ends & stayed
    assert ends <= {("done", None), *stayed}


def test_a_folder_that_something_is_put_in_at_any_moment_keeps_it(program: Program, tmp_path: Path) -> None:
    """By somebody who has the folder open, wherever it is by then."""
    for at in count(1):
        home, root = tmp_path / f"home {at}", tmp_path / f"root {at}"
        home.mkdir()
        person, victim = Person(home), Victim(root)
        folder = os.open(victim.folder, os.O_RDONLY)
        try:
            if program.run(person, "trash", "--yes", "-q", victim.folder, at=at, stop=True).code is not None:
                break
            os.close(os.open("late", os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=folder))
            assert program.go_on().code in {0, 3}
            assert victim.contents(person.trash) == sorted([OLD, PRECIOUS])
            assert program.run(person, "undo").code == 0
            assert sorted(os.listdir(victim.folder)) == ["file", "late"], at
        finally:
            os.close(folder)
            os.close(victim.held)
