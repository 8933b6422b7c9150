"""What the categories beside duplicates cost: the whole default set to the copies alone, and archives to ``unzip -t``.

    python tests/bench/categories.py [ROOT...] [--zips 1000] [--rounds 3] [--before OTHER/src]
    python tests/bench/categories.py --compare OLD NEW...

Warm, without a cache; each pair takes turns. ``--before`` names the sources of another state of the program, which then
does the same, pair after pair. The archives are made in a folder of their own, and gone afterwards.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import zipfile
from pathlib import Path
from statistics import median

from measure import Taken, run

_SCAN = [sys.executable, "-m", "cleanup", "scan", "--all", "--no-cache", "-q"]
Pair = tuple[list[str], list[str]]
_FILES_A_ZIP, _BYTES_A_FILE = 10, 30_000


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("roots", nargs="*", default=["/usr/share", "/usr/lib"], metavar="ROOT")
    parser.add_argument("--zips", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--before", metavar="SOURCES")
    parser.add_argument("--compare", nargs="+", metavar="FOLDER", help="only `compare`, of the first to the others")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch, "home")
        home.mkdir()
        environment = {**os.environ, "HOME": str(home), "CLEANUP_CACHE": "false"}
        if options.compare:
            old, *new = options.compare
            ours = [sys.executable, "-m", "cleanup", "compare", "-q", old, *(f"--against={each}" for each in new)]
            taken = _taken({"": ((ours, [*_SCAN, "--only", "duplicates", old, *new]), environment)}, options.rounds)
            _tell("compare to duplicates of all", taken[""])
            return
        pair = [*_SCAN, *options.roots], [*_SCAN, "--only", "duplicates", *options.roots]
        states = {"": environment}
        if options.before:
            states[", before"] = {**environment, "PYTHONPATH": options.before}
        taken = _taken({name: (pair, each) for name, each in states.items()}, options.rounds)
        for name, times in taken.items():
            _tell(f"default set to duplicates{name}", times)
        if not options.zips:
            return
        archives = _made(Path(scratch, "archives"), options.zips)
        by_hand = f"cd '{archives}' && for z in *.zip; do unzip -tqq $z; done && cat */* > /dev/null"
        pair = [*_SCAN, "--only", "extracted-archives", str(archives)], ["sh", "-c", by_hand]
        _tell("archives to unzip -t and a read", _taken({"": (pair, environment)}, options.rounds)[""])


def _made(folder: Path, count: int) -> Path:
    """So many zips, each beside the folder with the same files."""
    chance = random.Random(7)
    for number in range(count):
        inside = folder / f"a{number:04}"
        inside.mkdir(parents=True)
        with zipfile.ZipFile(f"{inside}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name in map(str, range(_FILES_A_ZIP)):
                (inside / name).write_bytes(chance.randbytes(_BYTES_A_FILE // 2) + bytes(_BYTES_A_FILE // 2))
                archive.write(inside / name, name)
    return folder


def _taken(turns: dict[str, tuple[Pair, dict[str, str]]], rounds: int) -> dict[str, tuple[list[Taken], list[Taken]]]:
    """What each pair took; they take turns, and the first round, which warms the caches, does not count."""
    taken: dict[str, tuple[list[Taken], list[Taken]]] = {name: ([], []) for name in turns}
    for number in range(rounds + 1):
        for name, (pair, environment) in turns.items():
            for command, times in zip(pair, taken[name], strict=True):
                if (each := run(command, environment)) and number:
                    times.append(each)
    return taken


def _tell(what: str, taken: tuple[list[Taken], list[Taken]]) -> None:
    """Print how long both took, and the ratio, by the clock and of processors."""
    for measure in ("seconds", "processor"):
        one, two = (median(getattr(each, measure) for each in times) for times in taken)
        print(f"{what}, {measure}: {one:.2f} s to {two:.2f} s = {one / two:.2f}")


if __name__ == "__main__":
    main()
