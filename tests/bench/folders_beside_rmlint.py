"""duplicate-folders beside ``rmlint -T dd -j`` (Debian package rmlint) on random trees without its known limits.

``python tests/bench/folders_beside_rmlint.py [TREES]``; writes to a temporary folder only. rmlint counts neither empty
files nor empty folders nor links, so the trees have none. It also tells folders in those that it told already; what is
compared are the topmost folders that have their like. One thing differs on purpose, and is evened out: of folders in
which there is nothing but folders, with the like of these elsewhere too, we tell the inner ones.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from support.looking import groups_of, scan


def draw(root: Path, chance: random.Random) -> None:
    """Folders with a few files, some of them copied elsewhere."""
    root.mkdir()
    made: list[Path] = []
    for number in range(chance.randint(3, 8)):
        folder = root / f"d{number}"
        for name in range(chance.randint(1, 4)):
            path = folder / chance.choice(["", "in", "in/er"]) / f"f{name}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(4) + b"%d" % chance.randrange(9))
        made.append(folder)
    for number in range(chance.randint(1, 4)):
        source = chance.choice(made)
        copy = root / f"e{number}" / chance.choice(["x", "y"])
        copy.parent.mkdir(exist_ok=True)
        subprocess.run(["cp", "-a", source, copy], check=True)
        if chance.random() < 0.3:
            (copy / "f0").write_bytes(b"another")


def ours(root: Path, own: Path) -> set[str]:
    """The folders in our groups."""
    return {os.fsdecode(path) for group in groups_of(scan([root], own), "duplicate-folders") for path in group}


def theirs(root: Path, folder: Path) -> set[str]:
    """The folders in the groups of rmlint."""
    out = folder / "rmlint.json"
    subprocess.run(
        ["rmlint", "-T", "dd", "-j", "-o", f"json:{out}", str(root)], capture_output=True, check=True, cwd=folder
    )
    return {each["path"] for each in json.loads(out.read_text()) if each.get("type") == "duplicate_dir"}


def topmost(paths: set[str]) -> set[str]:
    """Those that lie in no other one."""
    return {path for path in paths if not any(path.startswith(other + "/") for other in paths)}


def without_mere_shells(paths: set[str], mine: set[str]) -> set[str]:
    """The paths, with the folders in one for itself where we tell each of these."""
    found = set[str]()
    for path in paths:
        inner = {entry.path for entry in os.scandir(path)}
        found |= without_mere_shells(inner, mine) if path not in mine and all(map(os.path.isdir, inner)) else {path}
    return found


def main() -> int:
    """Compare, and say where they differ."""
    trees = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    alike = 0
    for seed in range(trees):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "tree"
            draw(root, random.Random(seed))
            mine = topmost(ours(root, Path(folder) / "own"))
            its = without_mere_shells(topmost(theirs(root, Path(folder))), mine)
            alike += mine == its
            if mine != its:
                print(seed, "only ours", sorted(mine - its), "only theirs", sorted(its - mine))
    print(f"{alike} of {trees} trees alike")
    return 0 if alike == trees else 1


if __name__ == "__main__":
    raise SystemExit(main())
