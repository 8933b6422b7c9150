"""What each part with machinery of its own buys: whole scans with it and without it, in turn, as ratios.

    .venv/bin/python tests/bench/parts.py [FOLDER] [--rounds 5] [--only PART]

Fresh homes, duplicates alone, all in memory by then. Above 1, a scan without the part takes longer, or more memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from statistics import median

# How each part is turned off, before the scan begins.
PARTS = {
    "names listed in C": "from cleanup.disk.system.posix.files import listed_in as other\n"
    "import cleanup.walk.piece as at; at.listed_in = other",
    "names looked at in C": "from cleanup.disk.rows import look_at_names as other\n"
    "import cleanup.walk.piece as at; at.look_at_names = other",
    "small files read in C": "from cleanup.disk.reading.small_files import digest_small_files as other\n"
    "import cleanup.disk.reading.hashing as at; at.digest_small_files = other",
    "settings of malloc": "import cleanup.disk.system as at; at.give_back_what_is_free = lambda: None",
    "no garbage collector": "import gc; gc.disable = lambda: None",
    "eight threads": "import cleanup.workflow.scanning as at; at._AT_ONCE = 2",
}
_SCAN = "from cleanup.__main__ import main; import sys; sys.argv[1:] = {arguments!r}; main()"
_ARGUMENTS = ["scan", "--all", "--only", "duplicates", "--quiet"]

Cost = tuple[float, float, float]
"""Seconds, seconds of processor time, MB at the peak."""


def cost(off: str, folder: str) -> Cost:
    """What one scan takes."""
    code = off + "\n" + _SCAN.format(arguments=[*_ARGUMENTS, folder])
    with tempfile.TemporaryDirectory() as home:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", code], env={"PATH": os.environ["PATH"], "HOME": home}, stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1: something could not be read.
    assert process.returncode in {0, 1}, f"ended with {process.returncode}"
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", default="/usr")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--only", choices=PARTS, action="append")
    asked = arguments.parse_args()
    ways = {"as it is": "", **{name: off for name, off in PARTS.items() if name in (asked.only or PARTS)}}
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for number in range(asked.rounds + 1):
        for name, off in ways.items():
            found = cost(off, asked.folder)
            if number:
                costs[name].append(found)
    usual = costs.pop("as it is")
    seconds, processor, memory = (median(each) for each in zip(*usual, strict=True))
    print(f"{asked.folder}, {asked.rounds} rounds: {seconds:.2f} s, processor {processor:.2f} s, {memory:.0f} MB\n")
    print("| without | seconds | processor | memory |\n| --- | --- | --- | --- |")
    for name, found in costs.items():
        pairs = zip(usual, found, strict=True)
        ratios = [[after / before for before, after in zip(*pair, strict=True)] for pair in pairs]
        print(f"| {name} | {' | '.join(f'{median(each):.2f}' for each in zip(*ratios, strict=True))} |")


if __name__ == "__main__":
    main()
