"""Make the set, scan it, and count: what of the copies is found, and what was thrown together that is not the same."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from quality.photos.make import Truth, make_set, read_truth

WANTED = {"copy": 0.99, "edit": 0.93, "hard": 0.85}


def scanned(folder: Path, own: Path) -> list[dict[str, Any]]:
    """The findings of a scan of this folder, without a cache."""
    environment = {**os.environ, "HOME": str(own), **{f"XDG_{use}_HOME": str(own / use) for use in ("CACHE", "STATE")}}
    command = [sys.executable, "-m", "cleanup", "scan", str(folder), "--only", "similar-photos", "-f", "json"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return findings


def score(folder: Path, findings: list[dict[str, Any]], truth: dict[str, Truth]) -> dict[str, float]:
    """Recall by kind and variation, pairs of different pictures, pairs of shots, and how often the original stays."""
    groups = [
        [(truth[os.path.relpath(file["path"], folder)], file["keep"]) for file in each["files"]] for each in findings
    ]
    together = {id(about): number for number, group in enumerate(groups) for about, _ in group}
    originals = {about.picture: together.get(id(about)) for about in truth.values() if about.kind == "original"}
    found: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for about in truth.values():
        for key in {about.kind, about.variation} if about.variation else ():
            all_of[key] += 1
            found[key] += together.get(id(about)) is not None and together[id(about)] == originals[about.picture]
    figures = {key: found[key] / all_of[key] for key in all_of}
    figures["mixed findings"] = sum(len({about.picture for about, _ in group}) > 1 for group in groups)
    figures["broken series"] = sum(len([about for about, _ in group if about.series >= 0]) > 1 for group in groups)
    of_photos = [group for group in groups if any(about.kind == "original" for about, _ in group)]
    stays = sum(any(about.kind == "original" and keep for about, keep in group) for group in of_photos)
    figures["original stays"] = stays / max(len(of_photos), 1)
    return figures


def main() -> int:
    """Print the figures; 1 where one is not reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--others", type=int, default=30)
    parser.add_argument("--sources", type=Path, help="a folder of real photos, taken before drawn ones")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        folder = Path(own) / "set"
        make_set(folder, seed=options.seed, photos=options.photos, others=options.others, sources=options.sources)
        figures = score(folder, scanned(folder, Path(own)), read_truth(folder))
    for name, figure in sorted(figures.items(), key=lambda each: (each[0] not in WANTED, each[0])):
        print(f"{name:16} {figure:.3f}")
    missed = any(figures[kind] < least for kind, least in WANTED.items())
    return int(
        missed or figures["mixed findings"] > 0 or figures["broken series"] > 0 or figures["original stays"] < 0.95
    )


if __name__ == "__main__":
    sys.exit(main())
