"""What one name and one small file cost in the compiled loops and in plain Python, and how much of it is the kernel's.

    .venv/bin/python tests/bench/loops.py [FOLDER] [--rounds 3]

One process looks at every name below a folder, and then opens, reads and digests every file of up to 64 KiB, in the
order of inode numbers; all of it is in memory by then. Microseconds of processor time, the least of the rounds.
"""

from __future__ import annotations

import argparse
import gc
import os
import stat
from collections.abc import Callable
from itertools import groupby
from typing import Any

from xxhash import xxh3_128_digest

from cleanup.disk import rows, small_files
from cleanup.disk.hashing import SMALL
from cleanup.disk.small_files import EXPECTED
from cleanup.disk.system.posix import files as listing

Cost = tuple[float, float]
"""Microseconds of processor time for each, and how much of that was spent in the kernel."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", default="/usr")
    arguments.add_argument("--rounds", type=int, default=3)
    asked = arguments.parse_args()
    loops: dict[str, Any] = {"plain Python": (listing, rows, small_files)}
    try:
        from cleanup.disk import _native

        loops = {"compiled": (_native, _native, _native), **loops}
    except ImportError:
        print("There is no compiled module here.")
    gc.disable()
    names, folders, files = listed(asked.folder)
    print(f"{asked.folder}: {names:,} names in {len(folders):,} folders, {len(files):,} small files\n")
    print("| | a name | of that the kernel | a small file | of that the kernel |")
    print("| --- | --- | --- | --- | --- |")
    for name, (naming, looking, reading) in loops.items():
        look = least(lambda first=naming, second=looking: look_at_all(folders, first, second), names, asked.rounds)
        read = least(lambda module=reading: read_all(files, module), len(files), asked.rounds)
        print(f"| {name} | {look[0]:.1f} | {look[1]:.1f} | {read[0]:.1f} | {read[1]:.1f} |", flush=True)


def listed(top: str) -> tuple[int, list[str], list[tuple[int, str, bytes, bytes]]]:
    """The number of names, all folders, and of each small file its inode, folder, name and what is expected of it."""
    names, folders, files = 0, [], []
    for folder, inner, others in os.walk(top):
        folders.append(folder)
        names += len(inner) + len(others)
        for name in others:
            seen = os.lstat(os.path.join(folder, name))
            if stat.S_ISREG(seen.st_mode) and 0 < seen.st_size <= SMALL:
                one = EXPECTED.pack(seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
                files.append((seen.st_ino, folder, os.fsencode(name), one))
    return names, folders, sorted(files)


def look_at_all(folders: list[str], listing: Any, looking: Any) -> None:
    for path in folders:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        looking.look_at_names(folder, listing.listed_in(folder)[1], 0)
        os.close(folder)


def read_all(files: list[tuple[int, str, bytes, bytes]], module: Any) -> None:
    folders = [(os.fsencode(path), len(list(group))) for path, group in groupby(files, key=lambda file: file[1])]
    names = b"".join(file[2] + b"\0" for file in files)
    expected = b"".join(file[3] for file in files)
    _, failed = module.digest_small_files(folders, names, expected, xxh3_128_digest)
    assert not failed, "a file changed meanwhile"


def least(work: Callable[[], None], number: int, rounds: int) -> Cost:
    """The least that the work took for each of so many things."""
    found = []
    for _ in range(rounds + 1):
        before = os.times()
        work()
        after = os.times()
        system = after.system - before.system
        found.append(((after.user - before.user + system) / number * 1e6, system / number * 1e6))
    # The first time, not everything is in memory yet.
    return min(found[1:])


if __name__ == "__main__":
    main()
