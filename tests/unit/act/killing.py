"""Run as a program: moves a file again and again, each time killed at a later system call, and looks what is left.

``killing.py MOVER SOURCE OTHER``: prints how many calls there were and how many times the item was moved, not moved,
brought back; stops with an error when a byte was lost. A file's bytes must be whole somewhere at every moment.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from trial import BIN_ON_LINUX, Trial, done, item_of, names_below

from cleanup.act.movers import claim, copying, quarantine
from cleanup.act.movers.claim import end_of_claim
from cleanup.act.movers.copying import bring_back_copy
from cleanup.act.movers.cut_off_copy import end_of_copy, end_of_copy_back
from cleanup.act.movers.quarantine import Quarantine
from cleanup.act.movers.system_bin import SystemBin
from cleanup.act.open_folders import OpenFolders
from cleanup.act.records import NotMoved, Restored, StillThere
from cleanup.act.trashed import Trashed
from cleanup.disk.system import reach_folder
from cleanup.model.run import State

CONTENT = os.urandom(150_000) + bytes(200_000) + b"end"
# And the first look after a bin took something: nothing changes the disk any more by then.
CHANGES = ("open", "rename", "replace", "unlink", "link", "mkdir", "pwrite", "ftruncate", "fchmod", "utime", "fsync",
           "lstat")  # fmt: skip
KILLED = 9


def die_before(number: int) -> None:
    """Let this process die right before its call of that number; each changes the disk, opens a file, or looks."""
    calls = count(1)

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if next(calls) == number:
                os._exit(KILLED)
            return real(*arguments, **options)

        return call

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name)))
    for module in (claim, copying, quarantine):
        module.rename_without_replacing = counted(module.rename_without_replacing)  # type: ignore[attr-defined]


def cut_off(number: int, act: Callable[[], object]) -> bool:
    """Do it in a process that dies at this call; whether it did."""
    child = os.fork()
    if not child:
        try:
            die_before(number)
            act()
        except BaseException:
            os._exit(70)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, KILLED}, code
    return code == KILLED


def somewhere(*folders: Path) -> bool:
    """Whether a whole file is in one of these."""
    for folder in folders:
        for name in names_below(folder):
            path = os.path.join(os.fsencode(folder), name)
            if os.path.isfile(path) and Path(os.fsdecode(path)).read_bytes() == CONTENT:
                return True
    return False


def kill_move(mover: str, source: Path, other: Path, number: int) -> str:
    file = source / f"file {number}.bin"
    file.write_bytes(CONTENT)
    home = Path(os.environ["HOME"])
    trial = Trial(SystemBin(str(home)) if mover == "bin" else Quarantine(other / "q", "run-1"), source, mover)
    step, intent = trial.announce(file)
    killed = cut_off(number, lambda: trial.carry_out(step, intent))
    trial.mover.close()
    assert somewhere(source, other, home), number
    if not killed:
        return ""
    item = item_of(step, trial.mover.name, intent.place)
    end = end_of_claim(item) if mover == "bin" else end_of_copy(item)
    if isinstance(end, NotMoved):
        assert (end.code, file.read_bytes()) == ("interrupted", CONTENT), (number, end)
        left = {name for name in names_below(other) if intent.place.name in name}
        assert not left, (number, left)
    else:
        place, identity = done(item, end)
        there = Path(os.fsdecode(place.path))
        assert (there.read_bytes(), os.lstat(there).st_ino) == (CONTENT, identity.inode), number
        there.unlink()
        assert not names_below(source), number
    file.unlink(missing_ok=True)
    return type(end).__name__


def kill_way_back(source: Path, other: Path, number: int) -> str:
    file = source / f"file {number}.bin"
    file.write_bytes(CONTENT)
    trial = Trial(Quarantine(other / "q", "run-1"), source, "quarantine")
    put = trial.put(file)
    trial.mover.close()

    def back() -> None:
        folder = reach_folder(os.fsdecode(source))
        with OpenFolders() as folders:
            bring_back_copy(Trashed(put.item, folders), folder, os.fsencode(file.name))

    killed = cut_off(number, back)
    assert somewhere(source, other), number
    if not killed:
        return ""
    item = item_of(put.step, "quarantine", put.place, State.RESTORING, put.identity, put.step.path)
    end = end_of_copy_back(item)
    if isinstance(end, StillThere):
        assert not names_below(source), number
        assert Path(os.fsdecode(put.place.path)).read_bytes() == CONTENT
        os.unlink(put.place.path)
    else:
        assert isinstance(end, Restored)
        assert file.read_bytes() == CONTENT
        assert not os.path.lexists(put.place.path)
    file.unlink(missing_ok=True)
    return type(end).__name__


def main(what: str, source: Path, other: Path) -> None:
    """Kill at the first call, the second, and so on, until one attempt comes to its end."""
    for (module, name), value in BIN_ON_LINUX.items():
        setattr(module, name, value)
    ends: Counter[str] = Counter()
    for number in count(1):
        end = kill_way_back(source, other, number) if what == "back" else kill_move(what, source, other, number)
        if not end:
            break
        ends[end] += 1
    print(*(f"{name}={times}" for name, times in sorted(ends.items())))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
