"""What the categories beside duplicates cost: the whole default set to the copies alone, and archives to ``unzip -t``.

    python tests/bench/categories.py [ROOT...] [--zips 1000] [--rounds 3]

Warm, without a cache; each pair takes turns. The archives are made in a folder of their own, and gone afterwards.
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
_FILES_A_ZIP, _BYTES_A_FILE = 10, 30_000


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("roots", nargs="*", default=["/usr/share", "/usr/lib"], metavar="ROOT")
    parser.add_argument("--zips", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch, "home")
        home.mkdir()
        environment = {**os.environ, "HOME": str(home)}
        _tell("default set to duplicates", [*_SCAN, *options.roots], [*_SCAN, "--only", "duplicates", *options.roots],
              environment, options.rounds)  # fmt: skip
        archives = _made(Path(scratch, "archives"), options.zips)
        by_hand = f"cd '{archives}' && for z in *.zip; do unzip -tqq $z; done && cat */* > /dev/null"
        _tell("archives to unzip -t and a read", [*_SCAN, "--only", "extracted-archives", str(archives)],
              ["sh", "-c", by_hand], environment, options.rounds)  # fmt: skip


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


def _tell(what: str, ours: list[str], other: list[str], environment: dict[str, str], rounds: int) -> None:
    """Print how long both took, and the ratio, by the clock and of processors."""
    taken: tuple[list[Taken], list[Taken]] = [], []
    for _ in range(rounds + 1):
        for command, times in zip((ours, other), taken, strict=True):
            if each := run(command, environment):
                times.append(each)
    for measure in ("seconds", "processor"):
        # The first round warms the caches.
        one, two = (median(getattr(each, measure) for each in times[1:]) for times in taken)
        print(f"{what}, {measure}: {one:.2f} s to {two:.2f} s = {one / two:.2f}")


if __name__ == "__main__":
    main()
