"""How long a run and its undo take beside a bare loop of renames, and how much memory: files of one name.

    .venv/bin/python tests/bench/moving.py [--where FOLDER] [--files 1000 10000 50000] [--rounds 3]

The bare loop does nothing but rename each file into one folder and flush that folder once every 256 renames: no
check, no journal, no note for other programs. "With notes" also writes the info file that the Trash specification
demands. All move the same files in the same order. Each figure is the median of interleaved rounds. Run it on a
volume that nothing else writes to; without --where and as root, a fresh ext4 image is mounted for it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BATCH = 256
NAME = "IMG_0001.jpg"
# A file system looks longer for a place where many files were erased just before (ext4: five seconds).
_REST = 6


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--where", type=Path)
    arguments.add_argument("--files", type=int, nargs="+", default=[1000, 10_000, 50_000])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--undo", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.run or asked.undo:
        print(json.dumps(ours(asked.run or asked.undo, asked.files[0], undoing=bool(asked.undo))))
        return
    print("| files | bare, s | with notes, s | run, s | ratio | undo, s | ratio | run, MB | undo, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with place(asked.where) as where:
        for number in asked.files:
            rounds = [one_round(where, number) for _ in range(asked.rounds)]
            middle = {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
            cells = [f"{number:,}", *(f"{middle[key]:.2f}" for key in ("bare", "notes"))]
            for what in ("run", "undo"):
                cells += [f"{middle[what]:.2f}", f"{middle[what] / middle['bare']:.1f}"]
            cells += [f"{middle[what + ' peak'] / 1e6:.0f}" for what in ("run", "undo")]
            print("| " + " | ".join(cells) + " |", flush=True)


@contextmanager
def place(where: Path | None) -> Iterator[Path]:
    """The folder to work in; a fresh ext4 image where none is named and we may mount."""
    if where is not None or os.geteuid() != 0:
        with tempfile.TemporaryDirectory(dir=where) as folder:
            yield Path(folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        image, mounted = Path(folder) / "image", Path(folder) / "mounted"
        mounted.mkdir()
        with image.open("wb") as file:
            file.truncate(4 << 30)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
        subprocess.run(["mount", "-o", "loop", image, mounted], check=True)
        try:
            yield mounted
        finally:
            subprocess.run(["umount", mounted], check=True)


def one_round(where: Path, number: int) -> dict[str, float]:
    """Move so many files of one name in every way, each time from the same places."""
    home = where / "home"
    home.mkdir()
    names = list(files_in(home, number))
    for name in names:
        name.parent.mkdir()
        name.write_bytes(b"picture %s" % os.fsencode(name))
    os.sync()
    target = where / "target"
    target.mkdir()
    found = {"bare": bare(names, target, notes=False), "notes": bare(names, target, notes=True)}
    for what in ("--run", "--undo"):
        command = [sys.executable, __file__, what, str(home), "--files", str(number)]
        environment = {**os.environ, "HOME": str(home)}
        found |= json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert all(name.exists() for name in names)
    shutil.rmtree(home)
    shutil.rmtree(target)
    os.sync()
    time.sleep(_REST)
    return found


def files_in(home: Path, number: int) -> Iterator[Path]:
    """The files in the order in which they are made and moved: a disk is quicker in that one than in any other."""
    return (home / f"album {each}" / NAME for each in range(number))


def bare(names: list[Path], target: Path, *, notes: bool) -> float:
    """The seconds of a loop that only renames; the files are put back afterwards."""
    folder = os.open(target, os.O_RDONLY)
    (target / "info").mkdir(exist_ok=True)
    start = time.perf_counter()
    for number, name in enumerate(names):
        if notes:
            with open(target / "info" / f"{number}.trashinfo", "xb") as note:
                note.write(b"[Trash Info]\nPath=%s\n" % os.fsencode(name))
        os.rename(name, target / str(number))
        if number % BATCH == BATCH - 1:
            os.fsync(folder)
    os.fsync(folder)
    took = time.perf_counter() - start
    os.close(folder)
    for number, name in enumerate(names):
        os.rename(target / str(number), name)
    # What is still to be written is not for those who come next: they flush more than this loop does.
    os.sync()
    return took


def ours(home: Path, number: int, *, undoing: bool) -> dict[str, float]:
    """A run of all these files, or its undo, in this process: seconds, and the most memory in bytes."""
    from cleanup.act.undo import RestoreOptions
    from cleanup.workflow.environment import Context
    from cleanup.workflow.moving import carry_out
    from cleanup.workflow.planning import plan_of_files
    from cleanup.workflow.undoing import undo

    context = Context.inside(home, home / ".own")
    if undoing:
        start = time.perf_counter()
        undo("last", lambda path: True, RestoreOptions(), context)
        return {"undo": time.perf_counter() - start, "undo peak": _peak()}
    plan = plan_of_files(map(str, files_in(home, number)), context)
    start = time.perf_counter()
    carry_out(plan, context)
    return {"run": time.perf_counter() - start, "run peak": _peak()}


def _peak() -> float:
    """The most memory this process held, in bytes; what getrusage tells begins with what the one above it held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024.0 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
