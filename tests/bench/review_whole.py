"""How quickly a review of very many files comes, from the shell: real files, a remembered scan, a pseudo-terminal.

    .venv/bin/python tests/bench/review_whole.py [--pairs 30000] [--empty 30000] [--rounds 3]

Makes a home with so many pairs of copies and empty files, all of them findings (what is old but came here only now is
none), and scans it. Then, each round: ``cleanup review`` until the page stands and until each file was looked at again,
all in sight marked, ``t`` until the question, back to the page, and away with the marks kept. Prints seconds, those of
the processor too, the memory at the page and the most there was, and the size of what is kept.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import random
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import psutil

_LONGEST = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=30_000)
    parser.add_argument("--empty", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_home(home, asked.pairs, asked.empty)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        environment |= {"HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        subprocess.run([sys.executable, "-m", "cleanup", "scan", home, "-q"], env=environment, check=False)
        for _ in range(asked.rounds):
            measure(environment, home / ".local" / "state" / "cleanup" / "marks")


def make_home(home: Path, pairs: int, empty: int) -> None:
    """So many pairs of small files in Photos and Backup, and so many empty files."""
    some = random.Random(5)
    for number in range(pairs):
        content = some.randbytes(some.randrange(200, 2000))
        for place, later in ((f"Photos/{2010 + number % 14}/{number % 300:03}", 5), (f"Backup/{number % 200:03}", 0)):
            write(home / place / f"IMG_{number:05}.jpg", content, 1_200_000_000 + number * 1000 + later)
    for number in range(empty):
        write(home / f"Documents/old {number % 250:03}" / f"draft {number:05}.txt", b"", 1_300_000_000 + number * 500)


def write(path: Path, content: bytes, modified: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (modified, modified))


class Review:
    """A review in a pseudo-terminal of 80x24."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.started = time.perf_counter()
        self.process, self._terminal = pty.fork()
        if not self.process:
            os.execve(sys.executable, [sys.executable, "-m", "cleanup", "review"], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._said = b""

    def until(self, word: bytes) -> float:
        """The seconds from now until this is on the terminal."""
        begun = time.perf_counter()
        while word not in self._said:
            assert time.perf_counter() < begun + _LONGEST, word
            if select.select([self._terminal], [], [], 0.2)[0]:
                self._said += os.read(self._terminal, 1 << 20)
        return time.perf_counter() - begun

    def type(self, keys: bytes) -> None:
        self._said = b""
        os.write(self._terminal, keys)


def measure(environment: dict[str, str], marks: Path) -> None:
    page = Review(environment)
    first = page.until(b"shown")
    # The first process may only be in front of the one that works.
    begun = psutil.Process(page.process)
    process = max([begun, *begun.children(recursive=True)], key=lambda each: each.memory_info().rss)
    busy, memory = worked(process), process.memory_info().rss / 1e6
    checked = first + page.until(b"nothing changed since")
    page.type(b"a")
    page.until(b"Goes if you go on")
    time.sleep(1)
    before = worked(process)
    page.type(b"t")
    question = page.until(b"[y/N]")
    asking = worked(process) - before
    status = Path(f"/proc/{process.pid}/status").read_text()
    most = int(next(line for line in status.splitlines() if "VmHWM" in line).split()[1]) / 1000
    page.type(b"n\n")
    back = page.until(b"shown")
    time.sleep(1)
    page.type(b"x")
    page.until(b"goes yet")
    page.type(b"u")
    page.until(b"Goes if you go on")
    page.type(b"q")
    page.until(b"Leave?")
    page.type(b"2")
    page.until(b"come back")
    os.waitpid(page.process, 0)
    kept = sum(path.stat().st_size for path in marks.iterdir())
    shutil.rmtree(marks)
    print(
        f"page {first:.2f} s (processor {busy:.2f}), looked again {checked:.2f} s, t to the question {question:.2f} s "
        f"(processor {asking:.2f}), back {back:.2f} s; memory {memory:.0f} MB, at most {most:.0f} MB; "
        f"kept {kept / 1e6:.2f} MB"
    )


def worked(process: psutil.Process) -> float:
    """The seconds that the processor worked for it so far."""
    return float(sum(process.cpu_times()[:2]))


if __name__ == "__main__":
    main()
