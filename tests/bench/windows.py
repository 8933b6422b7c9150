"""A scan under Wine beside the same in plain Python on Linux: ``python tests/bench/windows.py FOLDER [--rounds 5]``.

FOLDER is where ``tests/windows/set-up.sh`` set Wine up. 20,000 files of 0.1 to 6 KB in 220 folders lie on drive T:, in
memory. Of each scan what the same takes of an empty folder is taken away: the start. Processor time counts the server
of Wine, too, and is what to look at on a computer that does other things meanwhile.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

FILES, FOLDERS, GROUPS = 20_000, 220, 50
MOST = 6
"""How many times as long a scan may take under Wine."""
_SCAN = ["-m", "cleanup", "scan", "--quiet", "--no-cache"]
_TICK = os.sysconf("SC_CLK_TCK")


class Taken(NamedTuple):
    """Seconds on the clock, and of the processors."""

    clock: float
    processor: float


def make(root: Path) -> None:
    """The tree, always the same."""
    chance = random.Random(7)
    copies = [chance.randbytes(3000 + number) for number in range(GROUPS)]
    for number in range(FILES):
        folder = root / f"folder {number % FOLDERS:03}"
        folder.mkdir(parents=True, exist_ok=True)
        content = copies[number // 3] if number < 3 * GROUPS else chance.randbytes(chance.randint(100, 6000))
        (folder / f"file {number:05}.txt").write_bytes(content)


def servers_ticks(prefix: Path) -> int:
    """The processor time of the server of this Wine, in the system's own units; 0 before it runs."""
    place = prefix.stat()
    # It stands where it keeps its socket.
    folder = f"server-{place.st_dev:x}-{place.st_ino:x}"
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if "wineserver" in (process / "comm").read_text() and os.readlink(process / "cwd").endswith(folder):
                return sum(map(int, (process / "stat").read_text().rpartition(")")[2].split()[11:13]))
        except OSError:
            continue
    return 0


def taken(command: list[str], environment: dict[str, str], prefix: Path) -> Taken:
    """What a command takes, with its children and the server of Wine."""
    began, ticks, before = time.perf_counter(), servers_ticks(prefix), os.times()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    clock, after = time.perf_counter() - began, os.times()
    own = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(clock, own + (servers_ticks(prefix) - ticks) / _TICK)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=5)
    asked = arguments.parse_args()
    wine, drive = asked.folder.resolve(), asked.folder.resolve() / "drives" / "t"
    root, empty = drive / "bench", drive / "empty"
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "PURE_PYTHON": "1"}
        ways: dict[str, tuple[list[str], str]] = {
            "Linux, plain Python": ([sys.executable, *_SCAN], f"{drive}/"),
            "Windows' Python under Wine": ([f"{wine}/python", *_SCAN], "T:\\"),
        }
        try:
            make(root)
            empty.mkdir()
            rounds: dict[str, list[Taken]] = {name: [] for name in ways}
            for _ in range(asked.rounds + 1):
                for name, (command, top) in ways.items():
                    start, whole = (
                        taken([*command, top + folder], environment, wine / "prefix") for folder in ("empty", "bench")
                    )
                    rounds[name].append(Taken(whole.clock - start.clock, whole.processor - start.processor))
        finally:
            shutil.rmtree(root, ignore_errors=True)
            empty.rmdir()
    # The first round fills the caches.
    (here, there) = (Taken(*map(median, zip(*each[1:], strict=True))) for each in rounds.values())
    for name, found in zip(ways, (here, there), strict=True):
        print(f"{name:<27} {found.clock:5.2f} s, processor {found.processor:5.2f} s")
    print(f"as many times as long: {there.clock / here.clock:.1f}, processor {there.processor / here.processor:.1f}")
    print(f"promised: at most {MOST}")


if __name__ == "__main__":
    main()
