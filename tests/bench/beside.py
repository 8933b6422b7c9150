"""How long a scan and a move take beside another version of cleanup, as ratios of the middle of rounds in turn.

    .venv/bin/python tests/bench/beside.py ONE OTHER [--files 4000] [--rounds 5] [--where FOLDER]

Both are the program ``cleanup``, installed with its compiled loops. Half of the files are copies, which
are moved. Each round has a home of its own; the files lie in memory unless told otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
from pathlib import Path

from measure import run

SCAN = ["scan", "--only", "duplicates", "--no-cache"]
PLAIN = {"PURE_PYTHON": "1"}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("programs", type=Path, nargs=2)
    arguments.add_argument("--files", type=int, default=4000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--where", type=Path, default=Path("/dev/shm"))
    asked = arguments.parse_args()
    taken: dict[str, list[tuple[list[float], list[float]]]] = {}
    for number in range(asked.rounds):
        of_round = [one_round(each, asked.files, asked.where) for each in asked.programs[:: 1 if number % 2 else -1]]
        ours, theirs = of_round if number % 2 else of_round[::-1]
        for name in ours:
            taken.setdefault(name, []).append((ours[name], theirs[name]))
    print("| what | s | processor s | ratio | its processor |\n| --- | --- | --- | --- | --- |")
    for name, pairs in taken.items():
        (clock, work), (their_clock, their_work) = (
            [statistics.median(each) for each in zip(*side, strict=True)] for side in zip(*pairs, strict=True)
        )
        print(f"| {name} | {clock:.2f} | {work:.2f} | {clock / their_clock:.2f} | {work / their_work:.2f} |")


def one_round(program: Path, files: int, where: Path) -> dict[str, list[float]]:
    """Seconds on the clock and of processors, by what was done."""
    with tempfile.TemporaryDirectory(dir=where) as folder:
        tree = Path(folder) / "home" / "files"
        made(tree, files)
        environment = {"HOME": str(tree.parent), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        commands = {
            "warm": ([*SCAN, str(tree)], {}),
            "scan, compiled loops": ([*SCAN, str(tree)], {}),
            "scan, plain Python": ([*SCAN, str(tree)], PLAIN),
            f"move of {files // 2:,} files": (["trash", "--yes", "--scan", "last", "--keep", "oldest"], {}),
            "undo of it": (["undo"], {}),
        }
        taken = {}
        for name, (command, more) in commands.items():
            needed = run([str(program), *command], environment | more)
            assert needed is not None
            taken[name] = [needed.seconds, needed.processor]
            left = len(list(tree.rglob("*.bin")))
            assert left == (files // 2 if name.startswith("move") else files), (program, name, left)
        del taken["warm"]
        return taken


def made(tree: Path, files: int) -> None:
    bits = random.Random(16)
    for number in range(files // 2):
        content = bits.randbytes(2000)
        for name in ("a", "b"):
            folder = tree / f"{name}{number // 20}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number}.bin").write_bytes(content)


if __name__ == "__main__":
    main()
