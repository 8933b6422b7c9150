"""Group the looks that ``pictures.py`` has saved: apart from it, so that the memory is what grouping takes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

# As the program does, before numpy comes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from cleanup.disk.system import give_back_what_is_free
from cleanup.find.photos.matching import NOBODY, Seen, stars


def main() -> None:
    folder = Path(sys.argv[1])
    give_back_what_is_free()
    with np.load(folder / "seen.npz") as saved:
        views, of = saved["views"], saved["of"]
    count = int(of.max()) + 1
    seen = Seen(views, of, np.zeros(count, np.int64), np.zeros(count, np.bool_), np.full(count, NOBODY))
    begin, processor = time.perf_counter(), time.process_time()
    star = stars(seen)
    print(f"{count:,} pictures grouped in {time.perf_counter() - begin:.1f} s, processor time ", end="")
    print(f"{time.process_time() - processor:.1f} s, {_most_memory() / 1e6:.0f} MB at most, ", end="")
    print(f"of which the pictures are {views.nbytes / 1e6:.0f} MB", flush=True)
    np.save(folder / "star.npy", star)


def _most_memory() -> int:
    """The most that this process held; what getrusage says is also that of the one that started it."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
