"""How long small commands take in an empty home, beside an empty Python: ``python tests/bench/start.py [ROUNDS]``.

Rounds alternate, and the figures are ratios of medians, so that another program at work does not matter much.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from statistics import median

PROGRAM = [sys.executable, "-m", "cleanup"]
COMMANDS = {
    "python3 -c pass": [sys.executable, "-c", "pass"],
    "import cleanup": [sys.executable, "-c", "import cleanup"],
    "cleanup history": [*PROGRAM, "history"],
    "cleanup --help": [*PROGRAM, "--help"],
    "cleanup scan --help": [*PROGRAM, "scan", "--help"],
}


def measure(rounds: int) -> dict[str, float]:
    """The median of seconds for each command."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as home:
        kept = {"PATH": os.environ["PATH"], "HOME": home}
        for _ in range(rounds + 1):
            for name, command in COMMANDS.items():
                began = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=kept)
                times[name].append(time.perf_counter() - began)
    # The first round fills the caches.
    return {name: median(all_times[1:]) for name, all_times in times.items()}


def main() -> None:
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    least = next(iter(found.values()))
    for name, seconds in found.items():
        print(f"{name:<20} {seconds * 1000:7.1f} ms {seconds / least:5.1f}")


if __name__ == "__main__":
    main()
