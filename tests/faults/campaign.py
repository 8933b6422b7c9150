"""The campaign: hundreds of commands killed at random, several at once, on equal file names in one trash.

    python tests/faults/campaign.py [--kills 500] [--processes 8] [--seed 1]

Half of the processes share a state folder, so that they wait for each other; the others have one each, so that they
really race. Each moves files of its own, brings them back, frees some; now and then all take the same files. A kill
hits a step that changes the disk, or any moment of a process.

Prints the kills tried, the files lost, those in an unknown state after recovery, and the undos that failed. Ends with 1
if any of the last three is not 0.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from killing import Found, Person, Program, below, in_trash, is_empty

from cleanup.act.history import replay
from cleanup.act.journal import RunFile, run_files
from cleanup.model.errors import DocumentProblem
from cleanup.model.run import State

NAMES = ("report.txt", "IMG_0001.jpg", "cover", "naïve \n name")
COPIES = 6
"""How many files of each name a process has, each in a folder of its own."""
_SETTLED = {State.NOT_MOVED, State.IN_TRASH, State.RESTORED, State.PURGED}


@dataclass
class Tally:
    """What came of it all; shared by the threads."""

    wanted: int
    kills: int = 0
    amid: int = 0
    commands: int = 0
    lost: int = 0
    unknown: int = 0
    failed_undos: int = 0
    notes: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self) -> bool:
        return self.kills >= self.wanted

    def count(self, kind: str, number: int, note: str = "") -> None:
        with self.lock:
            setattr(self, kind, getattr(self, kind) + number)
            if note and number:
                self.notes.append(note)

    def is_bad(self) -> bool:
        return bool(self.lost or self.unknown or self.failed_undos)


class Party:
    """One of the processes at work: its files, its journal, and the commands it runs, many of which die."""

    def __init__(self, number: int, place: Path, person: Person, program: Program, tally: Tally, seed: int) -> None:
        self.person = person
        self._name = f"process {number}"
        self._own = place / f"files {number}"
        self._spare = place / f"spare {number}"
        self._common = place / "common"
        self._program = program
        self._tally = tally
        self._random = random.Random(f"{seed} {number}")
        self._done: set[str] = set()
        self._takes = 0.05
        self._steps: dict[str, int] = {}
        fill(self._own, self._name)
        self._before = files_below(self._own)

    def work(self) -> None:
        """Move, bring back, free, until enough were killed; after each round all is where it was."""
        rounds: list[Callable[[], None]] = [self._move_and_undo, self._move_and_undo, self._purge, self._common_files]
        while not self._tally.is_over():
            self._random.choice(rounds)()

    def _move_and_undo(self) -> None:
        files = [path for path in self._own.rglob("*") if path.is_file()]
        chosen = self._random.sample(files, self._random.randint(1, len(files)))
        if self._random.random() < 0.5:
            self._run("trash", "--yes", "-q", *chosen)
        else:
            self._die("trash", "--yes", "-q", *chosen)
        self._count_lost("after a move")
        for _ in range(self._random.randint(0, 3)):
            for run in self._mine()[-1:]:
                self._die("undo", run.run)
            self._count_lost("after a killed undo")
        self._bring_back()
        if (now := files_below(self._own)) != self._before:
            self._tally.count("failed_undos", 1, f"{self._name}: not as it was: {differences(self._before, now)}")
            shutil.rmtree(self._own)
            fill(self._own, self._name)
            self._before = files_below(self._own)

    def _purge(self) -> None:
        """Free some; what was begun is finished, what was not is whole."""
        fill(self._spare, self._name)
        before = files_below(self._spare)
        self._run("trash", "--yes", "-q", self._spare)
        runs = [run.run for run in self._mine()]
        self._die("purge", "--yes", *runs[-1:])
        self._count_lost("after a killed purge")
        self._bring_back()
        left = files_below(self._spare)
        if left and left != before:
            self._tally.count("lost", len(before) - len(left), f"{self._name}: half freed, and brought back")
        shutil.rmtree(self._spare, ignore_errors=True)

    def _common_files(self) -> None:
        """The same files as all others, at the same time: each goes to one trash, and comes back from there."""
        files = [path for path in self._common.rglob("*") if path.is_file()]
        if files:
            self._die("trash", "--yes", "-q", *self._random.sample(files, min(len(files), 8)))
        self._bring_back()

    def _bring_back(self) -> None:
        """Undo all runs of ours, the newest first; nothing must be left in doubt by then."""
        self._run("undo", "last")
        for file in reversed(self._mine()):
            failed = undo(self.person, self._program, file.run)
            self._tally.count("commands", 1)
            self._tally.count("failed_undos", len(failed), f"{self._name}: undo {file.run}: {failed}")
            states = {item.state for item in replay(file).run.items}
            self._tally.count("unknown", len(states - _SETTLED), f"{self._name}: {file.run}: {states}")
            self._done.add(file.run)

    def _mine(self) -> list[RunFile]:
        """The runs not yet brought back that moved files of ours; in a shared state folder, others' too."""
        found = []
        for file in run_files(self.person.state):
            if file.run in self._done:
                continue
            with suppress(DocumentProblem):
                items = replay(file).run.items
                if any(self._is_ours(item.path) for item in items):
                    found.append(file)
        return found

    def _is_ours(self, path: bytes) -> bool:
        tops = (self._own, self._spare, self._common)
        return any(path == top or path.startswith(top + b"/") for top in map(os.fsencode, tops))

    def _count_lost(self, where: str) -> None:
        """Each file of ours, and no other, is where it was or in the trash, which tells where it came from."""
        top = os.fsencode(self._own) + b"/"
        now = files_below(self._own) + [each for each in of_trash(self.person.trash, top) if each[0].startswith(top)]
        # Who shares our state folder may bring our files back by "undo last" between these two looks.
        now += files_below(self._own)
        missing = set(self._before) - set(now)
        self._tally.count("lost", len(missing), f"{self._name}: lost {where}: {missing}")

    def _run(self, *arguments: str | Path) -> None:
        ran = self._program.run(self.person, *arguments)
        self._steps[str(arguments[0])] = max(len(ran.steps), self._steps.get(str(arguments[0]), 30))
        self._tally.count("commands", 1)
        assert ran.code in {0, 3, 4}, ran

    def _die(self, *arguments: str | Path) -> None:
        """Run a command that is killed, if it does not end before."""
        if self._random.random() < 0.5:
            began = time.monotonic()
            moment = self._random.uniform(self._takes / 3, self._takes)
            ran = self._program.run(self.person, *arguments, kill_after=moment)
            killed = ran.code == -9
            # As long as such a command takes here and now, so that kills hit it all over.
            self._takes = min(1.0, max(0.02, 1.5 * (time.monotonic() - began) if not killed else self._takes * 1.1))
        else:
            how = self._random.choice(["before", "after"])
            at = self._random.randint(1, self._steps.get(str(arguments[0]), 30))
            ran = self._program.run(self.person, *arguments, at=at, when=how)
            killed = ran.code == -9
        self._tally.count("commands", 1)
        self._tally.count("kills", int(killed))
        self._tally.count("amid", int(killed and any(replay(run).open_items() for run in self._mine())))


def fill(root: Path, name: str) -> None:
    """Files of the same few names, each with a content of its own."""
    for number in range(COPIES):
        (root / f"{number}").mkdir(parents=True)
        for base in NAMES:
            path = root / f"{number}" / base
            path.write_text(f"{name} {number} {base}")
            os.utime(path, ns=(10**18, 10**18 + number))
            path.chmod(0o600 + number)


def files_below(root: Path) -> Found:
    """The files below a folder; the folders' own times change when something is taken out."""
    return [each for each in below(root) if not stat.S_ISDIR(each[1][0])]


def of_trash(trash: Path, top: bytes) -> Found:
    """What is in a trash where others are at work: what is not to be seen whole at once is looked at again."""
    for _ in range(100):
        try:
            return in_trash(trash)
        except FileNotFoundError:
            time.sleep(0.005)
    return in_trash(trash)


def differences(before: Found, now: Found) -> str:
    """What is in one and not in the other."""
    return f"missing {sorted(set(before) - set(now))}, new {sorted(set(now) - set(before))}"


def people(place: Path, processes: int) -> list[Person]:
    """All with one home, and so one trash; half of them with one state folder, the others with one each."""
    home = place / "home"
    home.mkdir()
    shared = processes // 2
    return [Person(home, place / ("state" if number < shared else f"state {number}")) for number in range(processes)]


def campaign(place: Path, kills: int, processes: int, seed: int) -> Tally:
    """Do it all in a folder; see the words above."""
    tally = Tally(kills)
    fill(place / "common", "common")
    common = files_below(place / "common")
    everybody = people(place, processes)
    programs = [Program() for _ in everybody]
    parties = [
        Party(number, place, person, program, tally, seed)
        for number, (person, program) in enumerate(zip(everybody, programs, strict=True))
    ]
    threads = [threading.Thread(target=watched, args=(party, tally), daemon=True) for party in parties]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for person in dict.fromkeys(everybody):
        settle(person, programs[0], tally)
    if (now := files_below(place / "common")) != common:
        tally.count("lost", len(set(common) - set(now)) or 1, f"common files: {differences(common, now)}")
    if not is_empty(everybody[0].trash):
        tally.count("unknown", 1, f"left in the trash: {sorted(everybody[0].trash.rglob('*'))}")
    for program in programs:
        program.__exit__(None, None, None)
    return tally


def watched(party: Party, tally: Tally) -> None:
    """Let a party work; what it dies of counts as trouble, and lets the others end."""
    try:
        party.work()
    except BaseException as error:
        tally.count("unknown", 1, f"the campaign itself failed: {error!r}")
        tally.wanted = 0
        raise


def undo(person: Person, program: Program, run: str) -> list[str]:
    """Bring a run back; tells what did not work.

    A common file may be gone: its undo was killed when it was back already, and another process took it from there.
    That none of these is lost is looked at in the end.
    """
    ran = program.run(person, "undo", run, "-f", "json")
    if ran.code not in {0, 3}:
        return [f"ended with {ran.code}: {ran.told!r}"]
    results = ran.document["results"]
    return [
        f"{result}" for result in results
        if result["status"] != "done" and not (result["code"] == "gone" and "/common/" in result["path"])
    ]  # fmt: skip


def settle(person: Person, program: Program, tally: Tally) -> None:
    """At the end, nothing of anybody is in doubt, and everything that can come back does."""
    for told in reversed(person.runs()):
        failed = undo(person, program, told.run.id)
        tally.count("failed_undos", len(failed), f"at the end: undo {told.run.id}: {failed}")
    unknown = person.unknown()
    tally.count("unknown", len(unknown), f"at the end: {unknown}")


def main() -> int:
    """Run the campaign and print its figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=500)
    options.add_argument("--processes", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = campaign(Path(os.path.realpath(folder)), chosen.kills, chosen.processes, chosen.seed)
    for note in tally.notes:
        print(note, file=sys.stderr)
    print(f"processes at once                          {chosen.processes}")
    print(f"commands run                               {tally.commands}")
    print(f"kills tried                                {tally.kills}")
    print(f"of these, with files under way             {tally.amid}")
    print(f"files lost                                 {tally.lost}")
    print(f"files in an unknown state after recovery   {tally.unknown}")
    print(f"undo failures                              {tally.failed_undos}")
    print(f"seconds                                    {time.monotonic() - began:.0f}")
    return int(tally.is_bad())


if __name__ == "__main__":
    sys.exit(main())
