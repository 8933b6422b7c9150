"""The power is cut at every step of a run, an undo, a purge: nothing is lost, and undo still works.

On real file systems, shut down by the system's own call for it: what was not flushed by then is not there any more.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from killing import Found, Person, Program, Ran, Seen, below, in_trash, is_empty, lonely_infos, settled, without

from cleanup.model.run import State
from support.disks import Cut, Disk, btrfs_image, ext4_image, xfs_image


@dataclass(slots=True)
class Machine:
    """A computer with a disk that people's files are on, and maybe another one for the program's own state, or for
    what goes to a folder instead of the trash: ``aside``, which can be on the first one too."""

    program: Program
    disk: Disk
    cut: Cut
    state: Disk | None = None
    aside: Disk | None = None
    people: int = 0

    def newcomer(self, files: int = 4) -> Someone:
        """Somebody with an empty trash and files, all of them on the disk."""
        self.people += 1
        home = self.disk.place / f"home {self.people}"
        draw(home / "files", files)
        state = self.state and self.state.place / f"state {self.people}"
        aside = self.aside and self.aside.place / f"aside {self.people}"
        self._flush()
        return Someone(self, Person(home, state), below(home / "files"), aside)

    def lose_power(self) -> None:
        """Cut the power while a command is stopped at a step, or has ended, and start again."""
        try:
            for disk in self._disks():
                disk.cut_power(self.cut)
        finally:
            self.program.kill()
        for disk in self._disks():
            disk.start_again()

    def lose_disk(self) -> Ran:
        """Let the disk with the files fail while a command is stopped at a step, let it go on, and start again."""
        self.disk.cut_power(self.cut)
        ran = self.program.go_on()
        for disk in self._disks():
            disk.start_again()
        return ran

    def _flush(self) -> None:
        for disk in self._disks():
            disk.flush()

    def _disks(self) -> list[Disk]:
        disks = [self.disk, self.state, self.aside]
        return [disk for number, disk in enumerate(disks) if disk is not None and disk not in disks[:number]]


@dataclass(frozen=True, slots=True)
class Someone:
    """One of the people: what they had at first."""

    machine: Machine
    person: Person
    before: Found
    aside: Path | None

    @property
    def files(self) -> Path:
        return self.person.home / "files"

    def run(self, *arguments: str | Path) -> Ran:
        return self.machine.program.run(self.person, *arguments)

    def lose_power(self, at: int, *arguments: str | Path) -> None:
        """Run a command that the power is cut from right after its step ``at``, or its last one."""
        self.machine.program.run(self.person, *arguments, at=at, when="after", stop=True)
        self.machine.lose_power()

    def lose_disk(self, at: int, *arguments: str | Path) -> Ran:
        """Run a command whose disk fails right after its step ``at``."""
        self.machine.program.run(self.person, *arguments, at=at, when="after", stop=True)
        return self.machine.lose_disk()

    def trash(self) -> tuple[str | Path, ...]:
        """The command that moves all but one of the files; to another disk, no folders and links."""
        where = () if self.aside is None else ("--quarantine", self.aside)
        what = "moves *" if self.machine.aside in {None, self.machine.disk} else "moves [0-9]*"
        return ("trash", "--yes", "-q", *where, *sorted(self.files.glob(what)))

    def contents(self) -> list[bytes]:
        """What is in all files, be they where they were, in the trash or aside, whatever their names."""
        places = [self.files, self.person.trash / "files", *([self.aside] if self.aside else [])]
        found = [each for place in places if place.exists() for each in below(place)]
        return contents_of(each for each in found if os.path.basename(each[0]) != b".nosearch")

    def has_all(self) -> bool:
        """Whether nothing is lost: not one content, even if some are there twice for a moment."""
        return set(self.contents()) >= set(contents_of(self.before))

    def check_all_back(self) -> None:
        """Everything is where it was, as it was, and nothing is left in the trash or in doubt."""
        assert below(self.files) == self.before
        assert is_empty(self.person.trash), list(self.person.trash.rglob("*"))
        # The folder itself, with its mark, can be there for nothing, or again.
        assert self.aside is None or all(path.is_dir() or path.name == ".nosearch" for path in self.aside.rglob("*"))
        assert settled(self.person, {State.RESTORED, State.NOT_MOVED})

    def bring_back(self) -> None:
        """Undo all runs, the newest first."""
        for told in reversed(self.person.runs()):
            ran = self.run("undo", told.run.id)
            assert ran.code == 0, ran.told
        self.check_all_back()


def contents_of(found: Iterable[tuple[bytes, Seen]]) -> list[bytes]:
    """What is in files and links."""
    return sorted(content for _, (mode, _, content) in found if not stat.S_ISDIR(mode))


def draw(root: Path, files: int) -> None:
    """Make files to move, one of them a folder, another a link, and one that stays."""
    (root / "moves folder").mkdir(parents=True)
    (root / "moves folder" / "inside").write_text(f"inside {root}")
    (root / "moves link").symlink_to("nowhere")
    for number in range(files - 2):
        (root / f"moves {number}").write_text(f"{number} of {root}")
    (root / "other").write_text(f"other of {root}")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is tried: on which file system, what a power cut leaves of it, and what lies on a disk of its own."""

    image: Callable[[Path], Path]
    cut: Cut = Cut.ALL_LOST
    state: bool = False
    aside: bool | None = None


KINDS = {
    "ext4": Kind(ext4_image),
    "ext4-names-kept": Kind(ext4_image, Cut.NAMES_KEPT),
    "ext4-state-elsewhere": Kind(ext4_image, state=True),
    "ext4-aside": Kind(ext4_image, aside=False),
    "ext4-aside-elsewhere": Kind(ext4_image, aside=True),
    "xfs": Kind(xfs_image),
    "xfs-names-kept": Kind(xfs_image, Cut.NAMES_KEPT),
    "btrfs": Kind(btrfs_image, Cut.WHAT_IS_WRITTEN),
    "btrfs-aside-elsewhere": Kind(btrfs_image, Cut.WHAT_IS_WRITTEN, aside=True),
}


@pytest.fixture(params=KINDS)
def machine(
    request: pytest.FixtureRequest, program: Program, tmp_path: Path, mount: Callable[..., Path]
) -> Iterator[Machine]:
    kind = KINDS[request.param]

    def disk(name: str) -> Disk:
        return Disk(kind.image(tmp_path / f"{name} image"), tmp_path / name, mount)

    files = disk("files")
    state = disk("state") if kind.state else None
    aside = None if kind.aside is None else disk("aside") if kind.aside else files
    yield Machine(program, files, kind.cut, state, aside)


def nothing_else(someone: Someone) -> None:
    """Nothing happens between the power cut and the undo."""


def trash_another(someone: Someone) -> None:
    """The next run puts the one before it in order: whatever is in the trash has its note, and the other way round."""
    ran = someone.run("trash", "--yes", someone.files / "other")
    assert ran.code == 0, ran.told
    assert someone.contents() == contents_of(someone.before)
    assert someone.aside or sorted(below(someone.files) + in_trash(someone.person.trash)) == someone.before
    assert lonely_infos(someone.person.trash) == []
    assert settled(someone.person, {State.IN_TRASH, State.NOT_MOVED, State.RESTORED})


@pytest.mark.parametrize("next_command", [nothing_else, trash_another])
def test_a_run_that_the_power_is_cut_from_loses_nothing_and_can_be_undone(
    machine: Machine, next_command: Callable[[Someone], None]
) -> None:
    first = machine.newcomer()
    steps = first.run(*first.trash()).steps
    assert {"rename_without_replacing", "fsync"} <= set(steps)
    first.bring_back()
    for at in range(1, len(steps) + 1):
        someone = machine.newcomer()
        someone.lose_power(at, *someone.trash())
        assert someone.has_all(), at
        next_command(someone)
        someone.bring_back()


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_of_many_files_those_whose_moves_were_not_on_the_disk_are_where_they_were(
    machine: Machine, share: float
) -> None:
    """More than one flush of the journal: some moves are written down as done, and undone by the power cut."""
    first = machine.newcomer(600)
    steps = first.run(*first.trash()).steps
    someone = machine.newcomer(600)
    someone.lose_power(int(len(steps) * share), *someone.trash())
    assert someone.has_all()
    trash_another(someone)
    someone.bring_back()


@pytest.mark.parametrize("next_command", [nothing_else, trash_another])
def test_an_undo_that_the_power_is_cut_from_loses_nothing_and_can_be_done_again(
    machine: Machine, next_command: Callable[[Someone], None]
) -> None:
    first = machine.newcomer()
    first.run(*first.trash())
    steps = first.run("undo").steps
    first.check_all_back()
    for at in range(1, len(steps) + 1):
        someone = machine.newcomer()
        assert someone.run(*someone.trash()).code == 0
        someone.lose_power(at, "undo")
        assert someone.has_all(), at
        next_command(someone)
        someone.bring_back()


def test_a_purge_that_the_power_is_cut_from_is_finished_and_never_offered_for_undo(machine: Machine) -> None:
    first = machine.newcomer()
    first.run(*first.trash())
    steps = first.run("purge", "--yes").steps
    assert {"unlink", "fsync"} <= set(steps)
    for at in range(1, len(steps) + 1):
        someone = machine.newcomer()
        assert someone.run(*someone.trash()).code == 0
        someone.lose_power(at, "purge", "--yes")
        begun = [item.path for item in someone.person.items() if item.state in {State.PURGING, State.PURGED}]
        ran = someone.run("undo", "last")
        assert ran.code == 0, ran.told
        assert below(someone.files) == without(someone.before, begun), at
        assert is_empty(someone.person.trash), at
        assert settled(someone.person, {State.RESTORED, State.PURGED})


FAILING = {name: kind for name, kind in KINDS.items() if kind.cut is Cut.ALL_LOST}


@pytest.mark.parametrize("machine", FAILING, indirect=True)
@pytest.mark.parametrize("command", ["trash", "undo", "purge"])
def test_a_disk_that_fails_under_a_command_is_told_and_nothing_is_lost(machine: Machine, command: str) -> None:
    """All that the command still tries is answered with an error of the disk."""

    def arguments(someone: Someone) -> tuple[str | Path, ...]:
        if command == "trash":
            return someone.trash()
        assert someone.run(*someone.trash()).code == 0
        return (command, "--yes") if command == "purge" else (command,)

    first = machine.newcomer()
    steps = first.run(*arguments(first)).steps
    for at in range(1, len(steps) + 1):
        someone = machine.newcomer()
        ran = someone.lose_disk(at, *arguments(someone))
        assert ran.code in {0, 3, 4}, (at, ran)
        assert b"Traceback" not in ran.told, at
        begun = [item.path for item in someone.person.items() if item.state in {State.PURGING, State.PURGED}]
        assert command == "purge" or someone.has_all(), at
        assert someone.run("undo", "last").code in {0, 4}, at
        assert below(someone.files) == without(someone.before, begun), at
        assert is_empty(someone.person.trash), at
        assert settled(someone.person, {State.RESTORED, State.NOT_MOVED, State.PURGED}), at
