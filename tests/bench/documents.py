"""How long documents take: ``python tests/bench/documents.py [FILES]``.

Makes a scan of so many files in findings (200,000), pairs of equal ones in 1,000 folders, and writes it as JSON,
NDJSON and CSV, reads the JSON, remembers and recalls it. Each step runs in a process of its own, once to warm up and
three times to measure; told are the best in microseconds of processor time a file, and by how much the step raised the
peak of memory.
Nothing outside a temporary folder is written.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

STEPS = ("json", "ndjson", "csv", "read", "remember", "recall")
ROUNDS = 3
STORED = Path(__file__).parents[1] / "journeys" / "data" / "everything.json"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="?", type=int, default=200_000)
    parser.add_argument("--step", choices=STEPS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.step:
        measure(options.step, options.files, options.folder)
        return
    print(f"{'':10} {'µs a file':>10} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for step in STEPS:
            command = [sys.executable, __file__, str(options.files), "--step", step, "--folder", folder]
            subprocess.run(command, check=True)


def measure(step: str, files: int, folder: Path) -> None:
    """Run one step several times, and print its line."""
    work = steps(folder, files)[step]
    before = peak()
    times = []
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    print(f"{step:10} {min(times[1:]) / files * 1e6:10.1f} {peak() - before:8.1f}", flush=True)


def steps(folder: Path, files: int) -> dict[str, Callable[[], Any]]:
    """What is measured, ready to be called: the scan is made, or read, before."""
    from cleanup.documents.scan import load_scan, write_json, write_ndjson
    from cleanup.documents.tables import write_csv
    from cleanup.store import scans

    document = folder / "scan.json"
    if not document.exists():
        document.write_bytes(made_document(files))

    def read() -> Any:
        with document.open("rb") as stream:
            return load_scan(stream, "scan.json")

    # Read by itself, so that no step inherits the peak of reading.
    state = folder / "state"
    if not state.exists():
        pid = os.fork()
        if not pid:
            scans.remember(state, read())
            os._exit(0)
        os.waitpid(pid, 0)
    scan = scans.recall(state, "last")

    def written(write: Callable[[Any, BinaryIO], None]) -> Callable[[], None]:
        def run() -> None:
            with (folder / "written").open("wb") as stream:
                write(scan, stream)

        return run

    return {
        "json": written(write_json),
        "ndjson": written(write_ndjson),
        "csv": written(write_csv),
        "read": read,
        "remember": lambda: scans.remember(folder / f"state {time.time()}", scan),
        "recall": lambda: scans.recall(state, "last"),
    }


def made_document(files: int) -> bytes:
    """The stored scan document, with pairs of equal files as its findings."""

    def file(number: int) -> dict[str, Any]:
        return {
            "path": f"/home/ana/Pictures/{2000 + number % 25}/holiday {number % 1000:04}/IMG_{number:07}.jpg",
            "size": 4_000_000 + number // 2, "allocated_bytes": 4_001_792,
            "modified": f"2021-06-0{number % 9 + 1}T10:00:00.{number:09}Z",
            "accessed": "2024-01-01T00:00:00.000000001Z", "device": 2049, "inode": 1_000_000 + number, "links": 1,
            "keep": number % 2 == 0,
        }  # fmt: skip

    findings = [
        {
            "id": f"duplicates-{pair + 1}", "category": "duplicates", "why": "2 files with the same bytes", "detail": 2,
            "certainty": "exact", "digest": f"xxh3_128:{pair:032x}", "reclaimable_bytes": 4_001_792,
            "files": [file(2 * pair), file(2 * pair + 1)],
        }
        for pair in range(files // 2)
    ]  # fmt: skip
    document = json.loads(STORED.read_bytes())
    del document["findings"], document["troubles"]
    lines = ",\n".join(map(json.dumps, findings))
    return f'{json.dumps(document)[:-1]},\n"findings": [\n{lines}],\n"troubles": []}}\n'.encode()


def peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
