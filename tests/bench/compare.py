"""Run cleanup beside its peers on real trees: who finds the same groups, how long it takes, how much memory.

    python tests/bench/compare.py ROOT... [--rounds 5] [--output figures.md]

Everything is read once before the first round, the programs take turns within each round, and what is compared are
medians of the same run, because a machine's speed changes from hour to hour. Nothing below ROOT is changed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

Identity = tuple[int, int]
Groups = set[frozenset[Identity]]
Command = Sequence[str]

CLEANUP = [sys.executable, "-m", "cleanup"]
SCAN = [*CLEANUP, "scan", "--all", "--no-progress", "-q"]


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(HOME=scratch, XDG_CACHE_HOME=f"{scratch}/cache", XDG_STATE_HOME=f"{scratch}/state")
        roots = [str(Path(root).resolve()) for root in options.roots]
        commands = _commands(roots, Path(scratch))
        agreement = _compare_groups(roots, Path(scratch))
        subprocess.run([*SCAN, *roots], stdout=subprocess.DEVNULL, check=False)  # fills the hash cache
        times = _take_turns(commands, options.rounds)
        files = _count_files(roots)
        memory = {name: _peak_memory(commands[name]) for name in commands if name.startswith("cleanup")}
        start = {name: _start_up(command) for name, command in _starts().items()}
    text = _table(roots, files, times, memory, agreement, start, options)
    print(text)
    if options.output:
        options.output.write_text(text + "\n", "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("roots", nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path)
    return parser.parse_args()


def _commands(roots: list[str], scratch: Path) -> dict[str, Command]:
    """The programs found on PATH, each asked for the same: all files, hidden ones too, nothing changed."""
    commands: dict[str, Command] = {
        "cleanup, no hash cache": [*SCAN, "--no-cache", *roots],
        "cleanup, second scan": [*SCAN, *roots],
        "find -printf": ["find", *roots, "-xdev", "-type", "f", "-printf", "%s %p\\n"],
    }
    if shutil.which("rdfind"):
        commands["rdfind"] = ["rdfind", "-dryrun", "true", "-outputname", str(scratch / "rdfind.txt"), *roots]
    if shutil.which("jdupes"):
        commands["jdupes -Q"] = ["jdupes", "-r", "-Q", "-q", *roots]
    return commands


def _take_turns(commands: dict[str, Command], rounds: int) -> dict[str, float]:
    """The median seconds of each command; jdupes, many times slower, runs in the first round only."""
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for name, command in commands.items():
            if number and name.startswith("jdupes"):
                continue
            begin = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            times[name].append(time.perf_counter() - begin)
            print(f"{name}: {times[name][-1]:.2f} s", file=sys.stderr)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def _peak_memory(command: Command) -> int:
    """The most bytes that the program and its worker processes held at once, shared pages counted once (PSS)."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    finished = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not finished.wait(0.02):
            peak = max(peak, sum(_pss(each) for each in _family(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    finished.set()
    watcher.join()
    return peak


def _family(pid: int) -> list[int]:
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.Error:
        return []


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def _compare_groups(roots: list[str], scratch: Path) -> dict[str, str]:
    """Whether each peer finds the groups that cleanup finds; read before anything is timed, so this warms up too."""
    document = scratch / "scan.json"
    subprocess.run([*SCAN, *roots, "-f", "json", "-o", str(document), "--only", "duplicates"], check=False)
    ours = {
        frozenset((file["device"], file["inode"]) for file in finding["files"])
        for finding in json.loads(document.read_bytes())["findings"]
    }
    agreement = {}
    for name, read in {"rdfind": _rdfind_groups, "jdupes -Q": _jdupes_groups}.items():
        if shutil.which(name.split()[0]):
            theirs = read(roots, scratch)
            both = len(ours & theirs)
            agreement[name] = (
                f"{both:,} groups the same, {len(ours - theirs)} only ours, {len(theirs - ours)} only theirs"
            )
    return agreement


def _rdfind_groups(roots: list[str], scratch: Path) -> Groups:
    output = scratch / "rdfind.txt"
    subprocess.run(
        ["rdfind", "-dryrun", "true", "-outputname", str(output), *roots], stdout=subprocess.DEVNULL, check=False
    )
    groups: dict[int, set[Identity]] = defaultdict(set)
    for line in output.read_bytes().splitlines():
        fields = line.split(b" ", 7)
        if line.startswith(b"DUPTYPE") and len(fields) == 8:
            groups[abs(int(fields[1]))].add((int(fields[4]), int(fields[5])))
    return {frozenset(group) for group in groups.values() if len(group) > 1}


def _jdupes_groups(roots: list[str], scratch: Path) -> Groups:
    done = subprocess.run(["jdupes", "-r", "-Q", "-q", *roots], capture_output=True, check=False)
    groups: Groups = set()
    for block in done.stdout.split(b"\n\n"):
        identities = {(status.st_dev, status.st_ino) for path in block.splitlines() if (status := _lstat(path))}
        if len(identities) > 1:
            groups.add(frozenset(identities))
    return groups


def _lstat(path: bytes) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None


def _count_files(roots: list[str]) -> int:
    done = subprocess.run(["find", *roots, "-xdev", "-type", "f", "-printf", "."], capture_output=True, check=False)
    return len(done.stdout)


def _starts() -> dict[str, Command]:
    return {"python3 -c pass": [sys.executable, "-c", "pass"], "cleanup --help": [*CLEANUP, "--help"]}


def _start_up(command: Command) -> float:
    run: Callable[[], object] = lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: E731
    run()
    times = []
    for _ in range(15):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def _table(
    roots: list[str], files: int, times: dict[str, float], memory: dict[str, int], agreement: dict[str, str],
    start: dict[str, float], options: argparse.Namespace,
) -> str:  # fmt: skip
    fresh, again = times["cleanup, no hash cache"], times["cleanup, second scan"]
    lines = [
        f"{files:,} files below {len(roots)} folders, page cache warm, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"medians of {options.rounds} rounds",
        "",
        "| program | seconds | times as long as cleanup without cache | groups |",
        "| --- | --- | --- | --- |",
    ]
    for name, seconds in times.items():
        lines.append(f"| {name} | {seconds:.2f} | {seconds / fresh:.2f} | {agreement.get(name, '')} |")
    lines += [
        "",
        f"Second scan against find: {again / times['find -printf']:.2f} times.",
        *(
            f"Peak memory, {name}: {peak / 1e6:.0f} MB, {max(0, peak - 60e6) / files:.0f} bytes a file over 60 MB."
            for name, peak in memory.items()
        ),
        *(f"{name}: {seconds:.3f} s." for name, seconds in start.items()),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
