"""A file that goes to a quarantine on another volume, or comes back from it, killed at every step of the copy: there is
always one that is whole, and the next command puts in order what is left."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from killing import Found, Person, Program, Ran, below, settled

from cleanup.act.movers.cut_off_copy import MARK
from cleanup.model.run import State

pytestmark = [pytest.mark.root, pytest.mark.slow]


@dataclass(slots=True)
class Volumes:
    """A folder with files to move, and a quarantine on another volume."""

    program: Program
    root: Path
    aside: Path
    before: Found
    homes: Path
    people: int = 0

    def newcomer(self) -> Person:
        self.people += 1
        home = self.homes / f"{self.people}"
        home.mkdir(parents=True)
        return Person(home)

    def trash(self, person: Person, at: int | None = None, when: str = "before") -> Ran:
        files = (self.root / "a", self.root / "holes")
        return self.program.run(person, "trash", "--yes", "-q", "--quarantine", self.aside, *files, at=at, when=when)

    def undo(self, person: Person, at: int | None = None, when: str = "before") -> Ran:
        return self.program.run(person, "undo", at=at, when=when)

    def contents(self) -> set[bytes]:
        """What the whole files hold, under whatever name and on whatever volume."""
        return {seen[2] for _, seen in below(self.root) + below(self.aside)}

    def check_none_lost(self, at: int, when: str) -> None:
        assert {seen[2] for _, seen in self.before} <= self.contents(), (at, when)

    def check_all_back(self, person: Person, at: int, when: str) -> None:
        assert below(self.root) == self.before, (at, when)
        if person.items():
            assert below(self.aside) == [], (at, when)
        for folder in self.aside.iterdir():
            # Of a run that died before it knew what would go there.
            assert {path.name for path in folder.iterdir()} <= {MARK.decode()}
            shutil.rmtree(folder)
        states = [(item.path, item.state, item.code) for item in person.items()]
        assert settled(person, {State.RESTORED, State.NOT_MOVED}), (at, when, states, person.unknown())


@pytest.fixture
def volumes(program: Program, tmp_path: Path, mount: Callable[..., Path]) -> Volumes:
    root, disk = tmp_path / "tree", tmp_path / "disk"
    root.mkdir()
    disk.mkdir()
    mount("-t", "tmpfs", "none", disk)
    (root / "a").write_bytes(b"plain" * 999)
    with (root / "holes").open("wb") as file:
        file.truncate(1 << 20)
        file.seek(1 << 19)
        file.write(b"in between")
    (root / "stays").write_bytes(b"stays")
    for number, file_name in enumerate(("a", "holes", "stays")):
        os.chmod(root / file_name, 0o640)
        os.utime(root / file_name, ns=(10**18 + 1, 10**18 + number))
    (disk / "aside").mkdir(0o700)
    return Volumes(program, root, disk / "aside", below(root), tmp_path / "homes")


def deaths(steps: list[str]) -> list[tuple[int, str]]:
    return [(at, when) for at, _ in enumerate(steps, 1) for when in ("before", "after")]


def test_a_copy_killed_at_any_step_leaves_the_file_whole_and_undo_brings_it_back(volumes: Volumes) -> None:
    person = volumes.newcomer()
    ran = volumes.trash(person)
    assert ran.code == 0, ran.told
    assert [path for path, _ in below(volumes.root)] == [os.fsencode(volumes.root / "stays")]
    volumes.undo(person)
    volumes.check_all_back(person, 0, "")
    assert {"pwrite", "fsync", "rename_without_replacing", "unlink"} <= set(ran.steps)
    for at, when in deaths(ran.steps):
        person = volumes.newcomer()
        assert volumes.trash(person, at, when).code == -9
        volumes.check_none_lost(at, when)
        ran = volumes.undo(person)
        assert ran.code == (0 if person.runs() else 4), ran.told
        volumes.check_all_back(person, at, when)


def test_a_copy_back_killed_at_any_step_leaves_the_file_whole_and_comes_back_again(volumes: Volumes) -> None:
    person = volumes.newcomer()
    volumes.trash(person)
    steps = volumes.undo(person).steps
    assert {"pwrite", "fsync", "rename_without_replacing", "unlink"} <= set(steps)
    for at, when in deaths(steps):
        person = volumes.newcomer()
        assert volumes.trash(person).code == 0
        assert volumes.undo(person, at, when).code == -9
        volumes.check_none_lost(at, when)
        assert volumes.undo(person).code == 0
        volumes.check_all_back(person, at, when)
