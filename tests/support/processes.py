"""The same little program in several processes at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def run_at_once(code: str, folder: Path, processes: int) -> list[bytes]:
    """Run it with the folder and a number of its own as arguments; gives what each said on stderr."""
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(folder), str(number)], stderr=subprocess.PIPE)
        for number in range(processes)
    ]
    return [process.communicate(timeout=120)[1] for process in started]
