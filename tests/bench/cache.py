"""What a scan of huge files leaves of the memory that another file has in use: ``python tests/bench/cache.py FOLDER``.

In a memory group of 600 MB (cgroup version 1, as root), a file of 200 MB is read once or twice, then two of 1.2 GB are
digested: with the care for the system's memory, and without it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup/memory/cleanup-bench")
_MB = 1 << 20
_SCAN = """
import os, sys
from pathlib import Path
from cleanup.disk.reading import hashing
from cleanup.disk.system.linux.page_cache import bytes_in_memory
way, times, group, folder = sys.argv[1:]
Path(group, "cgroup.procs").write_text(str(os.getpid()))
files = [Path(folder, name) for name in ("used", "a", "b")]
for path in files:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
for _ in range(int(times)):
    with files[0].open("rb", buffering=0) as file:
        while file.read(1 << 20):
            pass
hashing.HUGE = 0 if way == "with" else 1 << 60
from cleanup import scan
scan([os.path.join(folder)], only=["duplicates"], min_size="1GB", cache=False)
with files[0].open("rb") as file:
    print(way, "it, read", times, "times:", bytes_in_memory(file.fileno(), 0, 200 << 20) >> 20, "MB of 200 left")
"""


def main() -> None:
    _GROUP.mkdir(exist_ok=True)
    (_GROUP / "memory.limit_in_bytes").write_text(str(600 * _MB))
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as folder:
        part = os.urandom(_MB)
        for name, size in (("used", 200), ("a", 1200), ("b", 1200)):
            with open(os.path.join(folder, name), "wb") as file:
                for _ in range(size):
                    file.write(part)
        for times in "1122":
            for way in ("with", "without"):
                subprocess.run([sys.executable, "-c", _SCAN, way, times, str(_GROUP), folder], check=True)
    _GROUP.rmdir()


if __name__ == "__main__":
    main()
